/** O `lab` neste processo: para o que não depende de sinais, é bem mais rápido que iniciar outro. */
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import type { LabContext } from '../context.ts';
import { main } from '../main.ts';
import type { LabRun } from './lab-root.ts';

export async function runHere(
  root: string,
  args: readonly string[],
  { env, ...overrides }: Partial<LabContext> = {},
): Promise<LabRun> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({ write: (text: string) => (written[name] += text) });
  const code = await main(args, {
    root,
    env: { NO_COLOR: '1', ...ANY_PORT_ENV, ...env },
    stdout: output('stdout'),
    stderr: output('stderr'),
    stop: new AbortController().signal,
    ...overrides,
  });
  return { code, ...written };
}
