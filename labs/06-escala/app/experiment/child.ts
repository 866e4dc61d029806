// Um processo da experiência: começa, é morto sem aviso, e começa de novo.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Os que estão no ar: uma experiência que falha no meio não deixa ninguém para trás. */
const running = new Set<ChildProcess>();
// Nem uma que caiu sem se despedir.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

const MAX_LOG_CHARS = 20_000;

export interface Child {
  /** O que escreveu até agora. */
  log(): string;
  isRunning(): boolean;
  /** SIGKILL: sem despedida. Resolve quando acabou. */
  kill(): Promise<void>;
}

export function startChild(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child: ChildProcess = spawn(command, args, {
    // O endereço do backend é da experiência; quem ela põe no ar não manda nada por conta própria.
    env: { ...process.env, OTEL_SDK_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let log = '';
  const keep = (text: string): void => void (log = (log + text).slice(-MAX_LOG_CHARS));
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  child.once('error', ({ message }) => {
    running.delete(child);
    keep(`${command}: ${message}\n`);
  });
  const isRunning = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    log: () => log,
    isRunning,
    async kill() {
      if (!isRunning()) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Encerra todos, sem despedida. Resolve quando acabaram. */
export async function killAll(): Promise<void> {
  const ended = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
}
