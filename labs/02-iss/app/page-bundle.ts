// A página, pronta para servir: o esbuild a empacota uma vez, quando o frontend começa.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

export interface PageFile {
  type: string;
  body: string | Buffer;
}

export interface Page {
  /** Pelo nome, sem a barra: `index.html`, `style.css`, `main.js`, `favicon.svg`. */
  files: Map<string, PageFile>;
}

const FOLDER = path.join(__dirname, 'page');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

let page: Promise<Page> | undefined;

/**
 * Sempre a mesma página, por mais que se peça: menos de um segundo na primeira vez.
 * @throws BuildFailure se um dos arquivos tem um erro de sintaxe.
 */
export function buildPage(): Promise<Page> {
  page ??= bundle();
  return page;
}

async function bundle(): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [path.join(FOLDER, 'main.ts'), path.join(FOLDER, 'style.css')],
    outdir: FOLDER,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, PageFile>();
  const add = (name: string, body: string | Buffer): void => {
    files.set(name, { type: TYPES[path.extname(name)]!, body });
  };
  for (const { path: file, contents } of outputFiles) add(path.basename(file), Buffer.from(contents));
  for (const name of ['index.html', 'favicon.svg']) add(name, await readFile(path.join(FOLDER, name)));
  return { files };
}
