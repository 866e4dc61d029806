/**
 * Inicia um programa do kit: `node kit/run.mjs luneta|start [opções]`.
 *
 * `npm ci` deixa em `kit/dist` um pacote pronto de cada programa, que começa várias vezes mais rápido que as fontes.
 * Se alguma fonte mudou desde então (ou o pacote não existe), rodam as fontes, pelo tsx.
 */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const INPUTS = new URL('./dist/inputs.json', import.meta.url);
const PROGRAMS = { luneta: 'luneta/main.ts', start: 'cli/start.ts' };

const [name, ...argv] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Programa desconhecido: "${name ?? ''}". Os que existem: ${Object.keys(PROGRAMS).join(', ')}.`);
  process.exit(2);
}

const bundle = new URL(`./dist/${name}.mjs`, import.meta.url);
const { main } = isFresh() ? await import(bundle.href) : await importSource(PROGRAMS[name]);
process.exitCode = await main(argv);

/** O pacote é mais novo que todas as fontes de que foi feito? `build.mjs` deixa a lista delas. */
function isFresh() {
  const list = statSync(INPUTS, { throwIfNoEntry: false });
  if (!list) return false;
  return JSON.parse(readFileSync(INPUTS, 'utf8')).every((input) => {
    const source = statSync(new URL(`../${input}`, import.meta.url), { throwIfNoEntry: false });
    return source !== undefined && source.mtimeMs <= list.mtimeMs;
  });
}

async function importSource(path) {
  // O tsx só procura o tsconfig na pasta atual; a variável não pode passar para os programas que o kit inicia.
  process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  const { register } = await import('tsx/esm/api');
  register();
  delete process.env.TSX_TSCONFIG_PATH;
  return import(new URL(path, import.meta.url).href);
}
