// A página de um lab, pronta para servir: o esbuild a empacota uma vez, no primeiro pedido dela.

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

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Quem monta a página desta pasta. Por mais que se peça, é sempre a mesma: menos de um segundo na primeira vez.
 * @param folder Tem `main.ts`, `style.css`, `index.html` e `favicon.svg`.
 * @returns Rejeita com BuildFailure se um dos arquivos tem um erro de sintaxe.
 */
export function pageBundler(folder: string): () => Promise<Page> {
  let page: Promise<Page> | undefined;
  return () => (page ??= bundle(folder));
}

async function bundle(folder: string): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'main.ts'), path.join(folder, 'style.css')],
    outdir: folder,
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
  for (const name of ['index.html', 'favicon.svg']) add(name, await readFile(path.join(folder, name)));
  return { files };
}
