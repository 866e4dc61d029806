import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createTls } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { UsageError } from '../../usage-error.ts';
import { BackendError } from './backend-error.ts';
import { checkBackends, readBackendUrl, readBackendUrls } from './given-backend.ts';
import { selfSigned } from './testing/self-signed.ts';
import { endless, serve, silent } from '../../testing/serve.ts';

test.each([
  ['http://localhost:16686', 'http://localhost:16686'],
  ['localhost:16686', 'http://localhost:16686'],
  [' 10.0.0.5:8080/// ', 'http://10.0.0.5:8080'],
  ['[::1]:16686', 'http://[::1]:16686'],
  ['HTTPS://Jaeger.Example/base/?a=1#b', 'https://jaeger.example/base'],
])('%s é um endereço', (given, url) => {
  expect(readBackendUrl(given)).toBe(url);
});

test.each([
  '',
  ' ',
  '16686',
  ':16686',
  'ftp://x',
  'file:///etc',
  'http://',
  'http://a:99999',
  'a b',
  'http://eu:x@casa',
])('"%s" não é: a mensagem diz o que veio, e dá um exemplo', (given) => {
  expect(() => readBackendUrl(given)).toThrow(UsageError);
  expect(() => readBackendUrl(given)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`recebido: "${given}"`) }),
  );
  expect(() => readBackendUrl(given)).toThrow(/como em --backend http:\/\/localhost:16686/);
});

async function problemOf(url: string, timeoutMs?: number): Promise<string> {
  const check = checkBackends([url], { timeoutMs });
  await expect(check).rejects.toThrow(BackendError);
  return check.then(
    () => '',
    (error: Error) => error.message,
  );
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const answering = (status: number, body: string): RequestListener => {
  return (_request, response) => response.writeHead(status).end(body);
};

test('a API do Jaeger, com serviços ou ainda sem nenhum', async () => {
  for (const body of ['{"data":["loja"],"total":1}', '{"data":null,"total":0}']) {
    const url = await serve((request, response) => {
      answering(request.url === '/api/services' ? 200 : 404, body)(request, response);
    });
    expect(await checkBackends([url])).toEqual({ spans: { api: 'jaeger', url }, metrics: url, logs: url });
  }
});

/** Um servidor que só responde a este caminho. */
function only(path: string, body: string): Promise<string> {
  return serve((request, response) => {
    const isIt = request.url?.split('?')[0] === path;
    response.writeHead(isIt ? 200 : 404).end(isIt ? body : '<html>404</html>');
  });
}

const zipkin = (): Promise<string> => only('/api/v2/services', '["loja"]');
const tempo = (): Promise<string> => only('/api/echo', 'echo\n');
const prometheus = (): Promise<string> =>
  only('/api/v1/query', '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}');
const loki = (): Promise<string> => only('/loki/api/v1/labels', '{"status":"success"}');

test('de cada sinal, vale o primeiro endereço que fala uma API dele', async () => {
  const [traces, metrics, logs] = await Promise.all([zipkin(), prometheus(), loki()]);
  const all = { spans: { api: 'zipkin', url: traces }, metrics, logs };
  expect(await checkBackends([traces, metrics, logs])).toEqual(all);
  expect(await checkBackends([logs, metrics, traces])).toEqual(all);
  const url = await tempo();
  expect(await checkBackends([url, traces, metrics])).toEqual({ spans: { api: 'tempo', url }, metrics, logs: url });
});

test('uma Luneta mostra tudo; ao lado de um Zipkin, fica com o que ele não mostra', async () => {
  const { urls, close } = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(close);
  const luneta = urls.ui!;
  expect(await checkBackends([luneta])).toEqual({
    spans: { api: 'jaeger', url: luneta },
    metrics: luneta,
    logs: luneta,
  });
  const url = await zipkin();
  expect(await checkBackends([url, luneta])).toEqual({ spans: { api: 'zipkin', url }, metrics: luneta, logs: luneta });
});

test('quem fala uma API e deixa sem resposta o que não conhece: serve', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/api/services') response.end('{"data":[]}');
    else if (request.url === '/api/echo') request.socket.destroy();
  });
  expect(await checkBackends([url], { timeoutMs: 200 })).toMatchObject({ spans: { api: 'jaeger', url } });
});

test('nenhum mostra traces: a mensagem diz quais vieram, e o que falta', async () => {
  const urls = await Promise.all([prometheus(), loki()]);
  const check = checkBackends(urls);
  await expect(check).rejects.toThrow(BackendError);
  await expect(check).rejects.toThrow(`Em "${urls[0]}", "${urls[1]}" não há onde ver traces`);
});

test('um dos endereços não serve: a mensagem é sobre ele', async () => {
  const page = await serve(answering(200, '<html>olá</html>'));
  await expect(checkBackends([await zipkin(), page])).rejects.toThrow(`Quem atende em ${page} não responde`);
});

test('vários endereços num só texto', () => {
  expect(readBackendUrls('localhost:9411, http://b:9090/,localhost:9411')).toEqual([
    'http://localhost:9411',
    'http://b:9090',
  ]);
  expect(readBackendUrls('localhost:9411,,')).toEqual(['http://localhost:9411']);
  expect(() => readBackendUrls(',')).toThrow(/recebido: ""/);
});

test('ninguém atende, ou a máquina não existe', async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  expect(await problemOf(`http://127.0.0.1:${port}`)).toMatch(/^Ninguém atende em .*\(ECONNREFUSED\).*npm run luneta/);
  expect(await problemOf(`http://localhost:${port}`)).toMatch(/^Ninguém atende em .*\(ECONNREFUSED\)/);
  expect(await problemOf('http://nao.existe.invalid')).toMatch(
    /^Não há máquina com o nome de .*\((ENOTFOUND|EAI_AGAIN)\)/,
  );
});

test('as portas da Luneta que só recebem', async () => {
  const { urls, close } = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(close);
  for (const url of [urls.otlpHttp!, urls.otlpGrpc!, urls.zipkin!]) {
    const problem = await problemOf(url);
    expect(problem).toMatch(/não responde como a API do Jaeger: GET .* deu 4\d\d/);
    expect(problem).toContain('4317 e 4318 só recebem spans');
  }
  // O endereço de uma página, copiado do navegador.
  expect(await problemOf(`${urls.ui}/search`)).toContain(`deixe só o começo: --backend ${urls.ui}`);
});

test('uma página, um JSON qualquer, um erro, nada, uma resposta sem fim', async () => {
  const bodies = ['<html>olá</html>', '{"ok":true}', '{"data":"x"}', '', '7'];
  for (const body of bodies) {
    const problem = await problemOf(await serve(answering(200, body)));
    expect(problem).toContain(`deu 200, ${JSON.stringify(body)}. O certo é o endereço da tela`);
  }
  expect(await problemOf(await serve(answering(503, '{"data":null}')))).toContain('deu 503');
  expect(await problemOf(await serve(endless), 60_000)).toContain('uma resposta sem fim');
});

test('quem não responde a tempo', async () => {
  expect(await problemOf(await serve(silent), 100)).toMatch(/não respondeu em 100\sms/);
  const started: RequestListener = (_request, response) => void response.writeHead(200).write('{"data":');
  expect(await problemOf(await serve(started), 100)).toMatch(/não respondeu em/);
});

test('quem encerra a conexão, e quem fala HTTP/2', async () => {
  // Só depois de ler o pedido: cortado antes de mandá-lo, o fetch se reconecta, e tenta de novo até o prazo.
  const cut = await listen(createServer((socket) => void socket.once('data', () => socket.destroy())));
  expect(await problemOf(`http://127.0.0.1:${cut}`)).toMatch(/encerrou a conexão sem responder .*https:\/\//);
  // Como um Collector na porta do gRPC.
  const grpc = await listen(createHttp2());
  expect(await problemOf(`http://127.0.0.1:${grpc}`)).toMatch(/4317 e 4318 só recebem spans/);
});

test('TLS: de um lado só, ou com um certificado que ninguém conhece', async () => {
  const plain = await serve(answering(200, '{"data":[]}'));
  expect(await problemOf(plain.replace('http', 'https'))).toMatch(
    new RegExp(`não fala TLS \\(ERR_SSL_\\w+\\)\\. Use ${plain}$`),
  );
  const port = await listen(createTls(selfSigned('localhost')));
  expect(await problemOf(`https://127.0.0.1:${port}`)).toMatch(/certificado .*SELF_SIGNED.*NODE_EXTRA_CA_CERTS/);
  expect(await problemOf(`http://127.0.0.1:${port}`)).toMatch(/encerrou a conexão sem responder .*https:\/\//);
});

test('quem desiste não espera o prazo, e o erro é o motivo dele', async () => {
  const stop = new AbortController();
  const reason = new Error('desisti');
  const checking = checkBackends([await serve(() => stop.abort(reason))], { signal: stop.signal });
  await expect(checking).rejects.toBe(reason);
});
