/** Inicia um programa do kit: `node kit/run.mjs luneta|start|lab|load|scale [opções]`. */
import { readFileSync } from 'node:fs';
import { loadProgram, NAMES } from './load-program.mjs';

const [name, ...argv] = process.argv.slice(2);
if (!NAMES.includes(name ?? '')) {
  console.error(`Programa desconhecido: "${name ?? ''}". Os que existem: ${NAMES.join(', ')}.`);
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

let main;
try {
  ({ main } = await loadProgram(name));
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
