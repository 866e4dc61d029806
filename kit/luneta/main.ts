/** `npm run luneta`: a Luneta como comando. O único arquivo daqui que fala com o terminal e decide o código de saída. */
import { once } from 'node:events';
import { DOORS, PORT_NAMES, PortInUseError } from './doors.ts';
import { UsageError } from '../usage-error.ts';
import { DataFolderError } from './journal/data-folder-error.ts';
import type { RestoredData } from './restore.ts';
import { helpText, readOptions } from './options.ts';
import { SamplingFileError } from './receivers/sampling-file.ts';
import { type Luneta, startLuneta } from './start.ts';

/** Prazo para fechar depois de SIGINT ou SIGTERM. */
const CLOSE_DEADLINE_MS = 2000;

/** Roda o comando; resolve com o código de saída quando a Luneta termina. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  // Antes da linha de prontidão: quem a espera pode mandar parar no instante seguinte.
  const stop = abortOnSignal();
  let luneta: Luneta;
  try {
    const options = readOptions(argv, env);
    if (options.help) {
      console.log(helpText());
      return 0;
    }
    luneta = await startLuneta({ ...options, signal: stop, onWarning: (message) => console.error(message) });
    console.log(options.json ? readyLine(luneta, options.hosts) : readyTable(luneta));
  } catch (error) {
    if (error === stop.reason) return 0;
    const message = describeStartError(error);
    if (message === undefined) throw error;
    console.error(message);
    return 2;
  }
  if (!stop.aborted) await once(stop, 'abort');
  const deadline = setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
  await luneta.close();
  clearTimeout(deadline);
  return 0;
}

/** O que quem digitou o comando pode consertar; `undefined` para defeitos nossos. */
function describeStartError(error: unknown): string | undefined {
  const explained = [UsageError, PortInUseError, DataFolderError, SamplingFileError].some(
    (type) => error instanceof type,
  );
  if (error instanceof Error && explained) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'ENOTFOUND' && error.code !== 'EINVAL') return undefined;
  const host = 'address' in error ? error.address : 'hostname' in error ? error.hostname : '';
  return `Não deu para escutar em ${String(host)}: este endereço não é desta máquina. Confira o --host.`;
}

function readyLine(luneta: Luneta, hosts: readonly string[] | undefined): string {
  const host = hosts?.[0] ?? '127.0.0.1';
  return JSON.stringify({ ready: true, pid: process.pid, host, ports: luneta.ports, urls: luneta.urls });
}

function readyTable({ ports, urls, restored }: Luneta): string {
  const rows = PORT_NAMES.filter((name) => ports[name] !== undefined).map((name) => {
    const { label, defaultPort } = DOORS[name];
    const moved = ports[name] === defaultPort ? '' : `  (o padrão é ${defaultPort})`;
    return { address: urls[name] ?? '', text: label + moved };
  });
  const width = Math.max(0, ...rows.map(({ address }) => address.length));
  return [
    '',
    '  Luneta pronta. Mande telemetria para:',
    '',
    ...rows.map(({ address, text }) => `    ${address.padEnd(width)}   ${text}`),
    '',
    ...(urls.ui ? [`  Abra ${urls.ui} no navegador.`] : []),
    ...(restored ? [`  ${restoredText(restored)}`] : []),
    '  Ctrl+C encerra.',
    '',
  ].join('\n');
}

function restoredText({ directory, traces }: RestoredData): string {
  if (traces === 0) return `O que chegar fica guardado em ${directory}.`;
  const returned = traces === 1 ? '1 trace que estava lá voltou' : `${traces} traces que estavam lá voltaram`;
  return `O que chegar fica guardado em ${directory}; ${returned}.`;
}

/** Aborta no primeiro SIGINT ou SIGTERM. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
