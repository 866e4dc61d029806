/**
 * Uma pasta de dados, uma Luneta. A trava é um arquivo que diz onde o dono atende (uma porta de loopback só para isso)
 * e que palavra ele responde:
 *
 *   luneta.lock   { pid, port, token }  ──> 127.0.0.1:port ──> token
 *
 * Só o número do processo não bastaria: depois de um kill -9 o arquivo fica, e o sistema dá o número a outro programa. A
 * palavra, ninguém mais a responde; e a porta fecha com o processo, morra ele como for, em qualquer sistema.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataFolderError } from './data-folder-error.ts';
import { systemErrorCode } from '../../system-error.ts';

export const LOCK_FILE = 'luneta.lock';

const LOOPBACK = '127.0.0.1';
/** Quem atende em loopback responde em menos de um milissegundo, a menos que esteja suspenso. */
const ANSWER_DEADLINE_MS = 1000;
/** Entre criar o arquivo e escrever nele passam microssegundos: um vazio merece uma segunda leitura. */
const SECOND_LOOK_MS = 50;
const ATTEMPTS = 5;

interface Owner {
  pid: number;
  port: number;
  token: string;
}

export interface FolderLock {
  /**
   * Confere que a trava ainda está na pasta, e a põe de novo se alguém a apagou.
   * @throws se outro pôs a sua (se ele já morreu, ela é desfeita dali a pouco); o erro do sistema se não dá para escrever
   */
  confirm(): void;
  release(): Promise<void>;
}

/**
 * Toma a trava da pasta, que precisa existir. Uma trava que ficou de um processo morto é desfeita.
 * @throws DataFolderError se outra Luneta usa a pasta; o erro do sistema se não dá para escrever nela.
 */
export async function lockFolder(directory: string): Promise<FolderLock> {
  const file = path.join(directory, LOCK_FILE);
  const token = randomUUID();
  // Quem perguntou e não desliga não pode prender o fechamento.
  const server = createServer((socket) => socket.on('error', () => {}).end(token, () => socket.destroy()));
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  server.on('error', () => {}); // uma conexão que não pôde ser aceita não desfaz a trava
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const content = JSON.stringify({ pid: process.pid, port, token } satisfies Owner);
  try {
    await publish(file, content, token);
  } catch (error) {
    await closeServer(server);
    if (systemErrorCode(error) !== 'EISDIR') throw error;
    throw new DataFolderError(
      `A trava ${file} é uma pasta, e devia ser um arquivo. Apague-a se nenhum programa a usa.`,
    );
  }
  let retaking: Promise<void> | undefined;
  return {
    confirm() {
      create(file, content);
      if (readText(file) === content) return;
      retaking ??= publish(file, content, token)
        .catch(() => {}) // quem chama tenta de novo
        .finally(() => (retaking = undefined));
      throw new Error(`a trava ${file} é de outra Luneta`);
    },
    async release() {
      await retaking;
      if (readText(file) === content) rmSync(file, { force: true });
      await closeServer(server);
    },
  };
}

async function publish(file: string, content: string, token: string): Promise<void> {
  let disputed = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    create(file, content);
    // Quem também viu a trava morta pode estar tirando a nossa do lugar, por engano: só vale a que fica.
    if (disputed) await delay(SECOND_LOOK_MS);
    const found = await readOwner(file);
    if (found.text === content) return;
    if (found.owner && (await isAlive(found.owner))) throw inUse(file, found.owner);
    removeStale(file, found.text, token);
    disputed = true;
  }
  throw new DataFolderError(`Outros programas disputam a trava ${file}. Tente de novo, ou apague-a se nenhum a usa.`);
}

/** Escreve a trava, se não há nenhuma. */
function create(file: string, content: string): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return;
    // A trava foi criada e não coube: vazia, só atrapalharia.
    if (systemErrorCode(error) === 'ENOSPC' && readText(file) === '') rmSync(file, { force: true });
    throw error;
  }
}

/**
 * Tira a trava morta do caminho. Entre a leitura e agora outro pode ter posto a sua: essa é devolvida, a menos que um
 * terceiro já tenha posto a dele; aí vale a do terceiro, e o outro o percebe ao reler.
 */
function removeStale(file: string, staleText: string | undefined, token: string): void {
  const aside = `${file}.${token}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  const text = readText(aside);
  rmSync(aside, { force: true });
  if (text !== undefined && text !== staleText) create(file, text);
}

async function readOwner(file: string): Promise<{ text: string | undefined; owner: Owner | undefined }> {
  const text = readText(file);
  const owner = parseOwner(text);
  if (owner || text === undefined) return { text, owner };
  await delay(SECOND_LOOK_MS);
  const again = readText(file);
  return { text: again, owner: parseOwner(again) };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string | undefined): Owner | undefined {
  try {
    const { pid, port, token } = JSON.parse(text ?? '') as Partial<Owner>;
    if (typeof token !== 'string' || !isPositive(pid) || !isPositive(port) || port > 65_535) return undefined;
    return { pid, port, token };
  } catch {
    return undefined;
  }
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

async function isAlive({ pid, port, token }: Owner): Promise<boolean> {
  const answer = await ask(port);
  // Conectou e ninguém respondeu: pode ser uma Luneta suspensa (Ctrl+Z). Na dúvida, o processo decide.
  return answer === 'silence' ? isRunning(pid) : answer === token;
}

/** O que a porta responde; `silence` se alguém atende e não diz nada; `undefined` se ninguém atende. */
function ask(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: LOOPBACK, port });
    const finish = (result: string | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(ANSWER_DEADLINE_MS, () => finish(socket.connecting ? undefined : 'silence'));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.length > 64) finish(answer);
    });
    socket.once('end', () => finish(answer));
    socket.once('error', () => finish(undefined));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

function inUse(file: string, { pid }: Owner): DataFolderError {
  return new DataFolderError(
    `A pasta ${path.dirname(file)} já está em uso por outra Luneta (processo ${pid}). ` +
      'Feche-a, ou escolha outra pasta com --data.',
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
