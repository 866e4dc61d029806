/** Os tipos de todo o projeto: a raiz (o kit), os exemplos e cada `tsconfig.json` de `labs/`. Um lab novo entra sozinho. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const projects = ['.', 'exemplos', ...projectsBelow('labs')];

const failed = projects.filter((project) => {
  const { status } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', project], { cwd: root, stdio: 'inherit' });
  return status !== 0;
});
if (failed.length > 0) {
  console.error(`Os tipos não conferem em: ${failed.join(', ')}.`);
  process.exitCode = 1;
}

/**
 * As pastas que têm um `tsconfig.json`, esta e as de dentro dela: uma página, no navegador, tem outros tipos que o resto do lab.
 * @param {string} folder A partir da raiz, com "/".
 * @returns {string[]}
 */
function projectsBelow(folder) {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  const own = entries.some((entry) => entry.isFile() && entry.name === 'tsconfig.json') ? [folder] : [];
  const inner = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  return [...own, ...inner.flatMap(({ name }) => projectsBelow(`${folder}/${name}`))];
}
