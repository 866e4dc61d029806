/**
 * O que as respostas gravadas não mostram: valores e pedidos raros, com a resposta que um Jaeger de verdade deu a eles, e no fim
 * o que é diferente de propósito (`OTHER_DEVIATIONS`).
 * Os valores passam pela aplicação inteira, para que valham no caminho do modelo e no rápido.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DOORS } from '../doors.ts';
import { decodeContent } from '../http/body.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { attributeText } from '../store/attribute-text.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { AttributeValue, SpanLink } from '../store/model.ts';
import {
  append,
  attribute,
  spanFields,
  spanId,
  type TestSpan,
  text,
  traceId,
  TRACE_A,
} from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { tracesFromOtlpJson } from '../wire/otlp-json-traces.ts';
import { type JaegerReference, type JaegerTrace, toJaegerTrace } from './jaeger-v1-json.ts';

const store = new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });
let server: Server;
let origin: string;

beforeAll(async () => {
  const app = createApp({ store, now: Date.now, parseOtlpJson: tracesFromOtlpJson });
  await new Promise<void>((resolve) => {
    server = createServer(app).listen(0, '127.0.0.1', () => resolve());
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  append(store, { service: 'loja online', name: 'comprar' }, { service: 'a+b', name: 'somar' });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };
let traces = 100;

/** Guarda um span num trace só dele e o lê pelas duas APIs. */
async function readBack(span: TestSpan): Promise<{ v1: JaegerTrace['spans'][number]; v3: Record<string, unknown> }> {
  const id = traceId(traces++);
  append(store, { ...span, traceId: id });
  const [v1, v3] = await Promise.all(
    [`/api/traces/${id}`, `/api/v3/traces/${id}`].map(async (path) => (await fetch(origin + path)).json()),
  );
  return {
    v1: (v1 as { data: JaegerTrace[] }).data[0].spans[0],
    v3: (v3 as { result: { resourceSpans: [{ scopeSpans: [{ spans: [Record<string, unknown>] }] }] } }).result
      .resourceSpans[0].scopeSpans[0].spans[0],
  };
}

function link(fields: Partial<SpanLink>): SpanLink {
  const common = { traceState: '', attributes: [], droppedAttributesCount: 0, flags: 0 };
  return { traceId: TRACE_A, spanId: spanId(7), ...common, ...fields };
}

/** Um link manda o trace pelo caminho do modelo, e não aparece nas tags. */
const ANOTHER_PATH = [link({})];

describe.each([
  ['no caminho rápido', []],
  ['no caminho do modelo', ANOTHER_PATH],
])('valores, %s', (_path, links) => {
  const emptyBytes: AttributeValue = { type: 'bytes', value: new Uint8Array() };

  test.each<[string, AttributeValue, unknown]>([
    ['binário vazio é null', emptyBytes, { key: 'k', type: 'binary', value: null }],
    [
      'também dentro de uma lista',
      { type: 'array', value: [emptyBytes, { type: 'string', value: '' }] },
      { key: 'k', type: 'string', value: '[null,""]' },
    ],
  ])('v1: %s', async (_name, value, tag) => {
    const { v1 } = await readBack({ links, attributes: [attribute('k', value)] });
    expect(v1.tags).toContainEqual(tag);
  });

  test('v3: uma chave vazia é omitida, como todo campo com o valor padrão', async () => {
    const kvlist = attribute('', { type: 'kvlist', value: [text('', 'x')] });
    const { v3 } = await readBack({ links, attributes: [kvlist] });
    expect(v3.attributes).toEqual([{ value: { kvlistValue: { values: [{ value: { stringValue: 'x' } }] } } }]);
  });

  test('v3: o texto 0 não é um número zero', async () => {
    const { v3 } = await readBack({ links, name: '0', traceState: '0', startTimeUnixNano: 0n, endTimeUnixNano: 5n });
    expect([v3.name, v3.traceState, v3.startTimeUnixNano, v3.endTimeUnixNano]).toEqual(['0', '0', undefined, '5']);
  });

  test('avisos que já vieram no atributo do Jaeger são avisos', async () => {
    const warnings: AttributeValue = { type: 'array', value: [{ type: 'string', value: 'cuidado' }] };
    const { v1, v3 } = await readBack({ links, attributes: [attribute('@jaeger@warnings', warnings), text('a', '1')] });
    expect([v1.warnings, v1.tags.map(({ key }) => key)]).toEqual([['cuidado'], ['a', 'span.kind']]);
    expect(v3.attributes).toContainEqual({
      key: '@jaeger@warnings',
      value: { arrayValue: { values: [{ stringValue: 'cuidado' }] } },
    });
  });
});

describe('links', () => {
  const parentSpanId = spanId(1);
  const toParent = link({ spanId: parentSpanId });
  const reference = (refType: JaegerReference['refType'], spanID: string): JaegerReference => ({
    refType,
    traceID: TRACE_A,
    spanID,
  });

  test.each<[string, SpanLink[], JaegerReference[]]>([
    ['um link para o pai diz o tipo da referência a ele', [toParent], [reference('FOLLOWS_FROM', parentSpanId)]],
    [
      'que continua a primeira, e uma só',
      [link({}), toParent, { ...toParent, attributes: [text('opentracing.ref_type', 'child_of')] }],
      [reference('CHILD_OF', parentSpanId), reference('FOLLOWS_FROM', link({}).spanId)],
    ],
  ])('v1: %s', (_name, links, references) => {
    const resource = { serviceName: 'loja', attributes: [], droppedAttributesCount: 0 };
    const span = { ...spanFields({ parentSpanId, links }), resource, scope, warnings: [] };
    expect(toJaegerTrace({ traceId: TRACE_A, spans: [span] }).spans[0].references).toEqual(references);
  });

  test('sem trace, saem com um aviso cada; sem span, ficam', async () => {
    const zeros = '0'.repeat(32);
    const links = [link({ traceId: zeros }), link({ spanId: zeros.slice(16) }), link({ traceId: zeros })];
    const { v1, v3 } = await readBack({ links });
    expect(v1.references.map(({ traceID, spanID }) => [traceID, spanID])).toEqual([[TRACE_A, zeros.slice(16)]]);
    expect(v1.warnings).toEqual(['Invalid span link removed', 'Invalid span link removed']);
    // Na v3, um id só de zeros é um campo ausente.
    expect(v3.links).toEqual([{ traceId: TRACE_A }]);
  });
});

describe('pedidos', () => {
  const search = '/api/traces?service=a&start=1&end=2';
  const window = 'query.start_time_min=2026-11-20T11:00:00Z&query.start_time_max=2026-11-20T13:00:00Z';

  test.each([
    [`${search}&minDuration=1s&maxDuration=-1s`, "'maxDuration' should be greater than 'minDuration'"],
    ['/api/traces?traceID=1&limit=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['/api/traces?traceID=1&start=x', `unable to parse param 'start': strconv.ParseInt: parsing "x": invalid syntax`],
    ['/api/traces?traceID=1&tag=x', "malformed 'tag' parameter, expecting key:value, received: x"],
    ['/api/dependencies?lookback=-1', 'end time must be greater than start time'],
  ])('%s: 400', async (path, msg) => {
    const response = await fetch(origin + path);
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ code: 400, msg }] }]);
  });

  test.each(['//api/services?x=//', '/api///services', '///api/v3//services'])('%s: uma barra só', async (path) => {
    const response = await fetch(origin + path);
    expect([response.status, JSON.stringify(await response.json())]).toEqual([
      200,
      expect.stringContaining('loja online'),
    ]);
  });

  test('v3: um número de traces que não cabe em 64 bits', async () => {
    const response = await fetch(`${origin}/api/v3/traces?${window}&query.num_traces=99999999999999999999`);
    const message =
      'malformed parameter query.numTraces: strconv.Atoi: parsing "99999999999999999999": value out of range';
    expect(await response.json()).toEqual({ error: { httpCode: 400, message } });
  });

  test.each([
    ['loja+online', ['comprar']],
    ['loja%20online', ['comprar']],
    ['a+b', ['somar']],
    ['a%2Bb', ['somar']],
    ['nada+disso', null],
  ])('operações de %s: o + do caminho é um espaço, ou ele mesmo', async (service, data) => {
    const response = await fetch(`${origin}/api/services/${service}/operations`);
    expect(await response.json()).toMatchObject({ data });
  });

  test.each([
    ['true', true],
    ['x', true],
    ['0', true],
    ['false', false],
    ['', false],
  ])('prettyPrint=%s', async (value, pretty) => {
    for (const path of ['/api/services?', '/api/metrics/calls?service=a&', '/api/traces?traceID=1&']) {
      const body = await (await fetch(`${origin}${path}prettyPrint=${value}`)).text();
      expect(body.includes('\n    "')).toBe(pretty);
    }
  });
});

describe('diferente do Jaeger de propósito', () => {
  test.each([
    ['no caminho rápido', []],
    ['no caminho do modelo', ANOTHER_PATH],
  ])('o zero negativo perde o sinal, %s', async (_name, links) => {
    const { v1, v3 } = await readBack({ links, attributes: [attribute('k', { type: 'double', value: -0 })] });
    expect(v1.tags[0].value).toBe(0);
    expect(v3.attributes).toEqual([{ key: 'k', value: { doubleValue: 0 } }]);
  });

  test('tempos que não cabem em 63 bits saem como vieram', async () => {
    const startTimeUnixNano = 2n ** 63n + 1_500n;
    const { v1, v3 } = await readBack({ startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + 9_000n });
    expect([v1.startTime, v1.duration, v1.warnings]).toEqual([Number(startTimeUnixNano / 1000n), 9, null]);
    expect(v3.startTimeUnixNano).toBe(String(startTimeUnixNano));
  });

  test('com o mesmo id, cada span leva os seus avisos, e ler de novo não os repete', async () => {
    const id = traceId(traces++);
    append(
      store,
      { traceId: id, name: 'a', endTimeUnixNano: 0n },
      { traceId: id, name: 'b', endTimeUnixNano: 5n ** 30n },
    );
    const read = async (): Promise<(string[] | null)[]> => {
      const { data } = (await (await fetch(`${origin}/api/traces/${id}`)).json()) as { data: JaegerTrace[] };
      return data[0].spans.map(({ warnings }) => warnings);
    };
    const warnings = await read();
    expect(warnings).toEqual([
      [expect.stringContaining('Negative duration')],
      ['duplicate span IDs; skipping clock skew adjustment'],
    ]);
    expect(await read()).toEqual(warnings);
  });

  test('um atributo do SDK movido de um span aparece nos outros do mesmo recurso, de qualquer pedido', async () => {
    const id = traceId(traces++);
    append(store, { traceId: id, attributes: [text('telemetry.sdk.name', 'x')] });
    append(store, { traceId: id, spanId: spanId(9) });
    const body = (await (await fetch(`${origin}/api/v3/traces/${id}`)).json()) as {
      result: { resourceSpans: { resource: { attributes: object[] } }[] };
    };
    expect(body.result.resourceSpans.map(({ resource }) => resource.attributes.at(-1))).toEqual([
      { key: 'telemetry.sdk.name', value: { stringValue: 'x' } },
    ]);
  });

  test('um atributo do SDK que é uma lista é comparado como os outros', async () => {
    const list = attribute('telemetry.sdk.name', { type: 'array', value: [{ type: 'bool', value: true }] });
    const same = await readBack({ attributes: [list], resourceAttributes: [list] });
    const different = await readBack({ attributes: [list], resourceAttributes: [text('telemetry.sdk.name', 'x')] });
    expect([same.v1.warnings, different.v1.warnings]).toEqual([
      null,
      ['conflicting values between Span and Resource for attribute telemetry.sdk.name'],
    ]);
  });

  test('OTLP/JSON: as liberdades do proto3 JSON são aceitas; texto depois do JSON, não', () => {
    const values = '[{"key":"a","value":{"intValue":1e3}},{"key":"b","value":{"bytesValue":"-_8"}}]';
    const ids = `"traceId":"${TRACE_A}","spanId":"${spanId(1)}"`;
    const request = `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids},"attributes":${values},"events":null}]}]}]}`;
    const [trace] = tracesFromOtlpJson(Buffer.from(request));
    expect(trace.spans[0].attributes.map(({ value }) => attributeText(value))).toEqual(['1000', '+/8=']);
    expect(() => tracesFromOtlpJson(Buffer.from(`${request} x`))).toThrow('JSON inválido');
  });

  test('corpos comprimidos: gzip, deflate e identity; os outros formatos são recusados', () => {
    const body = Buffer.from('{}');
    expect(decodeContent(body, 'identity', 100)).toEqual(body);
    for (const other of ['zstd', 'snappy', 'lz4']) expect(() => decodeContent(body, other, 100)).toThrow(other);
  });

  test('as portas de gRPC e de saúde do Jaeger não existem', () => {
    const ports = Object.values(DOORS).map(({ defaultPort }) => defaultPort);
    for (const absent of [16_685, 14_250, 5779, 13_133]) expect(ports).not.toContain(absent);
  });

  test('tipo e status de números desconhecidos são "não informado"', async () => {
    const { v1, v3 } = await readBack({ kind: 9, status: { code: 9, message: '' } });
    expect([v1.tags, v3.kind, v3.status]).toEqual([[], undefined, {}]);
  });

  test.each([
    ['/api/traces?service=a&tags={"a"}', "malformed 'tags' parameter, cannot unmarshal JSON: invalid JSON"],
    [
      '/api/traces?service=a&end=2;a=1',
      `unable to parse param 'end': strconv.ParseInt: parsing "2;a=1": invalid syntax`,
    ],
  ])('%s: 400', async (path, msg) => {
    const response = await fetch(origin + path);
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ code: 400, msg }] }]);
  });

  test('v3: um dia que não existe', async () => {
    const response = await fetch(`${origin}/api/v3/traces?query.start_time_min=2026-11-31T11:00:00Z`);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('malformed parameter query.startTimeMin: parsing time \\"2026-11-31T11:00:00Z\\"'),
    ]);
  });
});

test('a correção do nome do serviço fica no lugar do atributo que não servia', () => {
  const id = traceId(traces++);
  const attributes = [attribute('service.name', { type: 'int', value: 1n }), text('z', '1')];
  const resource = { attributes, droppedAttributesCount: 0 };
  createTraceIngest(store).traces(
    encodeTraceRequest([{ resource, scopeSpans: [{ scope, spans: [spanFields({ traceId: id })] }] }]),
  );
  expect(store.getTrace(id)?.spans[0].resource.attributes).toEqual([
    text('service.name', 'service-name-wrong-type'),
    text('z', '1'),
  ]);
});
