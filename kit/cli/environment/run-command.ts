/** Perguntar algo a um programa da máquina, sem que ele nos prenda. */
import { spawn } from 'node:child_process';
import { endTree, treeSpawnOptions } from '../../end-tree.ts';

export interface CommandResult {
  /** `not_started`: não há esse comando no PATH, ou o sistema não deixa rodá-lo. `deadline`: não acabou a tempo. */
  ended: 'exit' | 'not_started' | 'deadline';
  code: number | null;
  stdout: string;
  stderr: string;
}

export type RunCommand = (command: string, args: readonly string[]) => Promise<CommandResult>;

/** Dentro dos 3 s de uma conferência, para que ela ainda diga quem não respondeu. */
const DEADLINE_MS = 2700;
/** Ninguém lê além disto, e um programa que não para de escrever não enche a memória. */
const MAX_OUTPUT = 65_536;

/** Roda até o fim, ou até o prazo: aí ele e os filhos são mortos. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  deadlineMs = DEADLINE_MS,
): Promise<CommandResult> {
  const result: CommandResult = { ended: 'exit', code: null, stdout: '', stderr: '' };
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, ...treeSpawnOptions(), stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => {
      // Sem esperar que acabe: no Windows, encerrar uma árvore pode levar mais que o prazo.
      if (child.pid !== undefined) void endTree(child.pid, { graceMs: 0 });
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ...result, ended: 'deadline' });
    }, deadlineMs);
    for (const output of ['stdout', 'stderr'] as const) {
      child[output].setEncoding('utf8').on('data', (text: string) => {
        result[output] = (result[output] + text).slice(0, MAX_OUTPUT);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ ...result, ended: 'not_started', stderr: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...result, code });
    });
  });
}
