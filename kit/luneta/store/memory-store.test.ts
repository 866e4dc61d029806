import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { BLOCK_ROWS } from './block-filters.ts';
import { MemoryStore, MIN_STORE_BYTES } from './memory-store.ts';
import type { SpanStore, TraceQuery } from './store.ts';
import { arbitraryQuery, arbitrarySpan, arbitraryTime } from './testing/arbitrary-span.ts';
import { NaiveStore } from './testing/naive-store.ts';
import { append, attribute, spanFields, spanId, type TestSpan, text, TRACE_A, traceId } from './testing/spans.ts';
import { describeStoreContract } from './testing/store-contract.ts';

const create = ({ maxBytes = 16 << 20 } = {}): MemoryStore => new MemoryStore({ maxBytes, codec: otlpCodec });

describeStoreContract('memória', create);

test('um limite pequeno demais é recusado com o valor recebido', () => {
  expect(() => create({ maxBytes: 10 })).toThrow(`pelo menos ${MIN_STORE_BYTES}; recebido: 10`);
  expect(() => create({ maxBytes: Number.NaN })).toThrow('recebido: NaN');
});

test('recursos lidos não podem ser alterados por quem os recebe', () => {
  const store = create();
  append(store, {});
  const { resource } = store.getTrace(TRACE_A)!.spans[0];
  expect(() => (resource.serviceName = 'outro')).toThrow(TypeError);
  expect(() => resource.attributes.push(text('a', 'b'))).toThrow(TypeError);
});

test('milhares de nomes distintos não fazem a memória dos índices crescer sem fim', () => {
  const store = create({ maxBytes: 1 << 20 });
  for (let i = 0; i < 20_000; i++) {
    append(store, {
      traceId: traceId(i),
      name: `operation ${i}`,
      service: `service ${i}`,
      resourceAttributes: [text('n', `${i}`)],
    });
  }
  const stats = store.getStats();
  expect(stats.bytes).toBeLessThanOrEqual(stats.maxBytes);
  expect(stats.traces).toBeGreaterThan(100);
  expect(store.getServices()).toHaveLength(stats.traces);
});

/** Todas as consultas do armazenamento dão o mesmo que a referência feita com os traces que ele ainda guarda. */
function expectSameAnswers(store: SpanStore, naive: NaiveStore, queries: readonly TraceQuery[]): void {
  expect(store.getServices()).toEqual(naive.getServices());
  for (const service of ['service0', 'service1', 'service2', 'service3']) {
    expect(store.getOperations(service)).toEqual(naive.getOperations(service));
  }
  for (const [id, trace] of naive.traces) expect(store.getTrace(id)).toEqual(trace);
  for (const item of queries) expect(store.findTraceIds(item)).toEqual(naive.findTraceIds(item));
  for (const service of ['service0', 'service1', 'service2', 'service3', 'service4']) {
    expect(measuresOf(store, service)).toEqual(measuresOf(naive, service));
  }
  expect(arrivalsOf(store)).toEqual(arrivalsOf(naive));
  expectSameDependencies(store, naive, 0n, 10n ** 19n);
}

function expectSameDependencies(store: SpanStore, naive: NaiveStore, startTimeMin: bigint, endTimeMax: bigint): void {
  const order = (links: object[]): string[] => links.map((link) => JSON.stringify(link)).toSorted();
  const expected = naive.getDependencies(startTimeMin, endTimeMax);
  expect(order(store.getDependencies(startTimeMin, endTimeMax))).toEqual(order(expected));
}

/** As medidas em texto, ordenadas: a referência as visita trace a trace. */
function measuresOf(store: Pick<SpanStore, 'visitMeasures'>, service: string): string[] {
  const measures: string[] = [];
  store.visitMeasures(service, (measure) => measures.push(JSON.stringify(measure)));
  return measures.toSorted();
}

/** Todas as chegadas que ainda se veem, do mesmo modo. */
function arrivalsOf(store: Pick<SpanStore, 'visitArrivals'>): string[] {
  const arrivals: string[] = [];
  // Os números dos nomes são de cada visita: iguais, só onde os nomes são iguais.
  store.visitArrivals(0, ({ serviceId: _serviceId, operationId: _operationId, ...span }) =>
    arrivals.push(JSON.stringify([span, span.traceId(), span.spanId()])),
  );
  return arrivals.toSorted();
}

/** A referência, com o que o armazenamento diz guardar agora. */
function naiveFrom(store: SpanStore): NaiveStore {
  const naive = new NaiveStore();
  const ids = store.findTraceIds({ limit: 100_000 }).toReversed();
  for (const id of ids) for (const item of store.getTrace(id)!.spans) naive.add(item);
  return naive;
}

describe('contra a referência', () => {
  test('as mesmas respostas para qualquer sequência de lotes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(arbitrarySpan, { maxLength: 6 }), { maxLength: 6 }),
        fc.array(arbitraryQuery, { maxLength: 12 }),
        (batches, queries) => {
          const store = create({ maxBytes: 4 << 20 });
          for (const batch of batches) append(store, ...batch);
          const naive = naiveFrom(store);
          expect([...naive.traces.values()].flatMap((trace) => trace.spans)).toHaveLength(batches.flat().length);
          expectSameAnswers(store, naive, queries);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('com despejo: sobram traces inteiros e as respostas são as deles', () => {
    const fill = fc.integer({ min: 0, max: 120_000 }).map((size) => text('fill', 'x'.repeat(size)));
    const filled = fc
      .tuple(arbitrarySpan, fill)
      .map(([item, extra]) => ({ ...item, attributes: [...item.attributes!, extra] }));
    fc.assert(
      fc.property(
        fc.array(fc.array(filled, { minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 30 }),
        fc.array(arbitraryQuery, { maxLength: 6 }),
        (batches, queries) => {
          const store = create({ maxBytes: 1 << 20 });
          for (const batch of batches) {
            append(store, ...batch);
            expect(store.getStats().bytes).toBeLessThanOrEqual(1 << 20);
          }
          const naive = naiveFrom(store);
          expectSameAnswers(store, naive, queries);
          const spans = [...naive.traces.values()].flatMap((trace) => trace.spans);
          expect(store.getStats()).toMatchObject({ traces: naive.traces.size, spans: spans.length });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('dependências perguntadas no meio de lotes e despejos são as dos traces guardados', () => {
    const fill = fc.integer({ min: 0, max: 200_000 }).map((size) => text('fill', 'x'.repeat(size)));
    const filled = fc.tuple(arbitrarySpan, fill).map(([item, extra]) => ({ ...item, attributes: [extra] }));
    const batch = fc.array(filled, { minLength: 1, maxLength: 5 });
    const window = fc.oneof(fc.tuple(arbitraryTime, arbitraryTime), fc.constant<[bigint, bigint]>([0n, 10n ** 19n]));
    let evicted = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(batch, fc.option(window)), { minLength: 8, maxLength: 40 }), (steps) => {
        const store = create({ maxBytes: 1 << 20 });
        for (const [spans, asked] of steps) {
          append(store, ...spans);
          if (asked !== null) expectSameDependencies(store, naiveFrom(store), ...asked);
          const { bytes, maxBytes } = store.getStats();
          expect(bytes).toBeLessThanOrEqual(maxBytes);
        }
        expectSameDependencies(store, naiveFrom(store), 0n, 10n ** 19n);
        evicted += store.getStats().evictedTraces;
      }),
      { numRuns: 30 },
    );
    expect(evicted).toBeGreaterThan(0);
  });

  test('padrões de chamadas demais para a memória deles: a mesma resposta, dentro do limite', () => {
    const store = create({ maxBytes: 4 << 20 });
    const callsOf = (i: number): TestSpan[] =>
      Array.from({ length: 9 }, (_, bit) => ({
        traceId: traceId(i),
        spanId: spanId(bit + 1),
        parentSpanId: spanId(0),
        service: `service ${bit} ${(i >> bit) & 1}`,
      }));
    for (let i = 0; i < 512; i++) append(store, { traceId: traceId(i) }, ...callsOf(i));
    const before = store.getStats().bytes;
    const naive = naiveFrom(store);
    for (let again = 0; again < 2; again++) expectSameDependencies(store, naive, 0n, 10n ** 19n);
    const kept = store.getStats().bytes - before;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual((4 << 20) / 64);
  });
});

describe('busca em muitos blocos de linhas', () => {
  // Três ou quatro blocos cabem; o resto é despejado, e o anel dá mais de uma volta.
  const MAX_BYTES = 5 << 20;
  const BATCHES = 70;
  const PER_BATCH = 500;

  function fillStore(): SpanStore {
    const store = create({ maxBytes: MAX_BYTES });
    for (let batch = 0; batch < BATCHES; batch++) {
      const spans = Array.from({ length: PER_BATCH }, (_, k): TestSpan => {
        const n = batch * PER_BATCH + k;
        return {
          traceId: traceId(n),
          service: `service ${n % 3}`,
          attributes: [attribute('n', { type: 'int', value: BigInt(n) })],
          resourceAttributes: [text('lote', `${batch}`)],
          scopeAttributes: [text('metade', `${n >> 14}`)],
        };
      });
      append(store, ...spans);
    }
    return store;
  }

  test('cada valor raro é achado enquanto está guardado, e nenhum outro', () => {
    const store = fillStore();
    const { traces } = store.getStats();
    expect(traces).toBeGreaterThan(9000);
    const total = BATCHES * PER_BATCH;
    // Uma amostra, e as bordas dos blocos: aqui a ordem de uma linha é o número do span.
    const sampled = Array.from({ length: total }, (_, n) => n).filter((n) => n % 37 === 0 || (n + 1) % BLOCK_ROWS < 2);
    for (const n of sampled) {
      const expected = n >= total - traces ? [traceId(n)] : [];
      const attributes = [['n', `${n}`]] as const;
      expect(store.findTraceIds({ attributes, limit: 5 })).toEqual(expected);
      expect(store.findTraceIds({ attributes, limit: 5, serviceName: `service ${n % 3}` })).toEqual(expected);
      expect(store.findTraceIds({ attributes, limit: 5, serviceName: `service ${(n + 1) % 3}` })).toEqual([]);
    }
    expect(store.findTraceIds({ attributes: [['n', `${total}`]], limit: 5 })).toEqual([]);
  });

  test('atributos de recurso e de escopo são achados em qualquer bloco', () => {
    const store = fillStore();
    const last = BATCHES - 1;
    for (const batch of [last, last - 5, last - 12]) {
      const ids = Array.from({ length: PER_BATCH }, (_, k) => traceId((batch + 1) * PER_BATCH - 1 - k));
      for (const key of ['lote', 'resource.lote']) {
        expect(store.findTraceIds({ attributes: [[key, `${batch}`]], limit: 1000 })).toEqual(ids);
      }
    }
    const newest = (BATCHES * PER_BATCH - 1) >> 14;
    expect(store.findTraceIds({ attributes: [['metade', `${newest}`]], limit: 100_000 })).toHaveLength(
      BATCHES * PER_BATCH - (newest << 14),
    );
  });

  test('um lote só, de um recurso só, por vários blocos', () => {
    const store = create({ maxBytes: 8 << 20 });
    const spans = Array.from({ length: 10_000 }, (_, n) => spanFields({ traceId: traceId(n) }));
    const resource = { attributes: [text('service.name', 'loja'), text('lote', 'único')], droppedAttributesCount: 0 };
    const scope = { name: '', version: '', attributes: [text('escopo', 'único')], droppedAttributesCount: 0 };
    createTraceIngest(store).traces(encodeTraceRequest([{ resource, scopeSpans: [{ scope, spans }] }]));
    for (const key of ['lote', 'escopo']) {
      expect(store.findTraceIds({ attributes: [[key, 'único']], limit: 100_000 })).toHaveLength(10_000);
    }
  });
});
