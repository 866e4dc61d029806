/**
 * Empacota os programas do kit, que assim começam várias vezes mais rápido que das fontes, e o que o navegador carrega.
 *
 *   os de `load-program.mjs`              →  kit/dist/luneta.mjs, start.mjs, lab.mjs (e pedaços em comum)
 *   kit/luneta/ui/islands/*.ts            →  kit/dist/ui/*.js
 *   kit/luneta/ui/styles/index.css        →  kit/dist/ui/ui.css
 *   a lista de tudo que foi lido          →  kit/dist/inputs.json, para `run.mjs` saber se algo mudou
 *
 * `npm ci` o chama (`prepare`); nada do que sai daqui vai para o repositório. Roda com o Node puro, antes de qualquer
 * outra coisa funcionar, e por isso não usa TypeScript.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAMS } from './load-program.mjs';

const kit = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(kit, 'dist');
const root = path.dirname(kit);

/** O que vale para todo pacote. */
const common = {
  bundle: true,
  minify: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  absWorkingDir: root,
};

/** Dependências CommonJS chamam `require`, que um módulo ESM não tem. */
const requireForEsm =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Programas que dividem entre si o que têm em comum. */
function programs(entries) {
  return {
    ...common,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(kit, file)])),
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // O que os dois programas têm em comum fica num pedaço só, e o que é carregado depois (o gRPC), em outro.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: { js: requireForEsm },
  };
}

/** Cada entrada é um pedido ao esbuild; uma parte nova do kit acrescenta a sua. */
function bundles() {
  const islands = path.join(kit, 'luneta', 'ui', 'islands');
  const { luneta, ...others } = PROGRAMS;
  return [
    // Sozinha: dividida com os outros programas, a Luneta ficaria em muito mais pedaços, e cada um atrasa o início dela.
    programs({ luneta }),
    programs(others),
    {
      ...common,
      entryPoints: readdirSync(islands)
        .filter((file) => /^[a-z]+\.ts$/.test(file))
        .map((file) => path.join(islands, file)),
      outdir: path.join(dist, 'ui'),
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
    },
    {
      ...common,
      entryPoints: { ui: path.join(kit, 'luneta', 'ui', 'styles', 'index.css') },
      outdir: path.join(dist, 'ui'),
      target: 'es2022',
    },
  ];
}

/** Uma instalação parcial (`--omit=dev`, ou só os package.json de uma imagem) não tem o que empacotar, e não é erro. */
async function loadEsbuild() {
  if (!existsSync(path.join(kit, 'luneta', 'ui', 'islands'))) return undefined;
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const esbuild = await loadEsbuild();
if (esbuild) {
  rmSync(dist, { recursive: true, force: true });
  const results = await Promise.all(bundles().map((options) => esbuild.build(options)));
  const inputs = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  const sources = [...inputs].filter((input) => !input.includes('node_modules/')).toSorted();
  writeFileSync(path.join(dist, 'inputs.json'), JSON.stringify(sources));
} else {
  console.log('kit/build.mjs: sem fontes ou sem esbuild aqui; a Luneta roda das fontes, com as páginas sem scripts.');
}
