import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isPortFree } from './app-port.ts';

async function listen(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

test('uma porta de quem já ouve, em 127.0.0.1 ou em todos os endereços, não está livre', async () => {
  expect(await isPortFree((await listen('127.0.0.1')).port)).toBe(false);
  expect(await isPortFree((await listen('0.0.0.0')).port)).toBe(false);
});

test('uma porta que ninguém usa está livre', async () => {
  const { server, port } = await listen('127.0.0.1');
  server.close();
  await once(server, 'close');
  expect(await isPortFree(port)).toBe(true);
});
