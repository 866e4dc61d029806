/**
 * Inicia um programa do kit: `node kit/run.mjs luneta|start|lab [opções]`.
 *
 * `npm ci` deixa em `kit/dist` um pacote pronto de cada programa, que começa várias vezes mais rápido que as fontes.
 * Se alguma fonte mudou desde então (ou o pacote não existe), rodam as fontes, pelo tsx.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleState } from './bundle-state.mjs';

const PROGRAMS = { luneta: 'luneta/main.ts', start: 'cli/start.ts', lab: 'cli/lab/main.ts' };

const [name, ...argv] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Programa desconhecido: "${name ?? ''}". Os que existem: ${Object.keys(PROGRAMS).join(', ')}.`);
  process.exit(2);
}

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = engines.node.replace(/^\D+/, '');
if (process.versions.node.localeCompare(wanted, 'en', { numeric: true }) < 0) {
  refuse(
    `O projeto pede o Node ${wanted} ou mais novo, e este é o ${process.versions.node}.`,
    'Instale a versão LTS (https://nodejs.org/pt/download), abra outro terminal e rode, na raiz do projeto:',
  );
}

const bundle = new URL(`./dist/${name}.mjs`, import.meta.url);
let main;
try {
  ({ main } = bundleState() === 'fresh' ? await import(bundle.href) : await importSource(PROGRAMS[name]));
} catch (error) {
  if (!isPackageMissing(error)) throw error;
  refuse('Os pacotes do projeto não estão instalados.', 'Rode, na raiz do projeto:');
}
process.exitCode = await main(argv);

/** O que falta na máquina: a mesma frase e o mesmo código (3) das conferências do `lab`. */
function refuse(found, fix) {
  console.error(`${found} ${fix}\nnpm ci`);
  process.exit(3);
}

/** Um pacote, e não um arquivo nosso: esse seria defeito do projeto. */
function isPackageMissing({ code, message = '' }) {
  return /^(ERR_)?MODULE_NOT_FOUND$/.test(code) && /^Cannot find (package|module) '(?!\w:)[^./]/.test(message);
}

async function importSource(path) {
  // O tsx só procura o tsconfig na pasta atual; a variável não pode passar para os programas que o kit inicia.
  process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  // Os labs são CommonJS, e o kit, ESM: cada um tem o seu gancho.
  for (const api of ['tsx/cjs/api', 'tsx/esm/api']) (await import(api)).register();
  delete process.env.TSX_TSCONFIG_PATH;
  return import(new URL(path, import.meta.url).href);
}
