/** A carga, lida de volta por quem não divide código com quem a escreve: protobufjs, JSON.parse e a biblioteca thrift. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeCallWithThrift } from '../../wire/testing/thrift-oracle.ts';
import { decodeTraceRequestWithProtobufjs, type RawSpan } from '../../wire/testing/otlp-proto.ts';
import { makeDatagrams, makeLoad, makeOneTrace, SPANS_PER_REQUEST, type Payload } from './payloads.ts';
import { SERVICES, SPANS_PER_TRACE } from './spans.ts';

const NOW_MS = 1_790_000_000_000;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function spansIn(bodies: readonly Uint8Array[]): RawSpan[] {
  return bodies
    .flatMap((body) => decodeTraceRequestWithProtobufjs(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function idsOf(payload: Payload): string[] {
  return spansIn(payload.bodies).map(({ spanId }) => hex(spanId));
}

describe('makeLoad', () => {
  const load = makeLoad(1000, { nowMs: NOW_MS });
  const spans = spansIn(load.bodies);

  test('arredonda para cima até o último pedido ficar cheio, e as contas batem', () => {
    expect(load.spans).toBe(2 * SPANS_PER_REQUEST);
    expect(load.counts).toEqual([SPANS_PER_REQUEST, SPANS_PER_REQUEST]);
    expect(spans).toHaveLength(load.spans);
  });

  test('traces de 8 spans, cada um com uma raiz e pais que existem', () => {
    const byTrace = new Map<string, RawSpan[]>();
    for (const span of spans) byTrace.set(hex(span.traceId), [...(byTrace.get(hex(span.traceId)) ?? []), span]);
    expect([...byTrace.keys()].toSorted()).toEqual(load.traceIds.toSorted());
    for (const trace of byTrace.values()) {
      expect(trace).toHaveLength(SPANS_PER_TRACE);
      const ids = new Set(trace.map(({ spanId }) => hex(spanId)));
      expect(ids.size).toBe(SPANS_PER_TRACE);
      const parents = trace.map(({ parentSpanId }) => hex(parentSpanId)).filter((id) => id !== '');
      expect(parents).toHaveLength(SPANS_PER_TRACE - 1);
      for (const parent of parents) expect(ids).toContain(parent);
    }
  });

  test('o trabalho é o das referências: 10 serviços, 10 atributos, cerca de 389 bytes por span', () => {
    const services = load.bodies
      .flatMap((body) => decodeTraceRequestWithProtobufjs(body).resourceSpans)
      .map(({ resource }) => resource?.attributes.find(({ key }) => key === 'service.name')?.value?.stringValue);
    expect([...new Set(services)].toSorted()).toEqual(SERVICES.toSorted());
    for (const { attributes } of spans) expect(attributes).toHaveLength(10);
    const types = spans[0].attributes.map(({ value }) => Object.keys(value ?? {})[0]);
    expect(new Set(types)).toEqual(new Set(['stringValue', 'intValue', 'boolValue', 'doubleValue']));
    const bytes = load.bodies.reduce((sum, body) => sum + body.length, 0);
    expect(bytes / load.spans).toBeGreaterThan(380);
    expect(bytes / load.spans).toBeLessThan(400);
  });

  test('alguns spans falham, com status e exceção; todos terminam depois de começar, na janela', () => {
    const failed = spansIn(makeLoad(20_000, { nowMs: NOW_MS }).bodies).filter(({ status }) => status?.code === 2);
    expect(failed.length).toBeGreaterThan(0);
    for (const { events } of failed) expect(events.map(({ name }) => name)).toEqual(['exception']);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(BigInt(endTimeUnixNano)).toBeGreaterThan(BigInt(startTimeUnixNano));
      expect(BigInt(startTimeUnixNano)).toBeLessThanOrEqual(BigInt(NOW_MS + 2000) * 1_000_000n);
      expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(NOW_MS - 600_000) * 1_000_000n);
    }
  });

  test('ids novos a cada carga; o resto se repete com a mesma semente', () => {
    const again = makeLoad(1000, { nowMs: NOW_MS });
    const known = new Set(idsOf(load));
    expect(idsOf(again).filter((id) => known.has(id))).toEqual([]);
    const shape = (all: RawSpan[]): string[] => all.map((span) => `${span.name} ${span.startTimeUnixNano}`);
    expect(shape(spansIn(again.bodies))).toEqual(shape(spans));
  });

  test('o valor raro está em um span só, do trace indicado', () => {
    const { rare } = load;
    const having = spans.filter(({ attributes }) =>
      attributes.some(({ key, value }) => key === rare.key && value?.stringValue === rare.value),
    );
    expect(having.map(({ traceId }) => hex(traceId))).toEqual([rare.traceId]);
  });

  test('gzip e JSON levam os mesmos spans', () => {
    const zipped = makeLoad(1000, { nowMs: NOW_MS, encoding: 'gzip' });
    const names = spans.map(({ name }) => name);
    expect(spansIn(zipped.bodies.map((body) => gunzipSync(body))).map(({ name }) => name)).toEqual(names);

    const json = makeLoad(1000, { nowMs: NOW_MS, encoding: 'json' });
    const first = JSON.parse(Buffer.from(json.bodies[0]).toString());
    const count = first.resourceSpans.reduce(
      (sum: number, { scopeSpans }: { scopeSpans: { spans: unknown[] }[] }) => sum + scopeSpans[0].spans.length,
      0,
    );
    expect(count).toBe(SPANS_PER_REQUEST);
    const [span] = first.resourceSpans[0].scopeSpans[0].spans;
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      startTimeUnixNano: expect.stringMatching(/^\d+$/),
    });
    expect(span.attributes).toContainEqual({ key: 'server.port', value: { intValue: '8080' } });
  });
});

test('makeOneTrace: um trace só, do tamanho pedido, com uma raiz', () => {
  const payload = makeOneTrace(700, { nowMs: NOW_MS });
  const spans = spansIn(payload.bodies);
  expect(payload.counts).toEqual([512, 188]);
  expect(spans).toHaveLength(700);
  expect(new Set(spans.map(({ traceId }) => hex(traceId)))).toEqual(new Set(payload.traceIds));
  expect(spans.filter(({ parentSpanId }) => parentSpanId.length === 0)).toHaveLength(1);
});

describe.each(['compact', 'binary'] as const)('makeDatagrams, Thrift %s', (protocol) => {
  const payload = makeDatagrams(400, protocol, { nowMs: NOW_MS });
  const batches = payload.bodies.map((body) => decodeCallWithThrift(body, protocol));

  test('cada datagrama cabe no UDP e é de um serviço só; nenhum span falta', () => {
    for (const body of payload.bodies) expect(body.length).toBeLessThan(65_000);
    expect(batches.map(({ spans }) => spans.length)).toEqual(payload.counts);
    expect(payload.counts.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(new Set(batches.map(({ process }) => process.serviceName)).size).toBe(SERVICES.length);
    const ids = batches.flatMap(({ spans }) => spans.map(({ spanId }) => spanId));
    expect(new Set(ids).size).toBe(400);
  });

  test('as etiquetas levam o tipo de cada atributo', () => {
    const tags = batches[0].spans[0].tags ?? [];
    expect(tags.find(({ key }) => key === 'server.port')).toMatchObject({ vType: 3, vLong: 8080n });
    expect(tags.find(({ key }) => key === 'bench.cached')).toMatchObject({ vType: 2 });
    expect(tags.find(({ key }) => key === 'span.kind')).toMatchObject({ vType: 0 });
  });
});
