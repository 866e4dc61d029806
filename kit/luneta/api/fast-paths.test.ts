/** Os caminhos rápidos da v1 e da v3 escrevem, byte a byte, o mesmo que o caminho do modelo, ou não escrevem nada. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTrace } from '../query/adjust-trace.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { AttributeValue, Trace } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { append, attribute, spanId, type TestSpan, text, toRequest, TRACE_A } from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { arbitraryRequest } from '../wire/testing/otlp-json-arbitrary.ts';
import { writeOrdinaryTrace } from './jaeger-v1-fast.ts';
import { toJaegerTrace } from './jaeger-v1-json.ts';
import { writeOrdinaryResourceSpans } from './jaeger-v3-fast.ts';
import { JsonBuffer } from './json-buffer.ts';
import { toResourceSpans, writeResourceSpans } from './otlp-json-model.ts';

interface FastPath {
  write(store: SpanStore, traceId: string, out: JsonBuffer): boolean;
  model(trace: Trace): string;
}

const v1: FastPath = { write: writeOrdinaryTrace, model: (trace) => JSON.stringify(toJaegerTrace(trace)) };
const v3: FastPath = {
  write: writeOrdinaryResourceSpans,
  model: (trace) => JSON.stringify(toResourceSpans(trace)).slice(1, -1),
};

const create = (): MemoryStore => new MemoryStore({ maxBytes: 4 << 20, codec: otlpCodec });

/** O texto do caminho rápido, ou `undefined` se o trace não é comum. */
function fast({ write }: FastPath, store: MemoryStore, id: string): string | undefined {
  const out = new JsonBuffer();
  out.ascii('antes');
  const written = write(store, id, out);
  const result = out.bytes.toString();
  expect(result.startsWith('antes')).toBe(true);
  expect(result.length > 'antes'.length).toBe(written);
  return written ? result.slice('antes'.length) : undefined;
}

function model({ model: toText }: FastPath, store: MemoryStore, id: string): string {
  return toText(readTrace(store, id)!);
}

/** Os textos dos dois caminhos para cada trace que o rápido aceita. */
function bothTexts(path: FastPath, store: MemoryStore): [quick: string, slow: string][] {
  const pairs: [string, string][] = [];
  for (const id of store.findTraceIds({ limit: 1000 })) {
    const quick = fast(path, store, id);
    if (quick !== undefined) pairs.push([quick, model(path, store, id)]);
  }
  return pairs;
}

// Traces de um só processo, em cadeia, com tudo que um span comum pode ter.
const plainSpan = fc.record({
  name: fc.string({ minLength: 1, unit: 'binary' }),
  kind: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 1, max: 5_000_000 }),
  traceState: fc.string(),
  flags: fc.nat(3),
  dropped: fc.nat(2),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.string({ unit: 'grapheme' }) }),
  keys: fc.uniqueArray(fc.string(), { maxLength: 8 }),
  values: fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }).map((value) => ({ type: 'string' as const, value })),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ type: 'int' as const, value })),
      fc.integer({ min: 0, max: 70_000 }).map((value) => ({ type: 'int' as const, value: BigInt(value) })),
      fc.double().map((value) => ({ type: 'double' as const, value })),
      fc.boolean().map((value) => ({ type: 'bool' as const, value })),
      fc.uint8Array({ maxLength: 5 }).map((value) => ({ type: 'bytes' as const, value })),
      fc.constant({ type: 'empty' as const }),
      fc.constant<AttributeValue>({ type: 'array', value: [{ type: 'string', value: '<a>' }] }),
    ),
    { minLength: 8, maxLength: 8 },
  ),
  eventTimes: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3 }),
});

describe.each([
  ['v1', v1],
  ['v3', v3],
])('caminho rápido da %s', (_api, path) => {
  test('o mesmo texto para traces comuns de qualquer conteúdo', () => {
    let written = 0;
    fc.assert(
      fc.property(fc.array(plainSpan, { minLength: 1, maxLength: 6 }), (plain) => {
        const store = create();
        const spans = plain.map(({ keys, values, length, eventTimes, dropped, ...fields }, i): TestSpan => {
          const attributes = keys.map((key, k) => attribute(key, values[k]));
          const start = 1_795_176_000_000_000_000n + BigInt(i * 17);
          return {
            ...fields,
            attributes,
            droppedAttributesCount: dropped,
            droppedEventsCount: dropped,
            droppedLinksCount: dropped,
            spanId: spanId(i),
            parentSpanId: i === 0 ? '' : spanId(i - 1),
            startTimeUnixNano: start,
            endTimeUnixNano: start + BigInt(length),
            service: i % 3 === 2 ? 'estoque' : 'loja',
            resourceAttributes: [text('host.name', 'laptop')],
            scopeName: i % 2 === 0 ? 'escopo "a"' : '',
            events: eventTimes.map((time) => ({
              timeUnixNano: start + BigInt(time),
              name: fields.name,
              attributes,
              droppedAttributesCount: dropped,
            })),
          };
        });
        append(store, ...spans);
        const pairs = bothTexts(path, store);
        for (const [quick, slow] of pairs) expect(quick).toBe(slow);
        written += pairs.length;
      }),
      { numRuns: 300 },
    );
    expect(written).toBeGreaterThan(50);
  });

  test('o mesmo texto, ou nada, para pedidos quaisquer', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRequest, { maxLength: 3 }), (requests) => {
        const store = create();
        const ingest = createTraceIngest(store);
        for (const request of requests) ingest.traces(encodeTraceRequest(request));
        for (const [quick, slow] of bothTexts(path, store)) expect(quick).toBe(slow);
      }),
      { numRuns: 200 },
    );
  });

  describe('o que não é comum fica com o modelo', () => {
    const root: TestSpan = { spanId: spanId(1), startTimeUnixNano: 1000n, endTimeUnixNano: 9000n };
    const child: TestSpan = {
      spanId: spanId(2),
      parentSpanId: spanId(1),
      startTimeUnixNano: 2000n,
      endTimeUnixNano: 3000n,
    };

    test('o trace usado nestes casos é comum', () => {
      const store = create();
      append(store, root, child);
      expect(fast(path, store, TRACE_A)).toBe(model(path, store, TRACE_A));
    });

    test.each<[string, TestSpan[]]>([
      ['pai ausente', [child]],
      ['id repetido', [root, child, child]],
      ['duração zero', [root, { ...child, endTimeUnixNano: 2000n }]],
      ['nome vazio', [root, { ...child, name: '' }]],
      ['chave repetida', [root, { ...child, attributes: [text('k', '1'), text('k', '2')] }]],
      ['atributo do SDK no span', [root, { ...child, attributes: [text('telemetry.sdk.name', 'x')] }]],
      ['endereço em número', [root, { ...child, attributes: [attribute('ip', { type: 'int', value: 1n })] }]],
      ['filho sem máquina conhecida fora do pai', [root, { ...child, startTimeUnixNano: 10n }]],
      [
        'link',
        [
          root,
          {
            ...child,
            links: [
              {
                traceId: TRACE_A,
                spanId: spanId(1),
                traceState: '',
                attributes: [],
                droppedAttributesCount: 0,
                flags: 0,
              },
            ],
          },
        ],
      ],
    ])('%s', (_name, spans) => {
      const store = create();
      append(store, ...spans);
      expect(fast(path, store, TRACE_A)).toBeUndefined();
    });

    test('um trace que não existe', () => {
      expect(fast(path, create(), TRACE_A)).toBeUndefined();
    });

    test('UTF-8 inválido num nome sai como o modelo o mostra', () => {
      const store = create();
      const request = toRequest([{ name: 'nome~' }]);
      request[request.indexOf('~'.charCodeAt(0))] = 0xff;
      createTraceIngest(store).traces(request);
      expect(fast(path, store, TRACE_A)).toContain('nome\ufffd');
      expect(fast(path, store, TRACE_A)).toBe(model(path, store, TRACE_A));
    });
  });
});

test('a v3 sem o caminho rápido escreve o mesmo texto, span a span', () => {
  fc.assert(
    fc.property(fc.array(arbitraryRequest, { maxLength: 3 }), (requests) => {
      const store = create();
      const ingest = createTraceIngest(store);
      for (const request of requests) ingest.traces(encodeTraceRequest(request));
      for (const id of store.findTraceIds({ limit: 1000 })) {
        const out = new JsonBuffer();
        writeResourceSpans(readTrace(store, id)!, out);
        expect(out.bytes.toString()).toBe(model(v3, store, id));
      }
    }),
    { numRuns: 50 },
  );
});
