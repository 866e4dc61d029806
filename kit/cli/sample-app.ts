/** O app de exemplo como processo filho: começa como o aluno o começaria, avisa quando está pronto, conta como morreu. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tellingLines } from './telling-lines.ts';
import { endTree, killTreeNow, treeSpawnOptions } from '../end-tree.ts';
import { readyPort } from './ready-line.ts';

/** Linhas guardadas para contar o fim de um app que morreu. */
const KEPT_LINES = 60;
/** Depois que o app termina, quanto esperar pelo resto da saída dele. */
const OUTPUT_GRACE_MS = 200;

export type OutputName = 'stdout' | 'stderr';

export interface SampleAppOptions {
  /** Arquivo do app, relativo a `root`. */
  entry: string;
  root: string;
  env: NodeJS.ProcessEnv;
  readyDeadlineMs: number;
  signal: AbortSignal;
  onLine: (line: string, output: OutputName) => void;
}

export interface SampleApp {
  pid: number;
  port: number;
  /** Resolve, nunca rejeita, quando o app termina por conta própria ou por `end()`. */
  exited: Promise<AppExit>;
  /** Encerra o app e os filhos dele. */
  end(): Promise<void>;
}

export interface AppExit {
  /** `código 1` ou `sinal SIGKILL`. */
  how: string;
  /** As últimas linhas que escreveu: as de erro, se houver. */
  lastLines: string[];
}

/** O app não chegou a ficar pronto. */
export class AppNotReadyError extends Error {
  readonly code = 'app_not_ready';
  /** Ausente quando o app segue vivo mas o prazo acabou. */
  readonly exit: AppExit | undefined;
  readonly lastLines: readonly string[];

  constructor(message: string, lastLines: readonly string[], exit?: AppExit) {
    super(message);
    this.name = 'AppNotReadyError';
    this.lastLines = lastLines;
    this.exit = exit;
  }
}

/**
 * Inicia o app e espera a linha `{"ready":true,"port":N}`. Se algo der errado, não deixa nada rodando.
 * @throws AppNotReadyError, ou o motivo de `signal`
 */
export async function startSampleApp(options: SampleAppOptions): Promise<SampleApp> {
  const { entry, root, env, readyDeadlineMs, signal } = options;
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', entry], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...treeSpawnOptions(),
  });
  const { pid } = child;
  if (pid === undefined) throw await spawnFailure(child);

  // Se este processo cair por um erro nosso, o app não pode ficar para trás segurando a porta.
  const emergency = (): void => killTreeNow(pid);
  process.once('exit', emergency);
  const tails: Record<OutputName, string[]> = { stdout: [], stderr: [] };
  const lastLines = (): string[] => tellingLines(tails.stderr.length > 0 ? tails.stderr : tails.stdout);
  const exited = exitOf(child).then((how): AppExit => ({ how, lastLines: lastLines() }));
  const end = async (): Promise<void> => {
    await endTree(pid);
    child.stdout?.destroy();
    child.stderr?.destroy();
    process.off('exit', emergency);
  };

  const ready = new Promise<number>((resolve) => {
    const follow = (stream: Readable | null, output: OutputName): void => {
      if (!stream) return;
      createInterface({ input: stream }).on('line', (line) => {
        const port = output === 'stdout' ? readyPort(line) : undefined;
        if (port !== undefined) {
          resolve(port);
          return;
        }
        tails[output].push(line);
        if (tails[output].length > KEPT_LINES) tails[output].shift();
        options.onLine(line, output);
      });
    };
    follow(child.stdout, 'stdout');
    follow(child.stderr, 'stderr');
  });

  const cleanup = new AbortController();
  try {
    const port = await Promise.race([
      ready,
      exited.then((exit): never => {
        throw new AppNotReadyError(`terminou antes de ficar pronto (${exit.how})`, exit.lastLines, exit);
      }),
      rejectAt(readyDeadlineMs, cleanup.signal, () => {
        return new AppNotReadyError(`não ficou pronto em ${readyDeadlineMs / 1000} s`, lastLines());
      }),
      rejectOn(signal, cleanup.signal),
    ]);
    return { pid, port, exited, end };
  } catch (error) {
    await end();
    throw error;
  } finally {
    cleanup.abort();
  }
}

/** `exit` não espera a saída do processo; `close` espera, mas um neto com o terminal aberto o seguraria para sempre. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const finish = (): void => resolve(signal ? `sinal ${signal}` : `código ${code}`);
      const timer = setTimeout(finish, OUTPUT_GRACE_MS);
      child.once('close', () => {
        clearTimeout(timer);
        finish();
      });
    });
  });
}

function spawnFailure(child: ChildProcess): Promise<AppNotReadyError> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(new AppNotReadyError(`nem chegou a começar: ${error.message}`, [])));
  });
}

function rejectAt(deadlineMs: number, cleanup: AbortSignal, makeError: () => Error): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(makeError()), deadlineMs);
    cleanup.addEventListener('abort', () => clearTimeout(timer));
  });
}

function rejectOn(signal: AbortSignal, cleanup: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true, signal: cleanup });
  });
}
