import { execFile, type ExecFileOptions } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';

export interface Outcome {
  code: number;
  /** O que saiu no terminal, das duas saídas, sem cores. */
  output: string;
}

/** Roda um programa até o fim. Terminar com outro código é um resultado; não ter rodado é erro. */
export function runProgram(file: string, args: string[], options: ExecFileOptions = {}): Promise<Outcome> {
  return promisify(execFile)(file, args, { ...options, encoding: 'utf8' }).then(
    (done) => outcome({ code: 0, ...done }),
    (error: Partial<Finished>) => {
      if (typeof error.code === 'number') return outcome(error as Finished);
      throw error;
    },
  );
}

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const outcome = ({ code, stdout, stderr }: Finished): Outcome => ({
  code,
  output: stripVTControlCharacters(stdout + stderr),
});
