/** Um programa do kit como processo, com a saída acompanhada, para os testes desta pasta. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { findRepoRoot } from '../repo-root.ts';

export interface KitProcess {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Resolve com o código de saída. */
  exit: Promise<number | null>;
}

/** Variáveis de quem roda os testes que mudariam o que o programa mostra. */
const IGNORED = /^(OTEL_|LUNETA_|PORT$|HOST$|NODE_OPTIONS$|NODE_ENV$|VITEST|FORCE_COLOR$|NO_COLOR$|LC_|LANG|TERM$)/;

export interface ProcessOptions {
  /** `pipe`: o teste escreve em `child.stdin`. */
  stdin?: 'ignore' | 'pipe';
}

/** Roda `node ...args` na raiz do projeto; se o teste falhar no meio, o processo não fica para trás. */
export function startNode(
  args: readonly string[],
  env: Record<string, string> = {},
  { stdin = 'ignore' }: ProcessOptions = {},
): KitProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !IGNORED.test(name));
  const child = spawn(process.execPath, args, {
    cwd: findRepoRoot(),
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = once(child, 'close').then(([code]: (number | null)[]) => code);
  onTestFinished(async () => {
    // SIGTERM, para que ele encerre também o app.
    child.kill('SIGTERM');
    await exit;
  });
  return { child, stdout: () => stdout, stderr: () => stderr, exit };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
