/** `node --import tsx kit/scale/install.ts`: deixa prontos os jars da escala, e diz o que fez. */
import { downloadJars, missingJars } from './jars.ts';

try {
  const missing = missingJars();
  await downloadJars(missing);
  console.log(missing.length === 0 ? 'Já estava tudo aqui.' : `${missing.length} arquivos baixados e conferidos.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
