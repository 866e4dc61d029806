/** Programas sadios de verdade, cada um parecido com um defeito: o doutor não pode ter nada a dizer. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { codesOf, startPatient } from './testing/doctor-of.ts';
import { startServer } from './testing/programs.ts';
import { usePatient } from './testing/use-patient.ts';

const ward = usePatient();

/** Um servidor que não é de ninguém que manda spans. */
async function serve(handler: RequestListener): Promise<number> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const get = async (port: number, path: string): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).text();

/** O que o doutor acha agora, e daqui a dois minutos. */
async function told(): Promise<string[]> {
  const [now, later] = [await ward.patient.ask(), await ward.patient.later()];
  return [...codesOf(now), ...codesOf(later)];
}

test('long polling, conferências de saúde e páginas que não existem, de quem manda spans e de quem não', async () => {
  const { patient, running } = ward;
  const app = running(
    startServer(
      `
      instrument('avisos');
      const app = require('express')();
      app.get('/saude', (request, response) => response.send('ok'));
      app.get('/avisos', (request, response) => setTimeout(() => response.json([]), 300));
      const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
      process.on('SIGTERM', () => shutdown().then(() => process.exit()));
      `,
      patient.env,
    ),
  );
  const port = await app.port;
  const client = running(
    startServer(
      `
      instrument('painel');
      async function main() {
        for (let i = 0; i < 3; i++) await Promise.all(['/avisos', '/avisos', '/saude', '/nada'].map((path) => visit(${port}, path)));
        await shutdown();
      }
      void main();
      `,
      patient.env,
    ),
  );
  // Ao mesmo tempo, o mesmo pedido de quem não é instrumentado: um atendimento sem pai não é um contexto perdido.
  const paths = ['/avisos', '/saude', '/nada', '/avisos', '/saude', '/avisos'];
  await Promise.all([client.done(), ...[0, 1, 2].flatMap(() => paths.map((path) => get(port, path)))]);
  await app.stop();
  expect(patient.luneta.store.getServices()).toEqual(['avisos', 'painel']);
  expect(await told()).toEqual([]);
});

test('Express instrumentado sem os spans das camadas, com um pedido que nenhuma rota atende', async () => {
  const { patient, running, spansArrive } = ward;
  const app = running(
    startServer(
      `
      provider('loja').register();
      const ignoreLayersType = ['middleware', 'router', 'request_handler'];
      registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation({ ignoreLayersType })] });
      const app = require('express')();
      app.use((request, response, next) => (request.path === '/arquivos/1' ? response.send('ok') : next()));
      app.get('/itens', (request, response) => response.send('ok'));
      const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
      process.on('SIGTERM', () => shutdown().then(() => process.exit()));
      `,
      patient.env,
    ),
  );
  const port = await app.port;
  await Promise.all(['/arquivos/1', '/itens'].map((path) => get(port, path)));
  await spansArrive(2);
  // O programa ainda está no ar: a quem pergunta, ele se diz um Express.
  expect(await told()).toEqual([]);
});

test('chamadas a servidores que não mandam spans, e a raiz CLIENT de um navegador', async () => {
  const port = await serve((_request, response) => response.end('ok'));
  const { patient, running, run } = ward;
  const client = startServer(`instrument('loja'); visit(${port}, '/itens').then(() => shutdown());`, patient.env);
  await running(client).done();
  await run(`
    const attributes = { 'http.request.method': 'GET', 'url.full': 'https://api.exemplo.com/v1/itens', 'http.response.status_code': 200, 'session.id': 'dVbnhK4nzU' };
    provider('pagina').getTracer('@opentelemetry/instrumentation-fetch', '0.1.0').startSpan('GET', { kind: SpanKind.CLIENT, attributes }).end();
    void shutdown();
  `);
  await ward.spansArrive(2);
  expect(await told()).toEqual([]);
});

test('um lote mandado de novo porque a resposta se perdeu', async () => {
  const { patient, run, spansArrive } = ward;
  let sent = 0;
  const port = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const type = String(request.headers['content-type']);
      const body = Buffer.concat(chunks);
      void fetch(`${patient.env.OTLP_URL}${request.url}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      }).then(() => response.writeHead(sent++ === 0 ? 503 : 200, { 'retry-after': '0' }).end());
    });
  });
  await run(
    `
    const tracer = provider('loja').getTracer('loja');
    const root = tracer.startSpan('comprar');
    tracer.startSpan('pagar', {}, within(root)).end();
    root.end();
    void shutdown();
    `,
    { OTLP_URL: `http://127.0.0.1:${port}` },
  );
  await spansArrive(4);
  expect(sent).toBe(2);
  expect(await told()).toEqual([]);
});

test('o mesmo programa em duas Lunetas, com a instrumentação que vê os próprios envios', async () => {
  const other = await startPatient();
  onTestFinished(() => other.luneta.close());
  const { patient, running } = ward;
  const program = startServer(
    `
    registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
    const urls = [process.env.OTLP_URL, process.env.OTHER_URL];
    const exporters = urls.map((url) => new OTLPTraceExporter({ url: url + '/v1/traces' }));
    const made = provider('loja', { spanProcessors: exporters.map((exporter) => new BatchSpanProcessor(exporter)) });
    made.register();
    async function main() {
      for (let i = 0; i < 3; i++) {
        const root = made.getTracer('loja').startSpan('tarefa');
        await context.with(trace.setSpan(context.active(), root), () => visit(new URL(urls[i % 2]).port, '/'));
        root.end();
        await made.forceFlush();
      }
      await shutdown();
    }
    void main();
    `,
    { ...patient.env, OTHER_URL: other.env.OTLP_URL },
  );
  await running(program).done();
  await ward.spansArrive(6);
  expect(await told()).toEqual([]);
  expect(codesOf(await other.later())).toEqual([]);
});

test('nomes com números, textos parecidos com segredos, um consumidor que já esperava, um nome que só começa igual', async () => {
  await ward.run(`
    const tracer = provider('unknown_services').getTracer('loja');
    const name = (text, options = {}) => tracer.startSpan(text, options).end();
    for (let i = 1; i <= 6; i++) {
      name('etapa ' + i + '/6');
      name('HTTP ' + (399 + i));
      name('GET /v1/orders/{id}');
      name('SELECT db' + i + '.pedidos');
      name('s3 PutObject');
    }
    const attributes = {
      'user.email_verified': true, 'user.hash': '5d41402abc4b2a76b9719d911017c592', tokens_used: 120, 'gen_ai.usage.total_token': '1200000',
      'http.request.header.authorization': ['Bearer REDACTED'], 'url.full': 'https://loja/?page_token=abc123&email=REDACTED',
      'db.query.text': 'SELECT * FROM clientes WHERE senha = ?', 'user_agent.original': 'Robo/1.0 (robo@exemplo.com)',
    };
    name('consulta', { attributes });
    const now = Date.now();
    const sent = tracer.startSpan('pedidos publish', { kind: SpanKind.PRODUCER, startTime: now });
    const worker = provider('fila').getTracer('fila');
    worker.startSpan('pedidos receive', { kind: SpanKind.CONSUMER, startTime: now - 5_000 }, within(sent)).end(now + 10);
    sent.end(now + 5);
    void shutdown();
  `);
  expect(await told()).toEqual([]);
});

test('as duas pontas de uma chamada com um id só, como o Zipkin faz, mandadas duas vezes', async () => {
  const { zipkin } = ward.patient.luneta.ports;
  const timestamp = Date.now() * 1_000;
  const end = (kind: string, serviceName: string, at: number) => ({
    traceId: 'a'.repeat(32),
    id: 'b'.repeat(16),
    kind,
    name: 'get /itens',
    timestamp: timestamp + at,
    duration: 9_000 - at,
    localEndpoint: { serviceName },
    ...(kind === 'SERVER' && { shared: true }),
  });
  const body = JSON.stringify([end('CLIENT', 'loja', 0), end('SERVER', 'estoque', 2_000)]);
  for (const attempt of [1, 2]) {
    const url = `http://127.0.0.1:${zipkin}/api/v2/spans`;
    const { status } = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([attempt, status]).toEqual([attempt, 202]);
  }
  expect(await told()).toEqual([]);
});
