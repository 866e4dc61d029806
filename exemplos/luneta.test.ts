// Os exemplos contra a Luneta de verdade, pela rede e como processos: o caminho inteiro, do span à API do Jaeger.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { lines, type Program, readyPort, runExample, startExample, startNode, until } from './test-support';

interface JaegerSpan {
  spanID: string;
  operationName: string;
  references: { refType: string; spanID: string }[];
  tags: { key: string; value: unknown }[];
}

interface JaegerTrace {
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}

let luneta: Program;
let ports: { ui: number; otlpHttp: number; jaegerBinary: number };
let env: Record<string, string>;

beforeAll(async () => {
  // As portas que os exemplos usam, quaisquer que estejam livres; as demais não interessam aqui.
  const flags = '--json --free-ports --ui 0 --otlp-http 0 --jaeger-binary 0 --otlp-grpc off --jaeger-compact off';
  luneta = startNode(['kit/run.mjs', 'luneta', ...flags.split(' ')]);
  const ready = await until('a Luneta pronta', () => {
    if (luneta.child.exitCode !== null) throw new Error(`a Luneta terminou antes de abrir: ${luneta.stderr()}`);
    return luneta.stdout().includes('\n') ? lines(luneta.stdout())[0] : undefined;
  });
  ({ ports } = JSON.parse(ready));
  env = {
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(ports.jaegerBinary),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.otlpHttp}`,
  };
});

afterAll(async () => {
  luneta.child.kill('SIGKILL');
  await luneta.exit;
});

function findTrace(service: string, spanCount: number): Promise<JaegerTrace> {
  return until(`um trace de ${service} com ${spanCount} spans`, async () => {
    const response = await fetch(`http://127.0.0.1:${ports.ui}/api/traces?service=${service}&lookback=1h&limit=20`);
    const { data } = (await response.json()) as { data: JaegerTrace[] };
    return data.find((trace) => trace.spans.length >= spanCount);
  });
}

function byName(trace: JaegerTrace) {
  return Object.fromEntries(trace.spans.map((span) => [span.operationName, span]));
}

function tag(span: JaegerSpan, key: string): unknown {
  return span.tags.find((entry) => entry.key === key)?.value;
}

test.each([
  ['example_exporter', 'Spans enviados.'],
  ['example_otlp', 'Spans entregues.'],
])('%s: os dois spans aparecem na busca, um dentro do outro', async (service, message) => {
  const { code, stdout, stderr } = await runExample(`${service}.ts`, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(message);

  const trace = await findTrace(service, 2);
  const spans = byName(trace);
  expect(Object.keys(spans).toSorted()).toEqual(['test_span_01', 'test_span_02']);
  expect(spans.test_span_01.references).toEqual([]);
  expect(spans.test_span_02.references).toMatchObject([{ refType: 'CHILD_OF', spanID: spans.test_span_01.spanID }]);
  expect(Object.values(trace.processes).map((process) => process.serviceName)).toEqual([service]);
});

test('example_app: a requisição aparece na busca, com test_span dentro', async () => {
  const app = startExample('example_app.ts', { ...env, PORT: '0' });
  onTestFinished(async () => {
    app.child.kill('SIGKILL');
    await app.exit;
  });
  expect((await fetch(`http://127.0.0.1:${await readyPort(app)}`)).status).toBe(200);
  app.child.kill('SIGTERM');
  expect(await app.exit).toBe(0);
  expect(app.stderr()).toBe('');

  const spans = byName(await findTrace('service_example', 3));
  expect(Object.keys(spans).toSorted()).toEqual(['GET /', 'request handler', 'test_span']);
  expect(spans['GET /'].references).toEqual([]);
  expect(tag(spans['GET /'], 'span.kind')).toBe('server');
  expect(tag(spans['GET /'], 'http.route')).toBe('/');
  expect(spans['request handler'].references[0].spanID).toBe(spans['GET /'].spanID);
  expect(spans.test_span.references[0].spanID).toBe(spans['request handler'].spanID);
});
