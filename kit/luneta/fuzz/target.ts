/** O alvo do fuzz: um processo que diz onde escuta, quanta memória usa e do que reclamou. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ChildTrees } from '../bench/servers/child-trees.ts';
import { waitReady } from '../bench/servers/ready-line.ts';

export interface TargetUsage {
  rssBytes: number;
  /** Conexões TCP abertas. */
  sockets: number;
}

export interface FuzzTarget {
  /** Portas da linha de prontidão. */
  ports: Readonly<Record<string, number>>;
  /** Por que acabou; `undefined` enquanto vive. */
  death(): string | undefined;
  stderr(): string;
  usage(): Promise<TargetUsage>;
  close(): Promise<void>;
}

const PROBE = new URL('./probe.mjs', import.meta.url).href;
/** Do que o processo escreveu na saída de erros, quanto guardar. */
const ERROR_CHARS = 20_000;
const USAGE_DEADLINE_MS = 10_000;

/** Inicia `node <args>` e espera a linha de prontidão. `cwd`: de onde os caminhos de `args` valem. */
export async function startTarget(args: readonly string[], cwd: string): Promise<FuzzTarget> {
  const trees = new ChildTrees();
  const killNow = (): void => trees.killAllNow();
  process.once('exit', killNow);
  const child = trees.spawn(process.execPath, ['--import', PROBE, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(0, ERROR_CHARS);
  });
  let death: string | undefined;
  child.once('exit', (code, signal) => {
    death = `o processo acabou (${signal ?? `código ${code}`})`;
  });
  const close = async (): Promise<void> => {
    process.off('exit', killNow);
    await trees.end(child);
  };
  try {
    const { ports } = await waitReady<{ ports: Record<string, number> }>(child, 'O alvo do fuzz');
    return { ports, death: () => death, stderr: () => errors, usage: () => askUsage(child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws se o processo já não existe, acaba antes de responder ou não responde no prazo. */
async function askUsage(child: ChildProcess): Promise<TargetUsage> {
  const given = AbortSignal.timeout(USAGE_DEADLINE_MS);
  const answer = once(child, 'message', { signal: given });
  child.send('usage', () => {}); // um canal fechado vira o prazo esgotado
  const [usage] = (await answer) as [TargetUsage];
  return usage;
}
