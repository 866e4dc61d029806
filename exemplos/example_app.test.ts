import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import {
  type ConsoleSpan,
  consoleSpans,
  freeUdpPort,
  lines,
  readyPort,
  runExample,
  startExample,
  startHttpSink,
  startUdpSink,
  thriftSpan,
  until,
} from './test-support';

const FILE = 'example_app.ts';

async function startApp(env: Record<string, string> = {}) {
  const sink = await startUdpSink();
  const app = startExample(FILE, { PORT: '0', OTEL_EXPORTER_JAEGER_AGENT_PORT: String(sink.port), ...env });
  onTestFinished(async () => {
    app.child.kill('SIGKILL');
    await app.exit;
    await sink.close();
  });
  const url = `http://127.0.0.1:${await readyPort(app)}`;
  return { app, sink, url };
}

function spansOf(stdout: string, count: number): Promise<ConsoleSpan[]> | ConsoleSpan[] | undefined {
  const spans = consoleSpans(stdout);
  return spans.length >= count ? spans : undefined;
}

test('GET / responde e gera o trace: GET / (SERVER) > request handler > test_span', async () => {
  const { app, url } = await startApp();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('SRE and DevOps work together!!!');

  const spans = await until('três spans no terminal', () => spansOf(app.stdout(), 3));
  expect(spans).toHaveLength(3);
  const find = (name: string) => spans.find((span) => span.name === name) as ConsoleSpan;
  const server = find('GET /');
  const handler = find('request handler');
  const manual = find('test_span');

  expect(server.kind).toBe(SpanKind.SERVER);
  expect(server.parentSpanContext).toBeUndefined();
  expect(server.attributes).toMatchObject({
    'http.route': '/',
    'http.request.method': 'GET',
    'http.response.status_code': 200,
  });
  expect(server.instrumentationScope.name).toBe('@opentelemetry/instrumentation-http');
  expect(handler.instrumentationScope.name).toBe('@opentelemetry/instrumentation-express');
  expect(handler.attributes).toMatchObject({ 'express.type': 'request_handler', 'http.route': '/' });
  expect(handler.parentSpanContext?.spanId).toBe(server.id);
  expect(manual.parentSpanContext?.spanId).toBe(handler.id);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
  expect(server.resource.attributes['service.name']).toBe('service_example');
  expect(app.stderr()).toBe('');
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s descarrega a fila para o Jaeger e sai com 0', async (signal) => {
  // Com o lote marcado para daqui a dez minutos, o que chegar terá chegado por causa do sinal.
  const { app, sink, url } = await startApp({ OTEL_BSP_SCHEDULE_DELAY: '600000' });
  await (await fetch(url)).text();
  await until('três spans no terminal', () => spansOf(app.stdout(), 3));
  expect(sink.packets).toHaveLength(0);

  // Duas vezes, como sob npx e tsx.
  app.child.kill(signal);
  app.child.kill(signal);
  expect(await app.exit).toBe(0);

  await until('um datagrama', () => sink.packets[0]);
  const packet = sink.received();
  expect(packet.includes('service_example')).toBe(true);
  const server = thriftSpan(packet, 'GET /');
  const handler = thriftSpan(packet, 'request handler');
  const manual = thriftSpan(packet, 'test_span');
  expect(server?.parentSpanId).toBe('0'.repeat(16));
  expect(handler?.parentSpanId).toBe(server?.spanId);
  expect(manual?.parentSpanId).toBe(handler?.spanId);
  expect(app.stderr()).toBe('');
});

test('um 404 não derruba o app, e o span SERVER fica sem erro e sem rota', async () => {
  const { app, url } = await startApp({ OTEL_SERVICE_NAME: 'outro-nome' });
  expect((await fetch(`${url}/nada`)).status).toBe(404);
  expect((await fetch(`${url}/%ff`, { method: 'POST', body: 'x' })).status).toBe(404);
  expect((await fetch(url)).status).toBe(200);

  const spans = await until('cinco spans no terminal', () => spansOf(app.stdout(), 5));
  const notFound = spans.find((span) => span.attributes['http.response.status_code'] === 404) as ConsoleSpan;
  expect(notFound.name).toBe('GET');
  expect(notFound.status.code).toBe(SpanStatusCode.UNSET);
  expect(notFound.attributes).not.toHaveProperty('http.route');
  expect(notFound.resource.attributes['service.name']).toBe('outro-nome');
});

test('sem backend: uma linha de aviso, e o app segue respondendo', async () => {
  const agentPort = await freeUdpPort();
  const { app, url } = await startApp({ OTEL_EXPORTER_JAEGER_AGENT_PORT: String(agentPort) });
  await until('o aviso', () => app.stderr() || undefined);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url)).status).toBe(200);

  app.child.kill('SIGTERM');
  expect(await app.exit).toBe(0);
  expect(lines(app.stderr())).toHaveLength(1);
  expect(app.stderr()).toContain(`ninguém ouve a porta UDP ${agentPort} em localhost`);
  expect(app.stderr()).toContain('npm run luneta');
});

test('envio que falha com o app no ar: uma linha com o motivo, e o app segue respondendo', async () => {
  const { app, url } = await startApp({
    OTEL_EXPORTER_JAEGER_ENDPOINT: 'http://127.0.0.1:1/api/traces',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  for (let i = 0; i < 3; i++) expect((await fetch(url)).status).toBe(200);
  await until('o aviso', () => app.stderr() || undefined);
  expect((await fetch(url)).status).toBe(200);
  expect(lines(app.stderr())).toHaveLength(1);
  expect(app.stderr()).toContain('ECONNREFUSED 127.0.0.1:1');
  expect(app.stderr()).toContain('O app segue no ar.');
});

test('porta em uso: uma frase que diz o que fazer, e saída 2', async () => {
  const occupant = await startHttpSink();
  onTestFinished(() => occupant.close());
  const { code, stdout, stderr } = await runExample(FILE, { PORT: String(occupant.port) });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toContain(`A porta ${occupant.port} já está em uso`);
  expect(stderr).toContain('PORT');
});

test.each(['abc', '-1', '65536', '80.5', '0x50', ' '])(
  'PORT=%j: uma frase com o valor recebido, e saída 2',
  async (port) => {
    const { code, stdout, stderr } = await runExample(FILE, { PORT: port });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines(stderr)).toHaveLength(1);
    expect(stderr).toContain(`PORT="${port}"`);
  },
);
