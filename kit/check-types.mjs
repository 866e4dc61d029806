/** Os tipos de todo o projeto: a raiz (o kit), os exemplos, cada lab e a página que ele tiver. Um lab novo entra sozinho. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const labs = readdirSync(path.join(root, 'labs')).map((name) => `labs/${name}`);
const pages = labs.map((lab) => `${lab}/app/page`);
const projects = ['.', 'exemplos', ...labs, ...pages].filter((folder) =>
  existsSync(path.join(root, folder, 'tsconfig.json')),
);

const failed = projects.filter((project) => {
  const { status } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', project], { cwd: root, stdio: 'inherit' });
  return status !== 0;
});
if (failed.length > 0) {
  console.error(`Os tipos não conferem em: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
