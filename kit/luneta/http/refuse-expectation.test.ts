/** Um `Expect` que ninguém atende: a recusa precisa chegar a quem ainda está enviando. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseExpectations } from './refuse-expectation.ts';

let server: Server;
let port: number;
let refused: () => void;
beforeAll(async () => {
  server = createServer((_request, response) => response.end('atendido'));
  refuseExpectations(server);
  server.on('checkExpectation', () => setImmediate(refused));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const HALF = 'x'.repeat(1 << 20);

/** O que volta a quem manda metade do corpo, espera a recusa, manda o resto, e só então lê. */
async function answerTo(expectation: string): Promise<string> {
  const refusal = new Promise<void>((resolve) => {
    refused = resolve;
  });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // um corte do servidor é resultado, não falha
  const headers = ['Host: localhost', 'Connection: close', `Content-Length: ${2 * HALF.length}`, expectation];
  socket.write(`POST / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${HALF}`);
  await refusal;
  await new Promise((resolve) => {
    socket.write(HALF, resolve);
  });
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  await once(socket, 'close');
  return received;
}

test('recebe 417, com o que chegou, mesmo se o corpo ainda vem', async () => {
  const answer = await answerTo('Expect: outra-coisa');
  expect(answer).toMatch(/^HTTP\/1\.1 417 /);
  expect(answer).toMatch(/chegou "outra-coisa"\.\n$/);
});
