/** Um programa do aluno que fica no ar: espera que ele avise em que porta atende. */
import type { OutputName } from './sample-app.ts';
import type { CapturedOutput } from './student-program-output.ts';
import {
  startStudentProcess,
  type StudentProgramDeps,
  type StudentProgramOptions,
  type StudentRun,
} from './student-program-process.ts';
import { notReadyText, withRunText } from './student-program-texts.ts';
import { readyPort } from './ready-line.ts';

export interface StudentServer {
  ready: true;
  port: number;
  /** O que escreveu até agora. */
  output(): Record<OutputName, CapturedOutput>;
  /** Resolve, nunca rejeita, quando o servidor acaba: por `stop()`, por conta própria, pelo limite de saída, abortado. */
  ended: Promise<StudentRun>;
  /** Encerra a árvore e conta como foi. Chamado de novo, dá a mesma resposta. */
  stop(): Promise<StudentRun>;
}

export interface StudentServerFailure {
  ready: false;
  /** Com `message`; nada ficou rodando. */
  run: StudentRun;
}

/** Espera a linha `{"ready":true,"port":N}`, o fim do programa ou o prazo, o que vier antes. Nunca rejeita. */
export async function startStudentServer(
  options: StudentProgramOptions,
  deps: StudentProgramDeps = {},
): Promise<StudentServer | StudentServerFailure> {
  let foundPort: (port: number) => void = () => {};
  const ready = new Promise<number>((resolve) => (foundPort = resolve));
  const readLines = portReader(foundPort);
  const onOutput = (text: string, output: OutputName): void => {
    if (output === 'stdout') readLines(text);
    options.onOutput?.(text, output);
  };
  const server = startStudentProcess({ ...options, onOutput }, deps);

  const port = await Promise.race([ready, server.ended.then(() => undefined)]);
  // Quem avisa quando já está sendo encerrado chegou tarde.
  if (port === undefined || server.isOver()) {
    const run = await server.ended;
    return { ready: false, run: { ...run, message: notReadyText(run, options) } };
  }
  server.cancelDeadline();
  const ended = server.ended.then((run) => withRunText(run, options));
  return {
    ready: true,
    port,
    output: server.output,
    ended,
    stop: () => {
      server.end('stopped');
      return ended;
    },
  };
}

/** Uma linha maior que isto não é a de pronto, e não precisa ser guardada. */
const MAX_READY_LINE = 1024;

function portReader(found: (port: number) => void): (text: string) => void {
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = (lines.pop() ?? '').slice(0, MAX_READY_LINE);
    for (const line of lines) {
      const port = readyPort(line);
      if (port !== undefined) found(port);
    }
  };
}
