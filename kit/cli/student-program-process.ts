/**
 * Um programa do aluno como processo: começa, é acompanhado e acaba, com tempo e memória limitados. Nada aqui lança: o que
 * quer que aconteça volta como dado.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { endTree, type EndTreeDeps, killTreeNow, treeSpawnOptions } from '../end-tree.ts';
import { findRepoRoot } from '../repo-root.ts';
import type { OutputName } from './sample-app.ts';
import { studentEnv } from './student-program-env.ts';
import { endWithUs } from './student-program-guard.ts';
import { TemporaryFolderError } from './student-program-files.ts';
import { FollowedOutput } from './student-program-follow.ts';
import { absentPackageText } from './student-program-machine.ts';
import { type CapturedOutput, OutputKeeper } from './student-program-output.ts';
import { markStrays } from './student-program-strays.ts';
import { notStartedTexts } from './student-program-texts.ts';

/** Encerrada a árvore, quanto esperar que o sistema avise. */
const EXIT_NOTICE_MS = 1000;
/** O maior prazo que `setTimeout` aceita; com mais, ele dispara na hora. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface StudentProgramOptions {
  /** O arquivo do programa, relativo a `cwd`. */
  entry: string;
  /** A pasta do aluno: `meu-lab/NN-nome`. */
  cwd: string;
  /** Somadas às deste processo; ganham delas. */
  env?: NodeJS.ProcessEnv;
  /** Para um servidor, o prazo para ficar pronto. */
  deadlineMs: number;
  /** De stdout e stderr somados; quem passa disso é encerrado. */
  maxOutputBytes: number;
  /** De cada um se guarda no máximo este tanto; padrão: `maxOutputBytes`. */
  keptOutputBytes?: number;
  /** Recebe o texto assim que chega, sem cortar caracteres ao meio, até o limite. */
  onOutput?: (text: string, output: OutputName) => void;
  /** Abortado, encerra o programa. */
  signal?: AbortSignal;
  /** Arquivos carregados antes do programa. */
  preload?: readonly string[];
}

/** Para os testes: outro sistema, outra raiz. */
export interface StudentProgramDeps extends EndTreeDeps {
  root?: string;
}

/**
 * `exit` e `signal`: o programa acabou por conta própria, ou alguém de fora o matou. Os outros somos nós: `stopped` é só dos
 * servidores, quando se chama `stop()`. `not_started`: não pôde começar, ou a máquina não o deixou rodar (falta um pacote, o
 * disco encheu); o que ele fez não conta.
 */
export type EndedBy = 'exit' | 'signal' | 'deadline' | 'output_limit' | 'aborted' | 'stopped' | 'not_started';

export interface StudentRun {
  ended: EndedBy;
  /** `null` se não começou ou se morreu de um sinal. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: CapturedOutput;
  stderr: CapturedOutput;
  /** Milissegundos desde 1970, pelo relógio desta máquina, como os dos spans. */
  startedAtMs: number;
  endedAtMs: number;
  /** O que houve e como corrigir; ausente se o programa terminou bem. */
  message?: string;
}

export interface StudentProcess {
  /** Resolve, nunca rejeita, quando o programa e os filhos dele acabaram e a saída foi lida. */
  ended: Promise<StudentRun>;
  output(): Record<OutputName, CapturedOutput>;
  /** Encerra a árvore. A primeira causa é a que fica. */
  end(cause: EndedBy): void;
  /** Já foi encerrado, ou está sendo. */
  isOver(): boolean;
  cancelDeadline(): void;
}

interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export function startStudentProcess(options: StudentProgramOptions, deps: StudentProgramDeps): StudentProcess {
  const notStarted = (message: string): StudentProcess =>
    nothingToEnd(Promise.resolve(neverStarted('not_started', message)));
  if (options.signal?.aborted) return nothingToEnd(Promise.resolve(neverStarted('aborted')));
  const root = deps.root ?? findRepoRoot();
  try {
    const file = path.resolve(options.cwd, options.entry);
    const missing = whatIsMissing(options, file);
    if (missing !== undefined) return notStarted(missing);
    const tsx = resolveTsx(root);
    return tsx === undefined
      ? notStarted(notStartedTexts.noTsx(root))
      : follow(options, { ...deps, root }, [
          ...[tsx, ...(options.preload ?? [])].flatMap((module) => ['-r', module]),
          file,
        ]);
  } catch (error) {
    if (error instanceof TemporaryFolderError)
      return notStarted(notStartedTexts.noTemporary(options.entry, error.cause));
    // Um caminho ou uma variável que o sistema não aceita.
    return notStarted(notStartedTexts.spawnFailed(options.entry, error));
  }
}

function follow(
  options: StudentProgramOptions,
  deps: StudentProgramDeps & { root: string },
  args: readonly string[],
): StudentProcess {
  const { entry, cwd, signal } = options;
  const { platform = process.platform, root } = deps;
  const output = new FollowedOutput({
    maxBytes: options.maxOutputBytes,
    keptBytes: options.keptOutputBytes,
    onText: options.onOutput,
    onLimit: () => end('output_limit'),
  });
  const strays = markStrays();
  const startedAtMs = Date.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...studentEnv(process.env, options.env), ...strays.env },
    stdio: ['ignore', output.writing.stdout, output.writing.stderr],
    ...treeSpawnOptions(platform),
  });
  output.start();
  const { pid } = child;
  if (pid === undefined) {
    output.finish();
    return nothingToEnd(
      new Promise((resolve) => {
        child.once('error', (error) => {
          resolve(neverStarted('not_started', notStartedTexts.spawnFailed(options.entry, error)));
        });
      }),
    );
  }
  const release = endWithUs(pid, platform);

  let cause: EndedBy | undefined;
  let hasExited = false;
  let ending: Promise<void> | undefined;
  let noticeExit: (exit: Exit) => void = () => {};
  const exited = new Promise<Exit>((resolve) => {
    noticeExit = resolve;
    child.once('exit', (code, exitSignal) => resolve({ code, signal: exitSignal }));
  });
  const end = (why: EndedBy): void => {
    // Com o processo morto, só o excesso de saída ainda conta: o que lemos agora foi escrito antes.
    if (!hasExited || why === 'output_limit') cause ??= why;
    if (!hasExited) ending ??= endForSure();
  };
  const endForSure = async (): Promise<void> => {
    // Quem enche o disco não tem tempo de se despedir.
    if (cause === 'output_limit' && platform !== 'win32') killTreeNow(pid);
    await endTree(pid, deps);
    // Quem nem assim acaba (o sistema recusou) não pode nos prender.
    setTimeout(() => noticeExit({ code: null, signal: null }), EXIT_NOTICE_MS).unref();
  };

  const deadline = setTimeout(() => end('deadline'), Math.min(options.deadlineMs, MAX_TIMEOUT_MS));
  const abort = (): void => end('aborted');
  signal?.addEventListener('abort', abort, { once: true });

  const settle = async (): Promise<StudentRun> => {
    const exit = await exited;
    const endedAtMs = Date.now();
    hasExited = true;
    clearTimeout(deadline);
    signal?.removeEventListener('abort', abort);
    await ending;
    // O que ficou para trás não tem de que se despedir. No Windows, o pid já pode ser de outro.
    if (platform !== 'win32') killTreeNow(pid);
    strays.killAll();
    const full = output.finish();
    child.unref();
    release();
    const run: StudentRun = {
      ended: cause ?? (exit.signal ? 'signal' : 'exit'),
      ...exit,
      ...output.read(),
      startedAtMs,
      endedAtMs,
    };
    // De quem nós encerramos, o motivo já se sabe.
    if (cause !== undefined) return run;
    const fault =
      full === undefined
        ? exit.code !== 0 && (await absentPackageText(run.stderr.text, entry, root))
        : notStartedTexts.noTemporary(entry, full);
    return fault ? { ...run, ended: 'not_started', code: null, signal: null, message: fault } : run;
  };
  return {
    ended: settle(),
    output: () => output.read(),
    end,
    isOver: () => hasExited || cause !== undefined,
    cancelDeadline: () => clearTimeout(deadline),
  };
}

/** @throws Error do sistema, se nem olhar ele deixa. */
function whatIsMissing({ entry, cwd }: StudentProgramOptions, file: string): string | undefined {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return notStartedTexts.noFolder(cwd);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return notStartedTexts.noEntry(entry, cwd);
  return found.isFile() ? undefined : notStartedTexts.notAFile(entry, cwd);
}

/** Do projeto, e não de onde o aluno está: a pasta dele não tem pacotes. */
function resolveTsx(root: string): string | undefined {
  try {
    return createRequire(path.join(root, 'package.json')).resolve('tsx/cjs');
  } catch {
    return undefined;
  }
}

/** De um programa que não rodou aqui. */
export function neverStarted(ended: EndedBy, message?: string): StudentRun {
  const nothing = new OutputKeeper(0).read();
  const now = Date.now();
  const run = { ended, code: null, signal: null, stdout: nothing, stderr: nothing, startedAtMs: now, endedAtMs: now };
  return message === undefined ? run : { ...run, message };
}

function nothingToEnd(ended: Promise<StudentRun>): StudentProcess {
  const { stdout, stderr } = neverStarted('not_started');
  return { ended, output: () => ({ stdout, stderr }), end: () => {}, isOver: () => true, cancelDeadline: () => {} };
}
