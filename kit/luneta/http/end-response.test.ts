/** Uma recusa que vem antes do fim do corpo precisa chegar a quem ainda está enviando. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endResponse } from './end-response.ts';

let server: Server;
let port: number;
let answered: () => void;
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(404, { 'content-length': 5 });
    endResponse(response, Buffer.from('nada\n'));
    setImmediate(answered);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Manda o começo, espera a resposta sair, manda o resto, e só então lê: o pior caso para quem responde cedo. */
async function answerTo(header: string, start: string, rest: string): Promise<string> {
  const responded = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // um corte do servidor é resultado, não falha
  socket.write(`POST /nada HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n\r\n${start}`);
  await responded;
  await new Promise((resolve) => {
    socket.write(rest, resolve);
  });
  return readAll(socket);
}

async function readAll(socket: Socket): Promise<string> {
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  await once(socket, 'close');
  return received;
}

const HALF = 'x'.repeat(1 << 20);
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

test.each([
  ['com Content-Length', `Content-Length: ${2 * HALF.length}`, HALF, HALF],
  ['em pedaços', 'Transfer-Encoding: chunked', chunk(HALF), `${chunk(HALF)}0\r\n\r\n`],
])('corpo %s, com Connection: close', async (_name, header, start, rest) => {
  const text = await answerTo(header, start, rest);
  expect(text.slice(0, 12)).toBe('HTTP/1.1 404');
  expect(text.slice(-9)).toBe('\r\n\r\nnada\n');
});

test('sem corpo, a resposta não espera por nada', async () => {
  expect((await answerTo('Accept: */*', '', '')).slice(0, 12)).toBe('HTTP/1.1 404');
});
