/**
 * Inicia um programa do kit: `node kit/run.mjs luneta|start [opções]`.
 *
 * `npm ci` deixa em `kit/dist` um pacote pronto de cada programa, que começa várias vezes mais rápido que as fontes.
 * Se alguma fonte mudou desde então (ou o pacote não existe), rodam as fontes, pelo tsx.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';

const PROGRAMS = { luneta: 'luneta/main.ts', start: 'cli/start.ts' };

const [name, ...argv] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Programa desconhecido: "${name ?? ''}". Os que existem: ${Object.keys(PROGRAMS).join(', ')}.`);
  process.exit(2);
}

const bundle = new URL(`./dist/${name}.mjs`, import.meta.url);
const { main } = isFresh(bundle) ? await import(bundle.href) : await importSource(PROGRAMS[name]);
process.exitCode = await main(argv);

/** O pacote é mais novo que todas as fontes de que foi feito? `build.mjs` deixa a lista delas ao lado. */
function isFresh(file) {
  const list = new URL(`${file.href}.inputs.json`);
  if (!existsSync(file) || !existsSync(list)) return false;
  const builtAt = statSync(file).mtimeMs;
  return JSON.parse(readFileSync(list, 'utf8')).every((input) => {
    const stats = statSync(new URL(`../${input}`, import.meta.url), { throwIfNoEntry: false });
    return stats !== undefined && stats.mtimeMs <= builtAt;
  });
}

async function importSource(path) {
  const { register } = await import('tsx/esm/api');
  register();
  return import(new URL(path, import.meta.url).href);
}
