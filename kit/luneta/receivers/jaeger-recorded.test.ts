/**
 * O que as consultas respondem depois de um lote do Jaeger, comparado com o que um Jaeger de verdade (v2.13, o
 * armazenamento em memória) respondeu depois dos mesmos bytes. Tags por chave e spans por id, dos dois lados: o Jaeger
 * não promete ordem nenhuma. Eventos por tempo: `deviations.ts` diz por quê.
 */
import { readFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLuneta, type Luneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { aBatch, aSpan, stringTag } from '../wire/testing/jaeger-arbitrary.ts';
import { encodeBareBatch } from '../wire/testing/thrift-oracle.ts';
import { sendWithExporter, sendWithOldClient, type SentTraces } from './testing/jaeger-senders.ts';
import { THRIFT_CASES } from './testing/thrift-cases.ts';

interface V1Tag {
  key: string;
  [field: string]: unknown;
}

interface V1Trace {
  spans: { spanID: string; operationName: string; tags: V1Tag[]; [field: string]: unknown }[];
  [field: string]: unknown;
}

interface Recorded {
  v1: V1Trace;
  v3: unknown;
}

interface RecordedSender {
  name: string;
  door: 'jaegerHttp' | 'jaegerBinary';
  /** Em base64: corpos HTTP ou datagramas. */
  messages: string[];
  traces: (Recorded & { id: string })[];
}

const CASES = fixture<Record<string, Recorded>>('jaeger-thrift-cases');
const SENDERS = fixture<RecordedSender[]>('jaeger-senders');
const DEADLINE = { timeout: 15_000, interval: 5 };

let luneta: Luneta;
beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
});
afterAll(() => luneta.close());

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
}

async function post(body: Uint8Array): Promise<number> {
  const response = await fetch(`${luneta.urls.jaegerHttp}/api/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-thrift' },
    body: Buffer.from(body),
  });
  return response.status;
}

async function sendDatagram(message: Uint8Array): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.send(message, luneta.ports.jaegerBinary, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
  });
  socket.close();
}

async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(`${luneta.urls.ui}${path}`);
  return (await response.json()) as T;
}

async function read(traceId: string): Promise<Recorded> {
  const { data } = await getJson<{ data: V1Trace[] }>(`/api/traces/${traceId}`);
  const { result } = await getJson<{ result: unknown }>(`/api/v3/traces/${traceId}`);
  const spans = data[0].spans
    .map((span) => ({ ...span, tags: span.tags.toSorted((a, b) => (a.key < b.key ? -1 : 1)) }))
    .toSorted((a, b) => (a.spanID + a.operationName < b.spanID + b.operationName ? -1 : 1));
  return withEventsInTimeOrder({ v1: { ...data[0], spans }, v3: result });
}

function withEventsInTimeOrder(answer: Recorded): Recorded {
  const order = (event: { timeUnixNano: string }) => event.timeUnixNano + JSON.stringify(event);
  return JSON.parse(JSON.stringify(answer), (key, value) =>
    key === 'events' ? value.toSorted((a: never, b: never) => (order(a) < order(b) ? -1 : 1)) : value,
  );
}

describe('cantos do formato', () => {
  test('cada caso tem a sua gravação, e só eles', () => {
    expect(Object.keys(CASES)).toEqual(THRIFT_CASES.map(({ name }) => name));
  });

  test.each(THRIFT_CASES.map((thriftCase) => [thriftCase.name, thriftCase] as const))(
    '%s',
    async (name, { traceId, batch }) => {
      expect(await post(encodeBareBatch(batch))).toBe(202);
      expect(await read(traceId)).toEqual(withEventsInTimeOrder(CASES[name]));
    },
  );
});

describe('diferenças de propósito', () => {
  test.each([
    ['span id', { spanId: 0n, traceIdLow: 0x2000n }],
    ['trace id', { traceIdLow: 0n, traceIdHigh: 0n }],
  ])('um %s só de zeros é recusado e contado; os outros spans do lote entram', async (_name, zeros) => {
    const { spans, rejectedSpans } = luneta.doors.jaegerHttp ?? {};
    expect(await post(encodeBareBatch(aBatch([aSpan(zeros), aSpan({ traceIdLow: 0x2001n })])))).toBe(202);
    expect(luneta.doors.jaegerHttp).toMatchObject({
      spans: Number(spans) + 1,
      rejectedSpans: Number(rejectedSpans) + 1,
      lastError: { code: 'rejected_spans', message: expect.stringContaining('zeros') },
    });
  });

  test('texto que não é UTF-8 sai com o sinal de substituição', async () => {
    const batch = aBatch([aSpan({ traceIdLow: 0x2002n, operationName: 'AAAA', tags: [stringTag('k', 'BBBB')] })]);
    const bytes = encodeBareBatch(batch);
    bytes.set([0xe3, 0x81, 0x41, 0xff], bytes.indexOf('AAAA'));
    bytes.set([0xf0, 0x9f, 0x98, 0x42], bytes.indexOf('BBBB'));
    expect(await post(bytes)).toBe(202);
    const { v1 } = await read('00000000000000010000000000002002');
    expect(v1.spans).toMatchObject([{ operationName: '\ufffdA\ufffd', tags: [{ key: 'k', value: '\ufffdB' }] }]);
  });
});

describe('bytes de clientes de verdade', () => {
  test.each(SENDERS.map((sender) => [sender.name, sender] as const))(
    '%s',
    async (_name, { door, messages, traces }) => {
      const send = door === 'jaegerHttp' ? post : sendDatagram;
      const before = luneta.doors[door]?.messages ?? 0;
      for (const message of messages) await send(Buffer.from(message, 'base64'));
      await expect.poll(() => luneta.doors[door]?.messages, DEADLINE).toBe(before + messages.length);
      for (const { id, ...recorded } of traces) expect(await read(id)).toEqual(withEventsInTimeOrder(recorded));
    },
  );
});

describe('clientes de verdade, ao vivo', () => {
  const agent = () => ({ agentHost: '127.0.0.1', agentPort: luneta.ports.jaegerBinary ?? 0 });
  const endpoint = () => `${luneta.urls.jaegerHttp}/api/traces`;

  test.each<[string, () => Promise<SentTraces>]>([
    ['@opentelemetry/exporter-jaeger por HTTP', () => sendWithExporter({ endpoint: endpoint() })],
    [
      '@opentelemetry/exporter-jaeger por UDP',
      () => sendWithExporter({ host: '127.0.0.1', port: luneta.ports.jaegerBinary ?? 0 }),
    ],
    ['jaeger-client por HTTP', () => sendWithOldClient({ collectorEndpoint: endpoint() })],
    [
      'jaeger-client por HTTP, 128 bits',
      () => sendWithOldClient({ collectorEndpoint: endpoint() }, { traceId128bit: true }),
    ],
    ['jaeger-client por UDP', () => sendWithOldClient(agent())],
    ['jaeger-client por UDP, 128 bits', () => sendWithOldClient(agent(), { traceId128bit: true })],
  ])('%s: os dois traces são achados pelo id que o cliente escreve', async (_name, send) => {
    const spanCount = async (id: string) =>
      (await getJson<{ data: V1Trace[] | null }>(`/api/traces/${id}`)).data?.[0].spans.length;
    const [main, other] = await send();
    await expect.poll(() => spanCount(main), DEADLINE).toBe(2);
    await expect.poll(() => spanCount(other), DEADLINE).toBeGreaterThan(0);
  });
});
