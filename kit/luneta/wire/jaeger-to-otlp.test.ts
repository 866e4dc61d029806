import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpanKind, StatusCode, type Attribute, type ResourceSpans, type SpanFields } from '../store/model.ts';
import {
  decodeEmitBatch,
  SpanRefType,
  type JaegerBatch,
  type JaegerSpan,
  type JaegerSpanRef,
  type JaegerTag,
} from './jaeger-batch.ts';
import { jaegerBatchToOtlp } from './jaeger-to-otlp.ts';
import { aBatch, arbitraryBatch, aSpan, BLANK_SPAN, boolTag, longTag, stringTag } from './testing/jaeger-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from './testing/otlp-proto.ts';

/** O pedido OTLP, lido por outro decodificador. */
function otlpOf(batch: JaegerBatch): ResourceSpans[] {
  return toModel(decodeTraceRequestWithProtobufjs(jaegerBatchToOtlp(batch)));
}

function translate(span: Partial<JaegerSpan>): SpanFields {
  return otlpOf(aBatch([aSpan(span)]))[0].scopeSpans[0].spans[0];
}

function resourceOf(process: Partial<JaegerBatch['process']>): Attribute[] {
  return otlpOf(aBatch([aSpan()], process))[0].resource.attributes;
}

const text = (key: string, value: string): Attribute => ({ key, value: { type: 'string', value } });

describe('processo → recurso', () => {
  test('nome do serviço, hostname e versão do cliente ganham os nomes do OpenTelemetry', () => {
    const tags = [stringTag('hostname', 'maquina'), stringTag('jaeger.version', 'Go-2.25.0'), stringTag('ip', '::1')];
    expect(resourceOf({ serviceName: 'loja', tags })).toEqual([
      text('service.name', 'loja'),
      text('ip', '::1'),
      text('host.name', 'maquina'),
      text('opencensus.exporterversion', 'Jaeger-Go-2.25.0'),
    ]);
  });

  test('host.name e opencensus.exporterversion que já vieram não são trocados', () => {
    const tags = ['hostname', 'host.name', 'jaeger.version', 'opencensus.exporterversion'].map((k) => stringTag(k, k));
    expect(resourceOf({ serviceName: '', tags })).toEqual(tags.map(({ key }) => text(key, key)));
  });

  test('uma tag service.name do processo substitui o nome, sem virar um segundo atributo', () => {
    expect(resourceOf({ serviceName: 'velho', tags: [stringTag('service.name', 'novo')] })).toEqual([
      text('service.name', 'novo'),
    ]);
  });

  test('um lote sem spans, ou só com spans zerados, não produz nada', () => {
    expect(jaegerBatchToOtlp(aBatch([]))).toHaveLength(0);
    expect(jaegerBatchToOtlp(aBatch([BLANK_SPAN]))).toHaveLength(0);
    expect(otlpOf(aBatch([BLANK_SPAN, aSpan()]))[0].scopeSpans[0].spans).toHaveLength(1);
    const almost = [
      { tags: [] },
      { operationName: 'x' },
      { flags: 1 },
      { duration: 1n },
      { references: [] },
      { logs: [] },
    ];
    for (const field of almost) expect(otlpOf(aBatch([{ ...BLANK_SPAN, ...field }]))).toHaveLength(1);
  });
});

describe('ids e tempos', () => {
  test('64 bits sem sinal, com zeros à esquerda', () => {
    const span = translate({ traceIdHigh: -1n, traceIdLow: 1n, spanId: -(2n ** 63n), parentSpanId: 0xabcn });
    expect(span).toMatchObject({
      traceId: 'ffffffffffffffff0000000000000001',
      spanId: '8000000000000000',
      parentSpanId: '0000000000000abc',
    });
    expect(translate({}).parentSpanId).toBe('');
  });

  test('microssegundos viram nanossegundos exatos', () => {
    const span = translate({ startTime: 9_007_199_254_740_993n, duration: 1n });
    expect(span.startTimeUnixNano).toBe(9_007_199_254_740_993_000n);
    expect(span.endTimeUnixNano).toBe(9_007_199_254_740_994_000n);
  });

  test('um início negativo dá a volta em 64 bits sem sinal, e uma duração negativa acaba antes do início', () => {
    expect(translate({ startTime: -1n, duration: 0n }).startTimeUnixNano).toBe(2n ** 64n - 1000n);
    const span = translate({ startTime: 10n, duration: -4n });
    expect([span.startTimeUnixNano, span.endTimeUnixNano]).toEqual([10_000n, 6000n]);
  });

  test('os flags do Jaeger (amostrado, depuração) não passam, como no Jaeger', () => {
    expect([0, 1, 2, 3, 8, -1].map((flags) => translate({ flags }).flags)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('tags → atributos', () => {
  test('cada tipo de valor, com o zero do tipo quando o valor não veio', () => {
    const empty: JaegerTag = { ...stringTag('', ''), vStr: undefined };
    const tags: JaegerTag[] = [
      stringTag('s', 'ação'),
      { ...empty, key: 'd', vType: 1, vDouble: -0.5 },
      boolTag('b', true),
      longTag('l', 2n ** 63n - 1n),
      { ...empty, key: 'bin', vType: 4, vBinary: Uint8Array.of(0, 255) },
      ...[0, 1, 2, 3, 4, 5, -1].map((vType) => ({ ...empty, key: `vazio ${vType}`, vType })),
    ];
    const unknown = '<Unknown Jaeger TagType "<UNSET>">';
    expect(translate({ tags }).attributes).toEqual([
      text('s', 'ação'),
      { key: 'd', value: { type: 'double', value: -0.5 } },
      { key: 'b', value: { type: 'bool', value: true } },
      { key: 'l', value: { type: 'int', value: 2n ** 63n - 1n } },
      { key: 'bin', value: { type: 'bytes', value: Uint8Array.of(0, 255) } },
      text('vazio 0', ''),
      { key: 'vazio 1', value: { type: 'double', value: 0 } },
      { key: 'vazio 2', value: { type: 'bool', value: false } },
      { key: 'vazio 3', value: { type: 'int', value: 0n } },
      { key: 'vazio 4', value: { type: 'bytes', value: new Uint8Array() } },
      text('vazio 5', unknown),
      text('vazio -1', unknown),
    ]);
  });

  test('chave repetida: o último valor, na posição do primeiro', () => {
    const tags = [stringTag('a', '1'), stringTag('b', '2'), longTag('a', 3n)];
    expect(translate({ tags }).attributes).toEqual([{ key: 'a', value: { type: 'int', value: 3n } }, text('b', '2')]);
  });

  test.each([
    ['server', SpanKind.SERVER],
    ['client', SpanKind.CLIENT],
    ['producer', SpanKind.PRODUCER],
    ['consumer', SpanKind.CONSUMER],
    ['internal', SpanKind.INTERNAL],
    ['SERVER', SpanKind.UNSPECIFIED],
    ['', SpanKind.UNSPECIFIED],
  ])('span.kind=%j vira o tipo e sai dos atributos', (value, kind) => {
    const span = translate({ tags: [stringTag('span.kind', value), stringTag('x', 'y')] });
    expect(span).toMatchObject({ kind, attributes: [text('x', 'y')] });
  });

  test('sem span.kind o tipo fica em aberto', () => {
    expect(translate({}).kind).toBe(SpanKind.UNSPECIFIED);
  });

  test('sem span.kind, o escopo e o trace state em tags ficam como atributos, como no Jaeger', () => {
    const keys = ['otel.scope.name', 'otel.scope.version', 'otel.library.name', 'w3c.tracestate', 'sampler.type'];
    const [{ scopeSpans }] = otlpOf(aBatch([aSpan({ tags: keys.map((key) => stringTag(key, 'x')) })]));
    expect(scopeSpans).toMatchObject([{ scope: { name: '', version: '' }, spans: [{ traceState: '' }] }]);
    expect(scopeSpans[0].spans[0].attributes).toEqual(keys.map((key) => text(key, 'x')));
  });

  test('uma tag de tipo errado não tem significado, mas sai do mesmo jeito se é a do tipo do span', () => {
    const tags = [longTag('span.kind', 2n), longTag('otel.status_code', 2n), longTag('otel.status_description', 1n)];
    expect(translate({ tags })).toMatchObject({
      kind: SpanKind.UNSPECIFIED,
      status: { code: StatusCode.UNSET, message: '' },
      attributes: [],
    });
  });

  test('muitas tags, repetidas ou não, dão o mesmo que poucas', () => {
    const tags = Array.from({ length: 60 }, (_, i) => longTag(`k${i % 40}`, BigInt(i)));
    const expected = Array.from({ length: 40 }, (_, i) => ({
      key: `k${i}`,
      value: { type: 'int', value: BigInt(i < 20 ? i + 40 : i) },
    }));
    expect(translate({ tags }).attributes).toEqual(expected);
  });
});

describe('status', () => {
  const OK = StatusCode.OK;
  const ERROR = StatusCode.ERROR;
  const UNSET = StatusCode.UNSET;
  const description = stringTag('otel.status_description', 'caiu');
  const httpMessage = stringTag('http.status_message', 'Bad Gateway');

  test.each<[string, JaegerTag[], number, string, string[]]>([
    ['nada', [], UNSET, '', []],
    ['error=true', [boolTag('error', true)], ERROR, '', []],
    ['error=true com descrição', [boolTag('error', true), description], ERROR, 'caiu', []],
    ['error=true com texto HTTP', [boolTag('error', true), httpMessage], ERROR, 'Bad Gateway', ['http.status_message']],
    ['error=true vence o código OK', [stringTag('otel.status_code', 'OK'), boolTag('error', true)], ERROR, '', []],
    ['error=false não diz nada', [boolTag('error', false)], UNSET, '', ['error']],
    ['error em texto não conta', [stringTag('error', 'true')], UNSET, '', ['error']],
    ['código OK', [stringTag('otel.status_code', 'OK')], OK, '', []],
    ['código em minúsculas, com descrição', [stringTag('otel.status_code', 'error'), description], ERROR, 'caiu', []],
    ['código desconhecido', [stringTag('otel.status_code', 'MEH'), description], UNSET, 'caiu', []],
    [
      'código vence o HTTP',
      [stringTag('otel.status_code', 'UNSET'), longTag('http.status_code', 500n)],
      UNSET,
      '',
      ['http.status_code'],
    ],
    ['só a descrição', [description], UNSET, '', ['otel.status_description']],
  ])('%s', (_name, tags, status, message, left) => {
    const span = translate({ tags });
    expect(span.status).toEqual({ code: status, message });
    expect(span.attributes.map(({ key }) => key)).toEqual(left);
  });

  test.each<[JaegerTag, string | undefined, number]>([
    [longTag('http.status_code', 200n), 'server', UNSET],
    [longTag('http.status_code', 398n), 'client', UNSET],
    [longTag('http.status_code', 399n), 'client', ERROR],
    [longTag('http.status_code', 404n), 'server', UNSET],
    [longTag('http.status_code', 404n), 'client', ERROR],
    [longTag('http.status_code', 404n), undefined, ERROR],
    [longTag('http.status_code', 503n), 'server', ERROR],
    [longTag('http.status_code', 99n), 'server', ERROR],
    [stringTag('http.status_code', '500'), 'server', ERROR],
    [stringTag('http.status_code', '+200'), 'server', UNSET],
    [stringTag('http.status_code', 'quinhentos'), 'server', UNSET],
    [stringTag('http.status_code', '9223372036854775807'), 'server', ERROR],
    [stringTag('http.status_code', '9223372036854775808'), 'server', UNSET],
    [stringTag('http.status_code', ''), 'server', UNSET],
    [boolTag('http.status_code', true), 'server', UNSET],
  ])('código HTTP %o num span %s', (tag, kind, status) => {
    const span = translate({ tags: [tag, httpMessage, ...(kind ? [stringTag('span.kind', kind)] : [])] });
    expect(span.status).toEqual({ code: status, message: status === ERROR ? 'Bad Gateway' : '' });
    expect(span.attributes.map(({ key }) => key)).toEqual(['http.status_code', 'http.status_message']);
  });
});

const CHILD = SpanRefType.CHILD_OF;
const FOLLOWS = SpanRefType.FOLLOWS_FROM;

function ref(refType: number, spanId: bigint, traceIdLow = 2n): JaegerSpanRef {
  return { refType, traceIdHigh: 1n, traceIdLow, spanId };
}

/** O pai (último dígito) e os links, como "tipo trace:span". */
function relatives(parentSpanId: bigint, ...references: JaegerSpanRef[]): unknown {
  const span = translate({ parentSpanId, references });
  const links = span.links.map((link) => {
    expect(link.attributes).toHaveLength(1);
    const { key, value } = link.attributes[0];
    expect(key).toBe('opentracing.ref_type');
    return `${value.type === 'string' ? value.value : '?'} ${link.traceId.slice(-1)}:${link.spanId.slice(-1)}`;
  });
  return { parent: span.parentSpanId.slice(-1), links };
}

describe('referências', () => {
  test('CHILD_OF do mesmo trace é o pai quando parentSpanId é 0, e não vira link', () => {
    expect(relatives(0n, ref(FOLLOWS, 8n), ref(CHILD, 9n))).toEqual({ parent: '9', links: ['follows_from 2:8'] });
    expect(relatives(9n, ref(CHILD, 9n))).toEqual({ parent: '9', links: [] });
  });

  test('parentSpanId vence as referências, que viram links', () => {
    expect(relatives(7n, ref(CHILD, 9n))).toEqual({ parent: '7', links: ['child_of 2:9'] });
  });

  test('de outro trace não é pai', () => {
    expect(relatives(0n, ref(CHILD, 9n, 5n))).toEqual({ parent: '', links: ['child_of 5:9'] });
  });

  test('sem CHILD_OF, o primeiro FOLLOWS_FROM do mesmo trace é pai e também link, como no Jaeger', () => {
    expect(relatives(0n, ref(FOLLOWS, 6n, 5n), ref(FOLLOWS, 8n), ref(FOLLOWS, 9n))).toEqual({
      parent: '8',
      links: ['follows_from 5:6', 'follows_from 2:8', 'follows_from 2:9'],
    });
  });
});

function event(...fields: JaegerTag[]): unknown {
  return translate({ logs: [{ timestamp: 5n, fields }] }).events;
}

describe('logs → eventos', () => {
  test('o campo event é o nome; os demais são atributos', () => {
    expect(event(stringTag('x', 'y'), stringTag('event', 'exception'), stringTag('message', 'm'))).toEqual([
      {
        timeUnixNano: 5000n,
        name: 'exception',
        attributes: [text('x', 'y'), text('message', 'm')],
        droppedAttributesCount: 0,
      },
    ]);
  });

  test('sem event o nome fica vazio, mesmo com message, como no Jaeger', () => {
    expect(event(stringTag('message', 'olá'))).toMatchObject([{ name: '', attributes: [text('message', 'olá')] }]);
  });

  test('sem campo nenhum, e com um event que não é texto, o nome fica vazio', () => {
    expect(event()).toMatchObject([{ name: '', attributes: [] }]);
    expect(event(longTag('event', 1n))).toMatchObject([{ name: '', attributes: [] }]);
  });
});

describe('até os bytes OTLP', () => {
  test('qualquer lote dá um pedido que se lê, com um span para cada um que não é vazio', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        const spans = otlpOf(batch).flatMap(({ scopeSpans }) => scopeSpans.flatMap((group) => group.spans));
        expect(spans.map(({ name }) => name)).toEqual(batch.spans.map(({ operationName }) => operationName));
        expect(spans.map(({ events }) => events.length)).toEqual(batch.spans.map(({ logs }) => logs?.length ?? 0));
        const keys = spans.map((span) => span.attributes.map(({ key }) => key));
        expect(keys).toEqual(keys.map((list) => [...new Set(list)]));
      }),
      { numRuns: 200 },
    );
  });

  test('o datagrama real do Flask: o span do servidor, inteiro', () => {
    const bytes = readFileSync(new URL('fixtures/jaeger-compact-6831-flask.bin', import.meta.url));
    const [{ resource, scopeSpans }] = otlpOf(decodeEmitBatch(bytes, 'compact'));
    expect(resource.attributes).toEqual([text('service.name', 'service_example')]);
    const [, server] = scopeSpans[0].spans;
    expect(server).toMatchObject({
      traceId: '0b439e02ae3ab3d95d031fa30f4d268b',
      spanId: 'b541b0a83740e72b',
      parentSpanId: '',
      name: '/',
      kind: SpanKind.SERVER,
      startTimeUnixNano: 1_795_253_367_299_800_000n,
      endTimeUnixNano: 1_795_253_367_303_604_000n,
      status: { code: StatusCode.UNSET, message: '' },
      events: [],
      links: [],
    });
    const keys = server.attributes.map(({ key }) => key);
    expect(keys).toContain('http.route');
    expect(keys).toContain('service.name'); // o exporter repete o recurso em cada span; o Jaeger mantém assim
    expect(keys).toContain('otel.library.name');
    expect(keys).not.toContain('span.kind');
  });
});
