/**
 * Carrega um programa do kit. `npm ci` deixa em `kit/dist` um pacote pronto de cada um, que começa várias vezes mais rápido
 * que as fontes; se alguma fonte mudou desde então (ou o pacote não existe), valem as fontes, pelo tsx.
 */
import { fileURLToPath } from 'node:url';
import { bundleState } from './bundle-state.mjs';

export const PROGRAMS = { luneta: 'luneta/main.ts', start: 'cli/start.ts', lab: 'cli/lab/main.ts' };

/** Os que se usam uma vez ou outra, e trazem bibliotecas grandes: rodam das fontes. */
const FROM_SOURCES = { load: 'load/main.ts', scale: 'scale/main.ts' };

export const NAMES = [...Object.keys(PROGRAMS), ...Object.keys(FROM_SOURCES)];

/** @param {keyof typeof PROGRAMS | keyof typeof FROM_SOURCES} name O módulo dele, que tem `main`. */
export function loadProgram(name) {
  if (Object.hasOwn(FROM_SOURCES, name)) return importSource(FROM_SOURCES[name]);
  const bundle = new URL(`./dist/${name}.mjs`, import.meta.url);
  return bundleState() === 'fresh' ? import(bundle.href) : importSource(PROGRAMS[name]);
}

async function importSource(path) {
  // O tsx só procura o tsconfig na pasta atual; a variável não pode passar para os programas que o kit inicia.
  process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  // Os labs são CommonJS, e o kit, ESM: cada um tem o seu gancho.
  for (const api of ['tsx/cjs/api', 'tsx/esm/api']) (await import(api)).register();
  delete process.env.TSX_TSCONFIG_PATH;
  return import(new URL(path, import.meta.url).href);
}
