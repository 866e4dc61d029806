/** A trava da pasta diante de donos vivos, mortos, suspensos e de números de processo reaproveitados. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { DataFolderError } from './data-folder-error.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'luneta-trava-'));
  file = path.join(directory, LOCK_FILE);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Uma porta que atende e responde `answer`; `undefined`: fica calada. */
async function listen(answer: string | undefined): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    if (answer !== undefined) socket.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Uma porta em que ninguém atende. */
async function closedPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function idle(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function deadPid(): Promise<number> {
  const child = idle();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return child.pid!;
}

function writeLock(owner: unknown): void {
  writeFileSync(file, JSON.stringify(owner));
}

test('uma de cada vez; solta, a pasta fica livre e sem rastro', async () => {
  const lock = await lockFolder(directory);
  await expect(lockFolder(directory)).rejects.toThrow(DataFolderError);
  await expect(lockFolder(directory)).rejects.toThrow(`processo ${process.pid}`);
  await lock.release();
  expect(readdirSync(directory)).toEqual([]);
  await (await lockFolder(directory)).release();
});

test('muitas ao mesmo tempo: uma só consegue', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(directory)));
  const winners = results.filter((result) => result.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  await winners[0].value.release();
});

test('trava de um processo morto: desfeita, mesmo que o número dele seja hoje de outro programa', async () => {
  for (const pid of [await deadPid(), process.pid, idle().pid]) {
    writeLock({ pid, port: await closedPort(), token: 'do morto' });
    const lock = await lockFolder(directory);
    expect(readFileSync(file, 'utf8')).not.toContain('do morto');
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('a porta do morto é hoje de outro programa: desfeita', async () => {
  writeLock({ pid: process.pid, port: await listen('HTTP/1.1 400 Bad Request\r\n\r\n'), token: 'do morto' });
  await (await lockFolder(directory)).release();
  expect(existsSync(file)).toBe(false);
});

test('ninguém responde: vale o processo, vivo (uma Luneta suspensa) ou morto', async () => {
  const port = await listen(undefined);
  writeLock({ pid: idle().pid, port, token: 'calada' });
  await expect(lockFolder(directory)).rejects.toThrow('já está em uso');
  writeLock({ pid: await deadPid(), port, token: 'calada' });
  await (await lockFolder(directory)).release();
});

test.each([
  '',
  '{',
  '[]',
  'null',
  '{"pid":1}',
  '{"pid":"1","port":"2","token":3}',
  '{"pid":1,"port":99999,"token":"x"}',
])('trava ilegível (%j): desfeita', async (text) => {
  writeFileSync(file, text);
  await (await lockFolder(directory)).release();
  expect(existsSync(file)).toBe(false);
});

test('quem pergunta e não desliga não prende quem solta', async () => {
  const lock = await lockFolder(directory);
  const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port: number };
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'data');
  await lock.release();
  expect(existsSync(file)).toBe(false);
});

test('quem solta não apaga a trava de outro', async () => {
  const lock = await lockFolder(directory);
  writeLock({ pid: 1, port: 1, token: 'de outro' });
  await lock.release();
  expect(readFileSync(file, 'utf8')).toContain('de outro');
});

test('apagada, a trava volta ao ser conferida; se outro pôs a sua e morreu, é retomada dali a pouco', async () => {
  const lock = await lockFolder(directory);
  const own = readFileSync(file, 'utf8');
  rmSync(file);
  lock.confirm();
  expect(readFileSync(file, 'utf8')).toBe(own);
  writeLock({ pid: await deadPid(), port: await closedPort(), token: 'do morto' });
  expect(() => lock.confirm()).toThrow(`a trava ${file} é de outra Luneta`);
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toBe(own);
  lock.confirm();
  await lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('muitas ao mesmo tempo sobre uma trava morta: uma só consegue', async () => {
  for (let round = 0; round < 10; round++) {
    writeLock({ pid: await deadPid(), port: await closedPort(), token: 'do morto' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(directory)));
    const winners = results.filter((result) => result.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await winners[0].value.release();
  }
});

test('desfeita uma trava morta, vale a que fica: se outro a troca logo depois, a pasta é dele', async () => {
  writeLock({ pid: await deadPid(), port: await closedPort(), token: 'do morto' });
  const other = JSON.stringify({ pid: process.pid, port: await listen('de outro'), token: 'de outro' });
  const replace = async (): Promise<void> => {
    const isPublished = () => existsSync(file) && !readFileSync(file, 'utf8').includes('do morto');
    await expect.poll(isPublished, { interval: 1 }).toBe(true);
    writeFileSync(file, other);
  };
  await Promise.all([expect(lockFolder(directory)).rejects.toThrow('já está em uso'), replace()]);
  expect(readFileSync(file, 'utf8')).toBe(other);
});
