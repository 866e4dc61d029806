/**
 * Inicia um programa do kit: `node kit/run.mjs luneta|start|lab [opções]`.
 *
 * `npm ci` deixa em `kit/dist` um pacote pronto de cada programa, que começa várias vezes mais rápido que as fontes.
 * Se alguma fonte mudou desde então (ou o pacote não existe), rodam as fontes, pelo tsx.
 */
import { fileURLToPath } from 'node:url';
import { bundleState } from './bundle-state.mjs';

const PROGRAMS = { luneta: 'luneta/main.ts', start: 'cli/start.ts', lab: 'cli/lab/main.ts' };

const [name, ...argv] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Programa desconhecido: "${name ?? ''}". Os que existem: ${Object.keys(PROGRAMS).join(', ')}.`);
  process.exit(2);
}

const bundle = new URL(`./dist/${name}.mjs`, import.meta.url);
const { main } = bundleState() === 'fresh' ? await import(bundle.href) : await importSource(PROGRAMS[name]);
process.exitCode = await main(argv);

async function importSource(path) {
  // O tsx só procura o tsconfig na pasta atual; a variável não pode passar para os programas que o kit inicia.
  process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  // Os labs são CommonJS, e o kit, ESM: cada um tem o seu gancho.
  for (const api of ['tsx/cjs/api', 'tsx/esm/api']) (await import(api)).register();
  delete process.env.TSX_TSCONFIG_PATH;
  return import(new URL(path, import.meta.url).href);
}
