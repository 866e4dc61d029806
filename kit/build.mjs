/**
 * Empacota o que não pode rodar das fontes: os scripts e a folha de estilo das páginas da Luneta.
 *
 *   kit/luneta/ui/islands/*.ts      →  kit/dist/ui/*.js
 *   kit/luneta/ui/styles/index.css  →  kit/dist/ui/ui.css
 *
 * `npm ci` o chama (`prepare`); nada do que sai daqui vai para o repositório. Roda com o Node puro, antes de qualquer
 * outra coisa funcionar, e por isso não usa TypeScript.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const kit = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(kit, 'dist');

/** O que vale para todo pacote. */
const common = { bundle: true, minify: true, logLevel: 'warning', legalComments: 'none' };

/** Cada entrada é um pedido ao esbuild; uma parte nova do kit acrescenta a sua. */
function bundles() {
  const islands = path.join(kit, 'luneta', 'ui', 'islands');
  return [
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
  rmSync(path.join(dist, 'ui'), { recursive: true, force: true });
  await Promise.all(bundles().map((options) => esbuild.build(options)));
} else {
  console.log('kit/build.mjs: sem fontes ou sem esbuild aqui; a Luneta roda das fontes, com as páginas sem scripts.');
}
