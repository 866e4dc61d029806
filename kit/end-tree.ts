/**
 * Encerrar um processo com todos os filhos dele: matar só o pai deixa os outros vivos, segurando portas.
 *
 * POSIX: o processo nasceu com `detached: true`, então o pid dele é também o do grupo, e o sinal vai ao grupo inteiro:
 * SIGTERM, para quem sabe se despedir, e SIGKILL depois do prazo. Windows: não há grupos nem SIGTERM; `taskkill /T`
 * percorre a árvore.
 */
import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { poll } from './poll.ts';

/** As opções com que `spawn` deve iniciar um processo que `endTree` vai encerrar. */
export function treeSpawnOptions(platform: NodeJS.Platform = process.platform): SpawnOptions {
  // No Windows, `detached` abriria uma janela de console a mais.
  return platform === 'win32' ? { windowsHide: true } : { detached: true };
}

export interface EndTreeDeps {
  platform?: NodeJS.Platform;
  /** Quanto esperar depois do SIGTERM. */
  graceMs?: number;
  /** Quanto esperar depois do SIGKILL: um zumbi que ninguém recolhe não pode nos prender. */
  killMs?: number;
  kill?: (pid: number, signal: NodeJS.Signals | 0) => void;
  /** Resolve com o código de saída do comando. */
  run?: (command: string, args: readonly string[]) => Promise<number | null>;
}

/** Resolve quando a árvore acabou, ou quando se esgotou o que se podia fazer. Nunca rejeita. */
export async function endTree(pid: number, deps: EndTreeDeps = {}): Promise<void> {
  const { platform = process.platform, graceMs = 1000, killMs = 500, run = runQuietly } = deps;
  const kill = deps.kill ?? ((target, signal) => void process.kill(target, signal));
  const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
    try {
      kill(target, signal);
      return true;
    } catch {
      // ESRCH: já acabou. EPERM: no macOS, só restaram zumbis.
      return false;
    }
  };

  if (platform === 'win32') {
    const code = await run('taskkill', ['/pid', String(pid), '/T', '/F']).catch(() => null);
    // 128: o processo já não existia.
    if (code !== 0 && code !== 128) send(pid, 'SIGKILL');
    return;
  }
  const isGone = (): true | undefined => (send(-pid, 0) ? undefined : true);
  if (!send(-pid, 'SIGTERM')) return;
  if (await poll(isGone, { deadlineMs: graceMs })) return;
  send(-pid, 'SIGKILL');
  await poll(isGone, { deadlineMs: killMs });
}

/** A saída de emergência, síncrona: para quando este processo já está terminando e não pode esperar nada. */
export function killTreeNow(pid: number, platform: NodeJS.Platform = process.platform): void {
  try {
    process.kill(platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Já acabou.
  }
}

async function runQuietly(command: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(command, args, { stdio: 'ignore', windowsHide: true });
  const [code]: (number | null)[] = await once(child, 'exit');
  return code;
}
