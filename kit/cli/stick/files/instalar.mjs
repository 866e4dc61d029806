// Instala o projeto deste pacote, sem rede:  node instalar.mjs [pasta]
// Sem pasta: lab-otel, na sua pasta pessoal. Não escreve nada no pendrive, e não muda a configuração do seu npm.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const USAGE = 'Uso: node instalar.mjs [PASTA]\nSem PASTA, o projeto vai para lab-otel, na sua pasta pessoal.';
const HALF = 'Este pacote está pela metade: copie-o de novo de quem o fez.';
const AGAIN = 'Rode o mesmo comando outra vez: o que você já fez em meu-lab fica.';
/** Como no shell: 128 e o número do sinal. */
const EXIT_OF_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const PROJECT = 'projeto/';
const CACHE = 'npm-cache/_cacache/';

const stick = path.dirname(fileURLToPath(import.meta.url));
const [given, ...others] = process.argv.slice(2);
const target = path.resolve(given ?? path.join(os.homedir(), 'lab-otel'));
/** O sha256 de cada arquivo do pacote: só se copia o que está na lista, e não o que um sistema deixou no pendrive. */
let sums = new Map();

if (given === '--help' || given === '-h') console.log(USAGE);
else if (given === '' || given?.startsWith('-')) refuse(`Não conheço a opção "${given}".`);
else if (others.length > 0) refuse(`"${others[0]}" sobra. Se o nome da pasta tem espaços, ponha-o entre aspas.`);
else await run();

function refuse(reason) {
  console.error(`${reason}\n${USAGE}`);
  process.exitCode = 2;
}

async function run() {
  try {
    checkPlace();
    const { damaged, readSums } = await import('./conferir.mjs').catch(() => {
      throw new Error(HALF);
    });
    sums = readSums();
    if (!sums) throw new Error(HALF);
    // O package.json diz o Node e o nome do projeto: primeiro ele, e o que for rápido de recusar se recusa já.
    await checkStick(damaged, 'projeto/package.json');
    checkNode();
    const again = isProject(target);
    console.log('Conferindo o pacote…');
    await checkStick(damaged, PROJECT, 'npm-cache/', 'pacote.json');
    if (again) restoreProject();
    else copyProject();
    const signal = await install();
    if (signal) {
      console.error(`\nInterrompido: a instalação não terminou. ${AGAIN}`);
      process.exitCode = EXIT_OF_SIGNAL[signal];
      return;
    }
    console.log(`\nPronto: o projeto está em ${target}. Agora, num terminal:\n\n  cd "${target}"\n  npm start\n`);
  } catch (error) {
    console.error(`\n${error.syscall ? `Não consegui usar ${error.path ?? target} (${error.code}).` : error.message}`);
    console.error('O LEIA-ME.txt diz o que fazer, em "Se algo falhar".');
    process.exitCode = 3;
  }
}

/** No pacote nada se escreve: o que se instalasse nele iria para o próximo aluno. */
function checkPlace() {
  let existing = target;
  while (!fs.existsSync(existing) && existing !== path.dirname(existing)) existing = path.dirname(existing);
  if (!fs.existsSync(existing)) return;
  // Por dentro dos links, e com as maiúsculas do disco.
  const [inside] = path.relative(fs.realpathSync.native(stick), fs.realpathSync.native(existing)).split(path.sep);
  if (inside === '..' || path.isAbsolute(inside)) return;
  throw new Error(`A pasta ${target} fica dentro do pacote. Diga uma pasta fora dele: node instalar.mjs PASTA`);
}

/** Um arquivo estragado que se copiasse só apareceria bem depois, num erro que não diz de onde veio. */
async function checkStick(damaged, ...starts) {
  const needed = [...sums].filter(([name]) => starts.some((start) => name.startsWith(start)));
  for await (const { name, problem } of damaged(new Map(needed))) {
    throw new Error(
      `O pacote se estragou: ${name} ${problem}. Nada foi instalado. Copie a pasta de novo de quem a fez; na pasta do ` +
        'pacote, node conferir.mjs mostra tudo que falta ou mudou.',
    );
  }
}

function checkNode() {
  const { engines } = JSON.parse(fs.readFileSync(path.join(stick, PROJECT, 'package.json'), 'utf8'));
  const [needed] = /\d+(\.\d+)*/.exec(engines.node);
  if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) >= 0) return;
  throw new Error(`O projeto precisa do Node ${needed} ou mais novo; este é o ${process.versions.node}.`);
}

/** `false` se a pasta não existe ou está vazia. */
function isProject(folder) {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (entries.length === 0) return false;
  // Qualquer um dos dois: o outro pode ser justamente o que se estragou.
  const name = nameIn(path.join(stick, PROJECT, 'package.json'));
  if (['package.json', 'package-lock.json'].some((file) => nameIn(path.join(folder, file)) === name)) return true;
  throw new Error(`A pasta ${folder} já tem outra coisa. Diga uma pasta nova: node instalar.mjs PASTA`);
}

function nameIn(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).name;
  } catch {
    return undefined;
  }
}

/** Ao lado, e com o nome certo só no fim: uma cópia interrompida não parece um projeto. */
function copyProject() {
  console.log(`Copiando o projeto para ${target}…`);
  const partial = `${target}.copiando`;
  fs.rmSync(partial, { recursive: true, force: true });
  createFolder(partial);
  copy(PROJECT, partial);
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(partial, target);
}

/** Um nível por vez: no Node 20, o `recursive` não termina num /proc, que diz ENOENT de uma pasta cuja mãe existe. */
function createFolder(folder) {
  if (fs.existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) createFolder(parent);
  fs.mkdirSync(folder);
}

/**
 * O projeto volta a ser o do pacote; meu-lab não é dele, e fica. O que estava no lugar se guarda ao lado: pode ser uma
 * mudança do aluno. Num repositório, é o git quem cuida dos arquivos.
 */
function restoreProject() {
  if (fs.existsSync(path.join(target, '.git'))) return;
  const kept = `${target}.antes`;
  const restored = namesIn(PROJECT).filter((name) => {
    const [source, copied] = [path.join(stick, PROJECT, name), path.join(target, name)];
    const [content, found] = [fs.readFileSync(source), fs.existsSync(copied) && fs.readFileSync(copied)];
    if (found && found.equals(content)) return false;
    if (found) write(path.join(kept, name), found);
    write(copied, content);
    return true;
  });
  if (restored.length === 0) return;
  console.log(`Faltavam ou eram outros, e foram copiados de novo: ${restored.slice(0, 5).join(', ')}`);
  if (restored.length > 5) console.log(`e mais ${restored.length - 5}.`);
  if (fs.existsSync(kept)) console.log(`Os que estavam no lugar deles ficaram em ${kept}.`);
}

/** Os do pacote que ficam nesta pasta, a partir dela. */
function namesIn(start) {
  const names = [...sums.keys()].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  return names.filter((name) => !/^(meu-lab|node_modules)\//.test(name));
}

/** Arquivo por arquivo: um pendrive só de leitura daria cópias que o aluno não poderia mudar. */
function copy(start, to) {
  for (const name of namesIn(start)) write(path.join(to, name), fs.readFileSync(path.join(stick, start, name)));
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** @returns O sinal que a interrompeu, se algum. A pasta do cache se apaga de qualquer jeito. */
async function install() {
  console.log('Instalando, sem rede…');
  let stopped;
  let npm;
  const stop = (signal) => {
    stopped ??= signal;
    npm?.kill(signal);
  };
  for (const signal of Object.keys(EXIT_OF_SIGNAL)) process.on(signal, stop);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-otel-npm-'));
  try {
    const env = npmEnv(localCache(work));
    // Por variáveis, e não na linha de comando: assim um caminho com espaços não precisa de aspas em nenhum sistema.
    npm = spawn('npm ci', { shell: true, cwd: target, stdio: 'inherit', env });
    const [code] = await once(npm, 'close');
    if (stopped || code === 0) return stopped;
    throw new Error(
      `O npm não terminou a instalação (código ${code}). Na pasta do pacote, veja se ele está inteiro: node conferir.mjs`,
    );
  } finally {
    fs.rmSync(work, { recursive: true, force: true, maxRetries: 3 });
    for (const signal of Object.keys(EXIT_OF_SIGNAL)) process.off(signal, stop);
  }
}

/**
 * O npm reescreve o índice do cache até quando só lê, e o pendrive pode ser só de leitura. O índice é pequeno: copia-se.
 * Os pacotes se leem de lá.
 */
function localCache(work) {
  const to = path.join(work, '_cacache');
  copy(`${CACHE}index-v5/`, path.join(to, 'index-v5'));
  const content = 'content-v2';
  try {
    fs.symlinkSync(path.join(stick, CACHE, content), path.join(to, content), 'junction');
  } catch {
    // O Windows não liga a uma pasta da rede.
    copy(`${CACHE}${content}/`, path.join(to, content));
  }
  return work;
}

/** Nada da configuração do npm desta máquina (outro registro, um proxy) muda o que se instala. */
function npmEnv(cache) {
  const { registry } = JSON.parse(fs.readFileSync(path.join(stick, 'pacote.json'), 'utf8'));
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_config_|^NODE_ENV$/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    npm_config_cache: cache,
    npm_config_offline: 'true',
    npm_config_registry: registry,
    // Arquivos que não existem: nem o registro de um escopo fica.
    npm_config_userconfig: path.join(cache, 'npmrc'),
    npm_config_globalconfig: path.join(cache, 'npmrc-global'),
    npm_config_update_notifier: 'false',
    // A pasta em que ele anotaria o que fez é apagada no fim.
    npm_config_logs_max: '0',
  };
}
