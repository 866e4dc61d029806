import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpanKind, StatusCode, type SpanFields } from '../store/model.ts';
import { encodeTraceRequest } from './otlp-encode.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from './testing/otlp-proto.ts';
import { arbitraryZipkinSpan, aZipkinSpan } from './testing/zipkin-arbitrary.ts';
import { zipkinSpansToOtlp } from './zipkin-to-otlp.ts';

function translate(fields: Parameters<typeof aZipkinSpan>[0]): SpanFields {
  return zipkinSpansToOtlp([aZipkinSpan(fields)])[0].scopeSpans[0].spans[0];
}

const text = (key: string, value: string) => ({ key, value: { type: 'string', value } });

test('um span comum', () => {
  const [group] = zipkinSpansToOtlp([
    aZipkinSpan({
      parentId: 'b',
      tags: { 'http.path': '/x' },
      remoteEndpoint: endpoint({ serviceName: 'db', port: 5432 }),
    }),
  ]);
  expect(group.resource.attributes).toEqual([text('service.name', 'loja')]);
  expect(group.scopeSpans[0].spans).toEqual([
    {
      traceId: '463ac35c9f6413ad48485a3953bb6124',
      spanId: 'a2fb4a1d1a96d312',
      parentSpanId: 'b',
      traceState: '',
      flags: 0,
      name: 'get',
      kind: SpanKind.SERVER,
      startTimeUnixNano: 1_795_253_474_406_123_000n,
      endTimeUnixNano: 1_795_253_474_407_623_000n,
      attributes: [
        text('http.path', '/x'),
        text('peer.service', 'db'),
        { key: 'net.peer.port', value: { type: 'int', value: 5432n } },
      ],
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { code: StatusCode.UNSET, message: '' },
    },
  ]);
});

test('o que sai é um pedido OTLP válido, com todos os spans', () => {
  fc.assert(
    fc.property(fc.array(arbitraryZipkinSpan, { maxLength: 6 }), (arbitrary) => {
      const small = (micros: bigint) => micros % 2n ** 50n;
      const spans = arbitrary.map((span) => ({
        ...span,
        timestamp: small(span.timestamp ?? 0n),
        duration: small(span.duration),
        annotations: span.annotations.map(({ timestamp, value }) => ({ timestamp: small(timestamp), value })),
      }));
      const groups = zipkinSpansToOtlp(spans);
      expect(toModel(decodeTraceRequestWithProtobufjs(encodeTraceRequest(groups)))).toEqual(groups);
      const ids = groups.flatMap((group) =>
        group.scopeSpans.flatMap((scope) => scope.spans.map(({ spanId }) => spanId)),
      );
      expect(ids.toSorted()).toEqual(spans.map(({ id }) => id).toSorted());
    }),
    { numRuns: 300 },
  );
});

test.each([undefined, endpoint({ ipv4: '10.0.0.1' }), endpoint({ serviceName: 'OTLPResourceNoServiceName' })])(
  'sem nome de serviço não se inventa um: %#',
  (localEndpoint) => {
    const [group] = zipkinSpansToOtlp([aZipkinSpan({ localEndpoint, tags: { 'host.name': 'h' } })]);
    expect(group.resource.attributes).toEqual([text('host.name', 'h')]);
  },
);

test('spans do mesmo recurso e do mesmo escopo ficam juntos', () => {
  const span = (service: string, scope: string, id: string) =>
    aZipkinSpan({ id, localEndpoint: endpoint({ serviceName: service }), tags: { 'otel.library.name': scope } });
  const groups = zipkinSpansToOtlp([
    span('a', 'x', '1'),
    span('b', 'x', '2'),
    span('a', 'y', '3'),
    span('a', 'x', '4'),
  ]);
  expect(
    groups.map(({ scopeSpans }) => scopeSpans.map(({ scope, spans }) => [scope.name, spans.map((s) => s.spanId)])),
  ).toEqual([
    [
      ['x', ['1', '4']],
      ['y', ['3']],
    ],
    [['x', ['2']]],
  ]);
});

describe('status', () => {
  test.each([
    [{ 'otel.status_code': 'OK' }, StatusCode.OK, []],
    [{ 'otel.status_code': 'Ok' }, StatusCode.OK, []],
    [{ 'otel.status_code': 'STATUS_CODE_ERROR' }, StatusCode.ERROR, []],
    [{ 'otel.status_code': 'OK', error: 'true' }, StatusCode.ERROR, []],
    [{ error: 'boom' }, StatusCode.ERROR, ['error']],
    [{ error: '' }, StatusCode.ERROR, ['error']],
    [{ 'otel.status_code': '7' }, StatusCode.UNSET, ['otel.status_code']],
    [{ 'otel.status_description': 'x' }, StatusCode.UNSET, ['otel.status_description']],
  ])('%j', (tags, code, left) => {
    const span = translate({ tags: tags as Record<string, string> });
    expect(span.status.code).toBe(code);
    expect(span.attributes.map(({ key }) => key)).toEqual(left);
  });
});

describe('o que o Collector escreveu em texto volta a ser o que era', () => {
  const event = (value: string) => translate({ annotations: [{ timestamp: 5n, value }] }).events[0];

  test('evento com atributos', () => {
    expect(
      event('e|{"s":"a|b","i":9007199254740993,"t":"9007199254740993","d":1.5,"b":true,"n":null,"l":[1]}|3'),
    ).toEqual({
      timeUnixNano: 5000n,
      name: 'e',
      attributes: [
        text('s', 'a|b'),
        { key: 'i', value: { type: 'int', value: 9_007_199_254_740_993n } },
        text('t', '9007199254740993'),
        { key: 'd', value: { type: 'double', value: 1.5 } },
        { key: 'b', value: { type: 'bool', value: true } },
        { key: 'n', value: { type: 'empty' } },
        text('l', '[1]'),
      ],
      droppedAttributesCount: 3,
    });
  });

  test.each(['simples', 'a|b', 'a|b|c', 'a|{}|x', 'a|[]|0', 'a|{"b":1|0', 'a|{}|4294967296', '|', '||', ''])(
    '%j não é um evento codificado: o nome é o texto inteiro',
    (value) => {
      expect(event(value)).toEqual({ timeUnixNano: 5000n, name: value, attributes: [], droppedAttributesCount: 0 });
    },
  );

  test('números fora dos 64 bits continuam números', () => {
    expect(event('e|{"n":99999999999999999999}|0').attributes[0].value).toEqual({ type: 'double', value: 1e20 });
  });

  const link = '0AF7651916cd43dd8448eb211c80319c|b7ad6b7169203331|a=b|{"k":"v|w"}|2';

  test('links, na ordem dos números; o que não é link continua sendo tag', () => {
    const { links, attributes } = translate({
      tags: { 'otlp.link.0': link, 'otlp.link.1': 'x|y', 'otlp.link.3': link },
    });
    expect(links).toEqual([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        traceState: 'a=b',
        attributes: [text('k', 'v|w')],
        droppedAttributesCount: 2,
        flags: 0,
      },
    ]);
    expect(attributes.map(({ key }) => key)).toEqual(['otlp.link.1', 'otlp.link.3']);
  });
});

describe('tempos', () => {
  test('sem tempo, o span começa em zero e isso fica dito', () => {
    const span = translate({ timestamp: undefined, duration: 7n });
    expect([span.startTimeUnixNano, span.endTimeUnixNano]).toEqual([0n, 7000n]);
    expect(span.attributes).toEqual([
      { key: 'otel.zipkin.absentField.startTime', value: { type: 'bool', value: true } },
    ]);
  });

  test.each([
    [{ timestamp: 1_795_253_474_406_123_000n }, 'timestamp'],
    [{ duration: 2n ** 63n }, 'duration'],
    [{ annotations: [{ timestamp: 2n ** 64n - 1n, value: '' }] }, 'annotation.timestamp'],
  ])('um tempo que não cabe é recusado: %#', (fields, name) => {
    expect(() => translate(fields)).toThrow(
      expect.objectContaining({
        code: 'malformed',
        message: expect.stringContaining(`${name}: o Zipkin conta`) as string,
      }),
    );
  });
});

function endpoint(fields: object): { serviceName: string; ipv4: string; ipv6: string; port: number } {
  return { serviceName: '', ipv4: '', ipv6: '', port: 0, ...fields };
}
