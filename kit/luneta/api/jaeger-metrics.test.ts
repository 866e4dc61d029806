/** `/api/metrics/*` por HTTP: parâmetros, erros e forma são os do Jaeger com um Prometheus por trás. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { startLuneta } from '../start.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { append, type TestSpan, traceId } from '../store/testing/spans.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { tracesFromOtlpJson } from '../wire/otlp-json-traces.ts';

const NOW = Date.parse('2026-11-20T12:00:00.500Z');

interface Family {
  name: string;
  type: string;
  help: string;
  metrics: {
    labels: { name: string; value: string }[];
    metricPoints: { gaugeValue: { doubleValue: number | string }; timestamp: string }[];
  }[];
}

let server: Server;
let origin: string;
const store = new MemoryStore({ maxBytes: 64 << 20, codec: otlpCodec });

function ended(msAgo: number, overrides: TestSpan): TestSpan {
  const end = BigInt(NOW - msAgo) * 1_000_000n;
  return { kind: 2, startTimeUnixNano: end - 20_000_000n, endTimeUnixNano: end, ...overrides };
}

beforeAll(async () => {
  append(
    store,
    ended(0, { service: 'shop', name: 'GET /' }),
    ended(1500, { service: 'shop', name: 'GET /', status: { code: 2, message: 'x' } }),
    ended(1500, { service: 'shop', name: 'POST "&<>é' }),
    ended(1500, { service: 'shop', name: 'select', kind: 3 }),
    ended(1500, { service: 'calm', name: 'tick', kind: 1 }),
  );
  append(
    store,
    ...Array.from({ length: 10_001 }, (_, i) => ended(0, { service: 'ids', name: `/user/${i}`, traceId: traceId(i) })),
  );
  const app = createApp({ store, now: () => NOW, parseOtlpJson: tracesFromOtlpJson });
  await new Promise<void>((resolve) => {
    server = createServer(app).listen(0, '127.0.0.1', () => resolve());
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function ask(path: string): Promise<Family> {
  const response = await fetch(`${origin}/api/metrics/${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  return (await response.json()) as Family;
}

async function refusal(path: string): Promise<unknown> {
  const response = await fetch(`${origin}/api/metrics/${path}`);
  const { errors, ...rest } = (await response.json()) as { errors: { code: number; msg: string }[] };
  expect([response.status, rest]).toEqual([400, { data: null, total: 0, limit: 0, offset: 0 }]);
  expect(errors).toEqual([{ code: 400, msg: expect.any(String) as string }]);
  return errors[0].msg;
}

describe('a forma', () => {
  test.each([
    ['calls', 'service_call_rate', 'calls/sec, grouped by service'],
    [
      'errors',
      'service_error_rate',
      'error rate, computed as a fraction of errors/sec over calls/sec, grouped by service',
    ],
    ['latencies', 'service_latencies', '0.95th quantile latency, grouped by service'],
  ])('%s: nome e ajuda, e com groupByOperation', async (kind, name, help) => {
    const none = { type: 'GAUGE', metrics: [] };
    expect(await ask(`${kind}?service=missing&quantile=0.95`)).toEqual({ ...none, name, help });
    expect(await ask(`${kind}?service=missing&quantile=0.95&groupByOperation=true`)).toEqual({
      ...none,
      name: name.replace('service', 'service_operation'),
      help: `${help} & operation`,
    });
  });

  test('os rótulos, os pontos e os instantes', async () => {
    const { metrics } = await ask('calls?service=shop&groupByOperation=true&lookback=1500&step=500&ratePer=1000');
    expect(metrics).toEqual([
      {
        labels: [
          { name: 'service_name', value: 'shop' },
          { name: 'operation', value: 'GET /' },
        ],
        metricPoints: [
          { gaugeValue: { doubleValue: 1 }, timestamp: '2026-11-20T11:59:59Z' },
          { gaugeValue: { doubleValue: 1 }, timestamp: '2026-11-20T11:59:59.500Z' },
          { gaugeValue: { doubleValue: 0 }, timestamp: '2026-11-20T12:00:00Z' },
          { gaugeValue: { doubleValue: 1 }, timestamp: '2026-11-20T12:00:00.500Z' },
        ],
      },
      {
        labels: [
          { name: 'service_name', value: 'shop' },
          { name: 'operation', value: 'POST "&<>é' },
        ],
        metricPoints: [
          { gaugeValue: { doubleValue: 1 }, timestamp: '2026-11-20T11:59:59Z' },
          { gaugeValue: { doubleValue: 1 }, timestamp: '2026-11-20T11:59:59.500Z' },
          { gaugeValue: { doubleValue: 0 }, timestamp: '2026-11-20T12:00:00Z' },
          { gaugeValue: { doubleValue: 0 }, timestamp: '2026-11-20T12:00:00.500Z' },
        ],
      },
    ]);
  });

  test('vários serviços, em ordem, só com o rótulo do serviço', async () => {
    const { metrics } = await ask(
      'latencies?service=shop&service=calm&service=shop&spanKind=server&spanKind=internal&quantile=0.5&lookback=0',
    );
    expect(metrics.map(({ labels }) => labels)).toEqual([
      [{ name: 'service_name', value: 'calm' }],
      [{ name: 'service_name', value: 'shop' }],
    ]);
    expect(metrics[0].metricPoints[0].gaugeValue).toEqual({ doubleValue: 20 });
  });

  test.each([
    ['errors?service=shop&lookback=0&ratePer=1000&endTs=', 5000, 'NaN'],
    ['latencies?service=shop&quantile=0.5&lookback=0&ratePer=1000&endTs=', -3_600_000, undefined],
    ['latencies?service=shop&quantile=2&lookback=0&ratePer=1000&endTs=', 0, 'Infinity'],
    ['latencies?service=shop&quantile=-inf&lookback=0&ratePer=1000&endTs=', 0, '-Infinity'],
    ['latencies?service=shop&quantile=nan&lookback=0&ratePer=1000&endTs=', 0, 'NaN'],
  ])('%s%d: %s', async (path, after, value) => {
    const later = new MemoryStore({ maxBytes: 1 << 20, codec: otlpCodec });
    append(later, ended(0, { service: 'shop', status: { code: 2, message: '' } }));
    const app = createApp({ store: later, now: () => NOW + 60_000, parseOtlpJson: tracesFromOtlpJson });
    const own = createServer(app);
    await new Promise<void>((resolve) => void own.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(own.address() as AddressInfo).port}/api/metrics/${path}${NOW + after}`;
    const { metrics } = (await (await fetch(url)).json()) as Family;
    expect(metrics[0]?.metricPoints[0].gaugeValue.doubleValue).toBe(value);
    await new Promise((resolve) => own.close(resolve));
  });

  test('minstep: um milissegundo, no envelope da v1', async () => {
    expect(await ask('minstep')).toEqual({ data: 1, total: 0, limit: 0, offset: 0, errors: null });
  });

  test('prettyPrint: o mesmo conteúdo, com recuo', async () => {
    const url = `${origin}/api/metrics/calls?service=shop&lookback=0`;
    const [plain, pretty] = [await (await fetch(url)).text(), await (await fetch(`${url}&prettyPrint=true`)).text()];
    expect(plain.startsWith('{"name":"service_call_rate","type":"GAUGE",')).toBe(true);
    expect(pretty).toBe(JSON.stringify(JSON.parse(plain), undefined, 4));
  });

  test.each(['', 'foo', 'calls/', 'Calls', 'calls/shop'])('/api/metrics/%s não existe', async (path) => {
    const response = await fetch(`${origin}/api/metrics/${path}?service=shop`);
    expect([response.status, await response.json()]).toMatchObject([404, { errors: [{ msg: '404 page not found' }] }]);
  });
});

describe('os parâmetros', () => {
  const pointsOf = async (path: string): Promise<string[]> =>
    (await ask(path)).metrics.flatMap(({ metricPoints }) => metricPoints.map(({ timestamp }) => timestamp));

  test('sem mais nada: a última hora de cinco em cinco segundos, dez minutos por janela, só spans de servidor', async () => {
    const { metrics } = await ask('calls?service=shop&service=calm');
    expect(metrics).toHaveLength(1);
    const { metricPoints } = metrics[0];
    expect(metricPoints.at(-1)).toEqual({
      gaugeValue: { doubleValue: 3 / 600 },
      timestamp: '2026-11-20T12:00:00.500Z',
    });
    const early = await ask(`calls?service=shop&endTs=${NOW + 3_600_000}&spanKind=server`);
    expect(early.metrics[0].metricPoints.slice(0, 2)).toEqual([
      { gaugeValue: { doubleValue: 3 / 600 }, timestamp: '2026-11-20T12:00:00.500Z' },
      { gaugeValue: { doubleValue: 3 / 600 }, timestamp: '2026-11-20T12:00:05.500Z' },
    ]);
    expect(early.metrics[0].metricPoints).toHaveLength(120);
  });

  test.each([
    ['calls?service=shop&lookback=0', 1],
    ['calls?service=shop&lookback=4000&step=2000', 1],
    ['calls?service=shop&lookback=11000&step=1', 1501],
    ['calls?service=shop&endTs=0', 0],
    ['calls?service=shop&endTs=-5', 0],
    ['calls?service=shop&endTs=253402300799999', 0],
    ['calls?service=shop&lookback=253402300799999&step=253402300799999', 1],
    ['calls?service=shop&lookback=0&ratePer=253402300799999&endTs=253402300799999', 1],
    ['calls?service=', 0],
    ['calls?service=sh.p', 0],
    ['calls?service=shop%7Ccalm', 0],
    ['calls?service=%F0%9F%92%A9&service=%00&service=%E0%A4%A', 0],
    ['calls?service=shop&groupByOperation=T&lookback=0', 2],
    ['calls?service=shop&groupByOperation=0&lookback=0', 1],
    ['calls?service=shop&spanKind=client&spanKind=producer&lookback=0', 1],
    ['calls?service=shop&spanKind=unspecified', 0],
    ['latencies?service=shop&quantile=%2B5e-1&lookback=0', 1],
    ['latencies?service=shop&quantile=.5&lookback=0', 1],
    ['latencies?service=shop&quantile=1.&lookback=0', 1],
  ])('%s: %d pontos', async (path, count) => {
    expect(await pointsOf(path)).toHaveLength(count);
  });

  test.each([
    ['0.95', '0.95'],
    ['1', '1.00'],
    ['0.999', '1.00'],
    ['0.125', '0.12'],
    ['0.375', '0.38'],
    ['-0', '-0.00'],
    ['NaN', 'NaN'],
    ['infinity', '+Inf'],
    ['-Inf', '-Inf'],
  ])('quantile=%s aparece na ajuda como %s', async (quantile, text) => {
    const { help } = await ask(`latencies?service=shop&quantile=${quantile}&lookback=0`);
    expect(help).toBe(`${text}th quantile latency, grouped by service`);
  });

  const unparsed = (name: string, reason: string): string => `unable to parse param '${name}': ${reason}`;
  const badInt = (name: string, text: string, reason = 'invalid syntax'): string =>
    unparsed(name, `strconv.ParseInt: parsing "${text}": ${reason}`);
  const badFloat = (text: string, reason = 'invalid syntax'): string =>
    unparsed('quantile', `strconv.ParseFloat: parsing "${text}": ${reason}`);
  const badData = (reason: string): string => `failed executing metrics query: bad_data: ${reason}`;
  const END_FIRST = badData('invalid parameter "end": end timestamp must not be before start time');
  const BAD_STEP = badData(
    'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
  );
  const TOO_MANY = badData(
    'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  );

  test.each([
    ['calls', unparsed('service', 'please provide at least one service name')],
    ['latencies', badFloat('')],
    ['latencies?service=a&quantile=', badFloat('')],
    ['latencies?quantile=x', badFloat('x')],
    ['latencies?service=a&quantile=%205', badFloat(' 5')],
    ['latencies?service=a&quantile=0.5f', badFloat('0.5f')],
    ['latencies?service=a&quantile=1e400', badFloat('1e400', 'value out of range')],
    ['latencies?quantile=0.5', unparsed('service', 'please provide at least one service name')],
    [
      'calls?service=a&groupByOperation=yes',
      unparsed('groupByOperation', 'strconv.ParseBool: parsing "yes": invalid syntax'),
    ],
    [
      'calls?service=a&groupByOperation=x&spanKind=q',
      unparsed('groupByOperation', 'strconv.ParseBool: parsing "x": invalid syntax'),
    ],
    ['calls?service=a&spanKind=q&endTs=z', unparsed('spanKind', "unsupported span kind: 'q'")],
    ['calls?service=a&spanKind=', unparsed('spanKind', "unsupported span kind: ''")],
    ['calls?service=a&spanKind=SERVER', unparsed('spanKind', "unsupported span kind: 'SERVER'")],
    ['calls?service=a&spanKind=server&spanKind=__proto__', unparsed('spanKind', "unsupported span kind: '__proto__'")],
    ['calls?service=a&endTs=z&lookback=z', badInt('endTs', 'z')],
    ['calls?service=a&endTs=99999999999999999999', badInt('endTs', '99999999999999999999', 'value out of range')],
    ['calls?service=a&endTs=253402300800000', badInt('endTs', '253402300800000', 'value out of range')],
    ['calls?service=a&lookback=x&step=y', badInt('lookback', 'x')],
    ['calls?service=a&step=1.5', badInt('step', '1.5')],
    ['calls?service=a&ratePer=1s', badInt('ratePer', '1s')],
    ['calls?service=a&lookback=-1&step=0&ratePer=0', END_FIRST],
    ['calls?service=a&step=0&ratePer=0', BAD_STEP],
    ['calls?service=a&step=-1', BAD_STEP],
    ['calls?service=a&step=1&ratePer=0', TOO_MANY],
    ['calls?service=a&lookback=11001&step=1', TOO_MANY],
    ['calls?service=a&lookback=99999999999999', TOO_MANY],
    ['calls?service=a&ratePer=0', badData('parse error: duration must be greater than 0')],
    ['calls?service=a&ratePer=-1000', badData('parse error: duration must be greater than 0')],
    [
      'calls?service=ids&groupByOperation=true&lookback=0',
      "more than 10000 series; drop 'groupByOperation' or ask fewer services",
    ],
    [
      `errors?service=ids&groupByOperation=true&endTs=${NOW + 3_600_000}`,
      "more than 1000000 points; raise 'step' or lower 'lookback'",
    ],
  ])('%s: 400, %s', async (path, message) => {
    expect(await refusal(path)).toBe(message);
  });
});

test('spans de um exporter de verdade viram RED', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20 });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'checkout' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${luneta.urls.otlpHttp}/v1/traces` }))],
  });
  const tracer = provider.getTracer('teste');
  const start = Date.now() - 5000;
  for (let i = 1; i <= 10; i++) {
    const span = tracer.startSpan('POST /pay', { kind: SpanKind.SERVER, startTime: start });
    tracer.startSpan('insert', { kind: SpanKind.CLIENT, startTime: start }, trace.setSpan(ROOT_CONTEXT, span)).end();
    if (i > 8) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(start + i * 10);
  }
  await provider.forceFlush();
  const value = async (query: string): Promise<unknown> => {
    const response = await fetch(`${luneta.urls.ui}/api/metrics/${query}&lookback=0&ratePer=10000`);
    const { metrics } = (await response.json()) as Family;
    return metrics.map(({ labels, metricPoints: [point] }) => [labels.at(-1)!.value, point.gaugeValue.doubleValue]);
  };
  expect(await value('calls?service=checkout&groupByOperation=true')).toEqual([['POST /pay', 1]]);
  expect(await value('calls?service=checkout&spanKind=client&spanKind=server')).toEqual([['checkout', 2]]);
  expect(await value('errors?service=checkout')).toEqual([['checkout', 0.2]]);
  expect(await value('latencies?service=checkout&quantile=0.5')).toEqual([['checkout', 50]]);
  expect(await value('latencies?service=checkout&quantile=0.95')).toEqual([['checkout', 100]]);
  await provider.shutdown();
  await luneta.close();
});
