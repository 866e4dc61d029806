// A situação de uma VM, vista de fora: o comando de verdade, contra servidores que fazem o papel do app, do Jaeger e da
// página de saúde.

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from '../run-program.ts';

const NOTICE = { state: 'working', step: 'clone', code: null, attempt: 2, attempts: 5 };
// Quase todos os testes esperam por um prazo: ao mesmo tempo, a espera é uma só.
const servers: Server[] = [];

afterAll(() => Promise.all(servers.map(close)));

test.concurrent('pronta: o app responde, e o trace desta visita chega ao Jaeger', async () => {
  const { app, jaeger } = await startVm();
  const { code, output } = await situacao(app, jaeger);
  expect(output).toMatch(new RegExp(`^${app}  pronta: ${jaeger}/trace/[0-9a-f]{32}\n$`));
  expect(code).toBe(0);
});

test.concurrent('o trace que ainda não chegou é esperado: os spans vêm em lotes', async () => {
  const { app, jaeger } = await startVm({ answersUntilTrace: 3 });
  const { code, output } = await situacao(app, jaeger);
  expect(output).toContain('pronta');
  expect(code).toBe(0);
});

test.concurrent('o app responde, e o Jaeger só tem traces de outras visitas', async () => {
  const { app, jaeger } = await startVm({ answersUntilTrace: Infinity });
  const { code, output } = await situacao(app, jaeger);
  expect(output).toContain('o app responde, mas o trace da visita não chegou ao Jaeger');
  expect(code).toBe(1);
});

test.concurrent('o que a VM diz não passa ao terminal sem conferir, nem enche a memória', async () => {
  const escapes = await startNotice({ ...NOTICE, state: 'failed', code: '\u001b[2J\nlab-otel-99  pronta' });
  const types = await startNotice({ ...NOTICE, attempt: 'x', attempts: null, step: {} });
  const endless = await serve(() => ({ status: 200, body: `{"state":"${'x'.repeat(2_000_000)}` }));
  for (const url of [escapes, types, endless]) {
    const { code, output } = await situacao(url, url);
    expect(output).toMatch(/^http\S+ {2}não responde: .*\n$/);
    expect(code).toBe(1);
  }
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
  const { code, output } = await situacao((await startVm()).app, page);
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

test.concurrent.each(['203.0.113.7', 'http://'])(
  '"%s" não é um endereço: a mensagem mostra um que serve',
  async (url) => {
    const { code, output } = await situacao(url, await closedUrl());
    expect(output).toContain('sem endereço');
    expect(output).toContain('http://203.0.113.7');
    expect(code).toBe(1);
  },
);

type Answer = { status: number; body: string } | 'silence';

const situacao = (sampleUrl: string, jaegerUrl: string) =>
  runProgram(process.execPath, ['--import', 'tsx', 'commands/status.ts', sampleUrl], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, JAEGER_UI_PORT: new URL(jaegerUrl).port },
  });

async function serve(answer: (path: string, headers: IncomingHttpHeaders) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    const given = answer(request.url ?? '', request.headers);
    if (given !== 'silence') response.writeHead(given.status).end(given.body);
  });
  servers.push(server);
  return listen(server);
}

/** O app e o Jaeger de uma VM: o trace de cada visita ao app aparece depois de `answersUntilTrace` perguntas por ele. */
async function startVm({ answersUntilTrace = 0 } = {}) {
  const visits = new Map<string, number>();
  const app = await serve((path, { traceparent }) => {
    if (path !== '/') return { status: 404, body: 'Cannot GET' };
    visits.set(String(traceparent).split('-')[1], answersUntilTrace);
    return { status: 200, body: 'ok' };
  });
  const jaeger = await serve((path) => {
    const id = path.replace('/api/traces/', '');
    const left = visits.get(id) ?? Infinity;
    visits.set(id, left - 1);
    return left > 0
      ? { status: 404, body: '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}' }
      : { status: 200, body: JSON.stringify({ data: [{ traceID: id, spans: [] }] }) };
  });
  return { app, jaeger };
}

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
