/** Os arquivos que um programa carrega: o dele, os que ele importa, os que estes importam. Os pacotes ficam de fora. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** `from './x'`, `import './x'`, `import('./x')`, `require('./x')`; até comentado, que errar para mais só recomeça à toa. */
const LOCAL_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
const EXTENSIONS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** @param entry Dentro de `folder`. @returns Caminhos dentro de `folder`, com `/`. Um arquivo que não se lê não importa nada. */
export function loadedFiles(folder: string, entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const imported of importsOf(path.join(folder, name))) {
      const file = resolveFile(path.resolve(folder, path.dirname(name), imported));
      if (file !== undefined) waiting.push(path.relative(folder, file).replaceAll('\\', '/'));
    }
  }
  return found;
}

function importsOf(file: string): string[] {
  try {
    return [...readFileSync(file, 'utf8').matchAll(LOCAL_IMPORT)].map(([, name = '']) => name);
  } catch {
    return [];
  }
}

/** Em TypeScript, `./x.js` também é o `x.ts`. */
function resolveFile(written: string): string | undefined {
  const candidates = [written, written.replace(/\.([cm]?)js$/, '.$1ts')];
  return candidates
    .flatMap((base) => EXTENSIONS.map((extension) => base + extension))
    .find((file) => existsSync(file) && statSync(file).isFile());
}
