/** Um processo do projeto iniciado à parte: diz quando está pronto, quanto gasta, do que reclamou e por que acabou. */
import { once } from 'node:events';
import type { ChildTrees } from './child-trees.ts';
import { waitReady } from './ready-line.ts';

export interface Usage {
  /** Usuário e sistema, todas as threads, desde o início do processo. */
  cpuUs: number;
  rssBytes: number;
  /** Conexões TCP abertas. */
  sockets: number;
}

export interface ProbedProcess {
  /** Portas da linha de prontidão. */
  ports: Readonly<Record<string, number>>;
  /** Por que acabou; `undefined` enquanto vive. */
  death(): string | undefined;
  /** O começo do que escreveu na saída de erros. */
  stderr(): string;
  /** @throws se o processo já não existe, acaba antes de responder ou não responde no prazo. */
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

const PROBE = new URL('./probe.mjs', import.meta.url).href;
const ERROR_CHARS = 20_000;
const USAGE_DEADLINE_MS = 10_000;

/** Inicia `node <args>` e espera a linha de prontidão. `cwd`: de onde os caminhos de `args` valem. */
export async function startProbed(
  trees: ChildTrees,
  what: string,
  args: readonly string[],
  cwd: string,
): Promise<ProbedProcess> {
  const child = trees.spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(0, ERROR_CHARS);
  });
  const gone = new AbortController();
  let death: string | undefined;
  child.once('exit', (code, signal) => {
    death = `o processo acabou (${signal ?? `código ${code}`})`;
    gone.abort();
  });
  const usage = async (): Promise<Usage> => {
    try {
      const until = AbortSignal.any([gone.signal, AbortSignal.timeout(USAGE_DEADLINE_MS)]);
      const answer = once(child, 'message', { signal: until });
      child.send('usage', () => {}); // um canal fechado vira o fim do processo, ou o prazo esgotado
      return ((await answer) as [Usage])[0];
    } catch (error) {
      throw new Error(`${what} não disse quanto gasta: ${death ?? 'prazo esgotado'}. ${errors.trim()}`, {
        cause: error,
      });
    }
  };
  const close = (): Promise<void> => trees.end(child);
  try {
    const { ports } = await waitReady<{ ports: Record<string, number> }>(child, what);
    return { ports, death: () => death, stderr: () => errors, usage, close };
  } catch (error) {
    await close();
    throw error;
  }
}
