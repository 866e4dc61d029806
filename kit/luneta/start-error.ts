/** Por que a Luneta não começou, para quem pode consertar. */
import { UsageError } from '../usage-error.ts';
import { PortInUseError } from './doors.ts';
import { ForwardToSelfError } from './forward/forward-to-self.ts';
import { DataFolderError } from './journal/data-folder-error.ts';
import { SamplingFileError } from './receivers/sampling-file.ts';

const EXPLAINED = [UsageError, PortInUseError, DataFolderError, ForwardToSelfError, SamplingFileError];

/** Uma frase para quem iniciou a Luneta; `undefined` para defeitos nossos. */
export function describeStartError(error: unknown): string | undefined {
  if (error instanceof Error && EXPLAINED.some((type) => error instanceof type)) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'ENOTFOUND' && error.code !== 'EINVAL') return undefined;
  const host = 'address' in error ? error.address : 'hostname' in error ? error.hostname : '';
  return (
    `Não deu para escutar em ${String(host)}: este endereço não é desta máquina. ` +
    'Confira o --host (ou a variável LUNETA_HOST).'
  );
}
