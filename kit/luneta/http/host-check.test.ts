/** Quem a porta 16686 atende, com uma Luneta inteira e pedidos escritos à mão. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawClient } from '../receivers/testing/raw-socket.ts';
import { type Luneta, startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';

let luneta: Luneta;
let port: number;
beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 8 << 20 });
  port = luneta.ports.ui ?? 0;
});
afterAll(() => luneta.close());

/** A resposta inteira a um pedido escrito à mão. */
async function answer(
  line: string,
  headers: readonly string[] = [`Host: localhost:${port}`],
  body = '',
): Promise<string> {
  return rawClient(port, `${[line, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`).closed;
}

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
const headerOf = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(text.split('\r\n\r\n', 1)[0] + '\r')?.[1];

describe('Host', () => {
  test.each(['localhost', 'LOCALHOST', 'Lab.LocalHost:1', '127.0.0.1', '127.8.9.1:80', '[::1]', '[::1]:16686'])(
    '%s é local',
    async (host) => expect(statusOf(await answer('GET /api/services HTTP/1.1', [`Host: ${host}`]))).toBe(200),
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    'localhost@evil.example',
    'evil.example:localhost',
    'localhost.',
    '127.0.0.1.nip.io',
    '127.0.0.1.',
    '0.0.0.0',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '',
  ])('"%s" não é', async (host) => {
    const text = await answer('GET /api/services HTTP/1.1', [`Host: ${host}`]);
    expect(statusOf(text)).toBe(403);
    expect(headerOf(text, 'x-content-type-options')).toBe('nosniff');
    expect(headerOf(text, 'content-type')).toBe('text/plain; charset=utf-8');
  });

  test('dois cabeçalhos Host: nem que o primeiro seja local', async () => {
    const text = await answer('GET /api/services HTTP/1.1', ['Host: localhost', 'Host: evil.example']);
    expect([400, 403]).toContain(statusOf(text));
  });

  test.each([
    'GET http://localhost/api/services HTTP/1.1',
    'GET http://evil.example/api/services HTTP/1.1',
    'OPTIONS * HTTP/1.1',
  ])('%s: só caminhos', async (line) => expect(statusOf(await answer(line))).toBe(400));
});

describe('escritas', () => {
  const post = (...headers: string[]): Promise<string> =>
    answer('POST /api/transform HTTP/1.1', [`Host: localhost:${port}`, 'Content-Length: 2', ...headers], '{}');

  test.each([
    ['de outra origem', ['Origin: https://evil.example']],
    ['de uma página sem origem (um arquivo, um iframe isolado)', ['Origin: null']],
    ['de outra porta desta máquina', ['Origin: http://localhost:1']],
    ['por https', ['Origin: https://localhost']],
    ['de outro site, pelo que diz o navegador', ['Sec-Fetch-Site: cross-site']],
    ['de um vizinho', ['Sec-Fetch-Site: same-site']],
  ])('%s: 403', async (_name, headers) => expect(statusOf(await post(...headers))).toBe(403));

  test('da própria página, e de quem não é navegador: passam', async () => {
    expect(statusOf(await post(`Origin: http://localhost:${port}`, 'Sec-Fetch-Site: same-origin'))).toBe(200);
    expect(statusOf(await post('Sec-Fetch-Site: none'))).toBe(200);
    expect(statusOf(await post())).toBe(200);
  });
});

describe('respostas', () => {
  test.each([
    ['GET /search HTTP/1.1', 200],
    ['GET /search?limit=x HTTP/1.1', 400],
    ['GET /nada HTTP/1.1', 404],
    ['GET /static/nada.js HTTP/1.1', 404],
    ['GET /trace/xyz HTTP/1.1', 400],
    ['GET /trace/1 HTTP/1.1', 404],
    ['GET /trace/1/span/2 HTTP/1.1', 404],
    ['GET /Search HTTP/1.1', 404],
    ['GET /%00 HTTP/1.1', 404],
    ['GET /trace/%00 HTTP/1.1', 400],
    [`GET /${'x'.repeat(10_000)} HTTP/1.1`, 404],
    ['POST /search HTTP/1.1', 404],
    ['TRACE /search HTTP/1.1', 404],
  ])('%.30s: %i em HTML, com CSP e nosniff', async (line, status) => {
    const text = await answer(line);
    expect(statusOf(text)).toBe(status);
    expect(headerOf(text, 'content-type')).toBe('text/html; charset=utf-8');
    expect(headerOf(text, 'content-security-policy')).toContain("default-src 'none'");
    expect(headerOf(text, 'x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['GET /API/services HTTP/1.1', 404],
    ['GET /api/Services HTTP/1.1', 404],
    ['GET /api/services/ HTTP/1.1', 404],
    ['TRACE /api/services HTTP/1.1', 404],
    ['OPTIONS /api/services HTTP/1.1', 404],
    ['DELETE /api/services HTTP/1.1', 404],
    ['GET /trace/%zz HTTP/1.1', 400],
    ['GET /api/traces/%c0%ae HTTP/1.1', 400],
  ])('%s: %i, nunca executável', async (line, status) => {
    const text = await answer(line);
    expect(statusOf(text)).toBe(status);
    expect(headerOf(text, 'x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/\n\s+at .+:\d+:\d+/);
  });

  test('HEAD tem os cabeçalhos do GET e nenhum corpo', async () => {
    const [get, head] = await Promise.all([
      answer('GET /api/services HTTP/1.1'),
      answer('HEAD /api/services HTTP/1.1'),
    ]);
    expect(headerOf(head, 'content-length')).toBe(headerOf(get, 'content-length'));
    expect(head.split('\r\n\r\n')[1]).toBe('');
  });

  test('um corpo num GET é ignorado', async () => {
    const headers = [`Host: localhost:${port}`, 'Content-Length: 5'];
    expect(statusOf(await answer('GET /api/services HTTP/1.1', headers, 'olá!'))).toBe(200);
  });

  test('CONNECT é fechado, um pedido de WebSocket é um GET como os outros, e HTTP/2 é recusado', async () => {
    expect(await answer('CONNECT evil.example:443 HTTP/1.1')).toBe('');
    const upgrade = [`Host: localhost:${port}`, 'Connection: Upgrade', 'Upgrade: websocket'];
    expect(statusOf(await answer('GET /api/services HTTP/1.1', upgrade))).toBe(200);
    expect(await rawClient(port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').closed).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('cabeçalhos ou endereço grandes demais: 431', async () => {
    expect(statusOf(await answer(`GET /${'x'.repeat(20_000)} HTTP/1.1`))).toBe(431);
    expect(statusOf(await answer('GET /search HTTP/1.1', ['Host: localhost', `X: ${'x'.repeat(20_000)}`]))).toBe(431);
  });
});
