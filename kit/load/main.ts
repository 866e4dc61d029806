/** `npm run load`. O único arquivo daqui que lida com sinais. */
import path from 'node:path';
import { EXIT } from '../cli/lab/exit-codes.ts';
import { stopSignal } from '../cli/lab/stop-signal.ts';
import { Screen } from '../cli/screen.ts';
import { detectTerminal, encode } from '../cli/terminal.ts';
import { MY_LAB } from '../course/lab-paths.ts';
import { findRepoRoot } from '../repo-root.ts';
import { UsageError } from '../usage-error.ts';
import { type LoadWords, readLoadWords } from './read-load-words.ts';
import { runLoad } from './run-load.ts';
import { loadTexts } from './texts.ts';

/** Dentro da pasta do aluno, que não vai para o repositório. */
const REPORTS = 'carga';

export async function main(argv: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const screen = new Screen(stdout, detectTerminal(stdout, env));
  const errors = new Screen(stderr, detectTerminal(stderr, env));
  let words: LoadWords;
  try {
    words = readLoadWords(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Sem quebra: a mensagem acaba num comando para copiar.
    errors.raw([encode(errors.terminal, error.message)]);
    return EXIT.usage;
  }
  if (words.help) {
    console.log(loadTexts.help);
    return EXIT.passed;
  }
  const folder = path.resolve(words.report ?? path.join(findRepoRoot(), MY_LAB, REPORTS));
  return runLoad({ words, env, stdout, screen, errors, folder, stop: stopSignal() });
}
