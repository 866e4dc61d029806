/** Roda um comando até o fim e diz quanto ele custou, com todos os processos que ele iniciou. */
import { once } from 'node:events';
import type { BenchContext } from '../measure.ts';

export interface CommandCost {
  wallMs: number;
  /** Usuário e sistema; `undefined` onde o sistema não sabe dizer (Windows). */
  cpuMs: number | undefined;
}

/**
 * O Node não informa a CPU dos filhos que terminaram; o `times` do shell informa, em qualquer sistema POSIX, e inclui
 * os netos (`npx` inicia o tsx, que inicia o Node). A precisão é de um centésimo de segundo.
 */
const SHELL_SCRIPT = '"$@" >/dev/null 2>&1; code=$?; times; exit $code';

/** @throws se o comando falha */
export async function runTimed(
  { trees, root }: BenchContext,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandCost> {
  const isWindows = process.platform === 'win32';
  const [file, ...args] = isWindows ? command : ['sh', '-c', SHELL_SCRIPT, 'sh', ...command];
  const startedAt = performance.now();
  const child = trees.spawn(file, args, { cwd: root, env, stdio: ['ignore', isWindows ? 'ignore' : 'pipe', 'ignore'] });
  try {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code]: (number | null)[] = await once(child, 'close');
    const wallMs = performance.now() - startedAt;
    if (code !== 0) throw new Error(`${command.join(' ')} terminou com código ${code}.`);
    return { wallMs, cpuMs: isWindows ? undefined : parseTimes(output) };
  } finally {
    await trees.end(child);
  }
}

/** A segunda linha do `times`: a CPU dos filhos, como `0m0.26s 0m0.04s` (o bash em português escreve vírgula). */
export function parseTimes(output: string): number | undefined {
  const children = output.trim().split('\n')[1] ?? '';
  const parts = [...children.matchAll(/(\d+)m(\d+[.,]\d+)s/g)];
  if (parts.length !== 2) return undefined;
  const seconds = parts.map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest.replace(',', '.')));
  return (seconds[0] + seconds[1]) * 1000;
}
