/** Rodar um programa da máquina sem que ele nos prenda: até o fim, até o prazo ou até o Ctrl+C. */
import { spawn } from 'node:child_process';
import { endTree, treeSpawnOptions } from '../../end-tree.ts';

export interface CommandResult {
  /**
   * `not_started`: não há esse comando no PATH, ou o sistema não deixa rodá-lo. `deadline`: não acabou a tempo. `stopped`:
   * quem pediu desistiu.
   */
  ended: 'exit' | 'not_started' | 'deadline' | 'stopped';
  /** `null` se ele não chegou ao fim. */
  code: number | null;
  stdout: string;
  /** De quem nem começou, o motivo. */
  stderr: string;
}

export interface CommandOptions {
  env: NodeJS.ProcessEnv;
  /** A pasta em que roda; sem ela, a deste processo. */
  cwd?: string;
  signal?: AbortSignal;
  /** Em ms; sem prazo, ele leva o que levar. */
  deadlineMs?: number;
}

/** De um programa que leva o que levar, e que se pode interromper. */
export type ProgramOptions = Required<Omit<CommandOptions, 'deadlineMs'>>;

export type RunCommand = (command: string, args: readonly string[]) => Promise<CommandResult>;

/** De uma pergunta: dentro dos 3 s de uma conferência, para que ela ainda diga quem não respondeu. */
const ANSWER_MS = 2700;
/** Em caracteres. Mais que os nomes dos arquivos de qualquer projeto; um programa que não para de escrever não enche a memória. */
const MAX_OUTPUT = 2 ** 24;

/** Nunca rejeita. No prazo, ou na desistência, ele e os filhos são mortos. */
export function runCommand(
  command: string,
  args: readonly string[],
  { env, cwd, signal, deadlineMs }: CommandOptions,
): Promise<CommandResult> {
  const result: CommandResult = { ended: 'exit', code: null, stdout: '', stderr: '' };
  if (signal?.aborted) return Promise.resolve({ ...result, ended: 'stopped' });
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, ...treeSpawnOptions(), stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (graceMs?: number): void => {
      if (child.pid !== undefined) void endTree(child.pid, { graceMs });
    };
    // Espera que acabe: quem desiste vai apagar a pasta em que ele ainda escreve.
    const stop = (): void => kill();
    const end = (ending: Partial<CommandResult>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ ...result, ...ending });
    };
    const expire = (): void => {
      // Sem esperar que acabe: no Windows, encerrar uma árvore pode levar mais que o prazo.
      kill(0);
      child.stdout.destroy();
      child.stderr.destroy();
      end({ ended: 'deadline' });
    };
    const timer = deadlineMs === undefined ? undefined : setTimeout(expire, deadlineMs);
    signal?.addEventListener('abort', stop, { once: true });
    for (const output of ['stdout', 'stderr'] as const) {
      child[output].setEncoding('utf8').on('data', (text: string) => {
        if (result[output].length < MAX_OUTPUT) result[output] += text.slice(0, MAX_OUTPUT - result[output].length);
      });
    }
    child.once('error', (error) => end({ ended: 'not_started', stderr: error.message }));
    child.once('close', (code) => end(signal?.aborted ? { ended: 'stopped' } : { code }));
  });
}

/** Para perguntar algo a um programa, que ou responde logo ou não responde. */
export function askCommands(env: NodeJS.ProcessEnv): RunCommand {
  return (command, args) => runCommand(command, args, { env, deadlineMs: ANSWER_MS });
}
