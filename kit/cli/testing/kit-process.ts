/** Um programa do kit como processo, para os testes desta pasta. */
import { onTestFinished } from 'vitest';
import { type NodeProcess, type NodeProcessOptions, spawnNode } from '../../testing/node-process.ts';
import { findRepoRoot } from '../../repo-root.ts';

export type KitProcess = NodeProcess;
export type ProcessOptions = Pick<NodeProcessOptions, 'stdin'>;

/** Roda `node ...args` na raiz do projeto; se o teste falhar no meio, o processo não fica para trás. */
export function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: ProcessOptions = {},
): KitProcess {
  const started = spawnNode(args, { cwd: findRepoRoot(), env, ...options });
  onTestFinished(async () => {
    // SIGTERM, para que ele encerre também o app.
    started.child.kill('SIGTERM');
    await started.exit;
  });
  return started;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
