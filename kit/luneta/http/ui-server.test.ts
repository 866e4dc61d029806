/** Pedidos quebrados na porta 16686: cada um recebe uma frase, e só a conexão dele fecha. Sockets de verdade. */
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { rawClient, until } from '../receivers/testing/raw-socket.ts';
import { HTTP2_PREFACE } from './broken-request.ts';
import { createUiServer, UI_SERVER_LIMITS, type UiServerLimits } from './ui-server.ts';

const GRPC_PORT = 14_317;
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(limits: Partial<UiServerLimits> = {}, app: RequestListener = () => {}): Promise<number> {
  const server = createUiServer(app, () => GRPC_PORT, { ...UI_SERVER_LIMITS, ...limits });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

const HEAD = 'GET / HTTP/1.1\r\nHost: localhost\r\n';
const HALF_POST = 'POST /api/transform HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nmetade';

test.each([
  ['não é HTTP', 'GARBAGE\r\n\r\n', {}, '400 Bad Request', 'não é um pedido HTTP/1.1'],
  ['gRPC', `${HTTP2_PREFACE}\r\n\r\nSM\r\n\r\n`, {}, '400 Bad Request', `porta ${GRPC_PORT},`],
  ['endereço de 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n`, {}, '431 ', 'Cabeçalhos grandes demais'],
  ['cabeçalhos que não acabam', HEAD, { headersTimeoutMs: 100 }, '408 ', 'demorou demais'],
  [
    'corpo pela metade, com a conexão parada há mais tempo que uma resposta pode ficar',
    HALF_POST,
    { headersTimeoutMs: 100, requestTimeoutMs: 400, stalledTimeoutMs: 100 },
    '408 ',
    'demorou demais',
  ],
])('%s', async (_name, bytes, limits, status, message) => {
  const answer = await rawClient(await serve(limits), bytes).closed;
  const [head, body] = answer.split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status}`);
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  expect(body).toContain(message);
});

test('no meio de uma resposta, a conexão é cortada sem nada escrito por cima', async () => {
  const port = await serve({}, (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('começo');
  });
  const client = rawClient(port, `${HEAD}\r\n`);
  await until(() => client.received().endsWith('começo'), 'a resposta começou');
  client.socket.write('GARBAGE\r\n\r\n');
  expect(await client.closed).toMatch(/começo$/);
});

test('uma resposta que demora a começar não é cortada', async () => {
  const port = await serve({ stalledTimeoutMs: 100 }, (_request, response) => {
    // O prazo de quem não lê já venceu quando ela começa.
    response.socket?.once('timeout', () => response.end('pronta'));
  });
  const client = rawClient(port, `${HEAD}Connection: close\r\n\r\n`);
  expect(await client.closed).toMatch(/pronta/);
});
