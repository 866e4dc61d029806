/** Tenta anotar um passo numa pasta em que este usuário não escreve, e escreve o erro: `read-only-writer.ts PASTA`. */
import { CourseError } from '../course-error.ts';
import { updateProgress } from '../progress.ts';

const [, , root = ''] = process.argv;
// O root escreve em qualquer pasta. Só agora: outro usuário talvez nem leia a pasta do projeto.
if (process.getuid?.() === 0) process.setuid?.(65_534);
try {
  updateProgress(root, new Date(0), () => {});
} catch (error) {
  if (!(error instanceof CourseError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
