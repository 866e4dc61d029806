// A situação de uma VM, vista de fora: o comando de verdade, contra servidores que fazem o papel do app, do Jaeger e da
// página de saúde.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../run-program.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const NOTICE = { state: 'working', step: 'clone', code: null, attempt: 2, attempts: 5 };
// Quase todos os testes esperam por um prazo: ao mesmo tempo, a espera é uma só.
const servers: Server[] = [];

afterAll(() => Promise.all(servers.map(close)));

test.concurrent('pronta: o app responde, e o trace dele está no Jaeger', async () => {
  const [app, jaeger] = [await startApp(), await startJaeger([TRACE])];
  expect(await situacao(app, jaeger)).toEqual({ code: 0, output: `${app}  pronta: ${jaeger}/trace/${TRACE}\n` });
});

test.concurrent('o trace que ainda não chegou é esperado: os spans vêm em lotes', async () => {
  const traces: string[] = [];
  const { code, output } = await situacao(await startApp(), await startJaeger(traces, () => void traces.push(TRACE)));
  expect(output).toContain('pronta');
  expect(code).toBe(0);
});

test.concurrent('o app responde, e o Jaeger não tem traces dele', async () => {
  const { code, output } = await situacao(await startApp(), await startJaeger([]));
  expect(output).toContain('o app responde, mas nenhum trace dele chegou ao Jaeger');
  expect(code).toBe(1);
});

test.concurrent('em preparo: o passo e a tentativa', async () => {
  const page = await startNotice(NOTICE);
  const { code, output } = await situacao(page, page);
  expect(output).toBe(`${page}  preparando: clone, tentativa 2 de 5\n`);
  expect(code).toBe(1);
});

test.concurrent('falhou: o código, e onde está o que fazer', async () => {
  const page = await startNotice({ ...NOTICE, state: 'failed', code: 'clone_failed' });
  const { code, output } = await situacao(page, page);
  expect(output).toBe(`${page}  falhou: clone_failed. O que fazer: ${page}/\n`);
  expect(code).toBe(1);
});

test.concurrent('outro programa na porta do app: quem conta é a página de saúde, na porta do Jaeger', async () => {
  const page = await startNotice({ ...NOTICE, state: 'failed', step: 'start', code: 'port_taken' });
  const { code, output } = await situacao(await startApp(), page);
  expect(output).toContain(`falhou: port_taken. O que fazer: ${page}/`);
  expect(code).toBe(1);
});

test.concurrent.each([
  ['ninguém ouve', closedUrl],
  ['a conexão é aceita, e nada vem', () => serve(() => 'silence')],
  ['um erro que não é da página de saúde', () => serve(() => ({ status: 502, body: 'bad gateway' }))],
])('não responde: %s', async (_, start) => {
  const url = await start();
  const { code, output } = await situacao(url, url);
  expect(output).toContain('não responde');
  expect(output).toContain('ALLOWED_CIDR');
  expect(code).toBe(1);
});

test.concurrent('um endereço que não é um: a mensagem mostra como é um que serve', async () => {
  const { code, output } = await situacao('203.0.113.7', await closedUrl());
  expect(output).toContain('npm run situacao -- http://203.0.113.7');
  expect(code).toBe(2);
});

type Answer = { status: number; body: string } | 'silence';

const situacao = (sampleUrl: string, jaegerUrl: string) =>
  runProgram(process.execPath, ['--import', 'tsx', 'commands/status.ts', sampleUrl], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, JAEGER_UI_PORT: new URL(jaegerUrl).port },
  });

async function serve(answer: (path: string) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    const given = answer(request.url ?? '');
    if (given !== 'silence') response.writeHead(given.status).end(given.body);
  });
  servers.push(server);
  return listen(server);
}

const startApp = () =>
  serve((path) => (path === '/' ? { status: 200, body: 'ok' } : { status: 404, body: 'Cannot GET' }));

/** A API de busca do Jaeger; o resto é a tela dele, que responde 200 com HTML a qualquer caminho. */
const startJaeger = (traces: readonly string[], afterSearch = () => {}) =>
  serve((path) => {
    if (path !== '/api/traces?service=service_example&limit=1') return { status: 200, body: '<!doctype html>' };
    const body = JSON.stringify({ data: traces.map((traceID) => ({ traceID, spans: [] })) });
    afterSearch();
    return { status: 200, body };
  });

/** A página de saúde: sempre 503. */
const startNotice = (said: object) =>
  serve((path) => ({ status: 503, body: path === '/status.json' ? JSON.stringify(said) : '<!doctype html>' }));

async function closedUrl(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await close(server);
  return url;
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
