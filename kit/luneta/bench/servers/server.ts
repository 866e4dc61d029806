/** Os servidores medidos, como processos filhos que sabem dizer quanto gastaram. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DOORS, PORT_NAMES, type PortName } from '../../doors.ts';
import type { BenchContext } from '../measure.ts';
import { waitReady } from './ready-line.ts';

export interface Usage {
  /** Usuário e sistema, todas as threads, desde o início do processo. */
  cpuUs: number;
  rssBytes: number;
}

export interface BenchServer {
  ports: Record<PortName, number>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

const PROBE = new URL('./probe.mjs', import.meta.url).href;
/** Do que o servidor escreveu na saída de erros, quanto mostrar se ele cair. */
const ERROR_CHARS = 600;
const DISCARD = fileURLToPath(new URL('./discard.mjs', import.meta.url));

/** As opções que deixam toda porta num número livre. */
export const FREE_PORTS: readonly string[] = PORT_NAMES.flatMap((name) => [`--${DOORS[name].flag}`, '0']);

/** A Luneta como `npm run luneta` a inicia: do pacote pronto se ele está em dia, senão das fontes. */
export function startLunetaServer(context: BenchContext, extraArgs: readonly string[] = []): Promise<BenchServer> {
  return startServer(context, 'A Luneta', ['kit/run.mjs', 'luneta', '--json', ...FREE_PORTS, ...extraArgs]);
}

export function startDiscardServer(context: BenchContext): Promise<BenchServer> {
  return startServer(context, 'O servidor que descarta', [DISCARD]);
}

async function startServer({ trees, root }: BenchContext, what: string, args: readonly string[]): Promise<BenchServer> {
  const child = trees.spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_CHARS);
  });
  const close = (): Promise<void> => trees.end(child);
  try {
    const { ports } = await waitReady<{ ports: Record<PortName, number> }>(child, what);
    const usage = async (): Promise<Usage> => {
      try {
        return await askUsage(child);
      } catch (error) {
        throw new Error(`${what} caiu no meio da medida. ${errors.trim()}`, { cause: error });
      }
    };
    return { ports, usage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws se o servidor já não existe, ou acaba antes de responder. */
async function askUsage(child: ChildProcess): Promise<Usage> {
  const gone = new AbortController();
  const onExit = (): void => gone.abort();
  child.once('exit', onExit);
  try {
    const answer = once(child, 'message', { signal: gone.signal });
    child.send('usage', (error) => error && gone.abort());
    const [usage]: [Usage] = (await answer) as [Usage];
    return usage;
  } finally {
    child.off('exit', onExit);
  }
}
