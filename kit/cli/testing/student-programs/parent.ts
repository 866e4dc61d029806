/** Um processo que roda um programa de aluno e morre, ou não, no meio: `parent.ts ENTRADA PASTA MODO`. */
import { runStudentProgram } from '../../student-program.ts';

const [entry = '', cwd = '', mode = ''] = process.argv.slice(2);
const stop = new AbortController();
// `once`, que sai da lista antes de rodar: o caso em que mais fácil seria não o ver.
if (mode === 'abort') process.once('SIGINT', () => stop.abort());

const run = await runStudentProgram({
  entry,
  cwd,
  deadlineMs: 60_000,
  maxOutputBytes: 1024 * 1024,
  signal: stop.signal,
  onOutput: (text) => {
    process.stdout.write(text);
    if (mode === 'throw') throw new Error('um erro nosso');
    if (mode === 'exit') process.exit(7);
  },
});
if (run.message !== undefined) console.log(run.message);
console.log(`ended ${run.ended}; ouvintes: ${process.listenerCount('SIGTERM')}`);
