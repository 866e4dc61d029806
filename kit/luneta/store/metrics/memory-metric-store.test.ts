import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabelMatcher, MetricFamily, MetricStore } from './metric-store.ts';
import { MAX_LABELS_LENGTH, MemoryMetricStore, MIN_METRIC_STORE_BYTES } from './memory-metric-store.ts';
import { STALE } from './stale.ts';
import { appendEach, dump, equalTo, family, matching, seriesName } from './testing/metric-points.ts';
import { describeMetricStoreContract, type MetricStoreLimits } from './testing/metric-store-contract.ts';
import { NaiveMetricStore } from './testing/naive-metric-store.ts';

const create = (limits: MetricStoreLimits = {}): MemoryMetricStore =>
  new MemoryMetricStore({ maxBytes: 16 << 20, ...limits });

describeMetricStoreContract('memória', create, { hasLimits: true });
describeMetricStoreContract('a de referência', () => new NaiveMetricStore(), { hasLimits: false });

test('um limite pequeno demais é recusado com o valor recebido', () => {
  expect(() => create({ maxBytes: 10 })).toThrow(`pelo menos ${MIN_METRIC_STORE_BYTES}; recebido: 10`);
  expect(() => create({ maxBytes: Number.NaN })).toThrow('recebido: NaN');
});

test('rótulos lidos não podem ser alterados por quem os recebe', () => {
  const store = create();
  appendEach(store, { labels: { a: '1' }, atMs: 1 });
  const [{ labels }] = store.select([], 0, 9);
  expect(() => (labels as unknown[]).push(1)).toThrow(TypeError);
  expect(() => ((labels[0] as [string, string])[1] = 'x')).toThrow(TypeError);
});

test('11. um exemplar repetido, como o de uma página lida a cada segundo, não ocupa o lugar dos outros', () => {
  const store = create();
  const exemplar = (value: number) => ({ labels: [['trace_id', 'a']] as const, value, timestampMs: 7 });
  for (let i = 1; i < 50; i++) appendEach(store, { atMs: i, exemplars: [exemplar(1), exemplar(2)] });
  expect(store.selectExemplars([], 0, 99)[0].exemplars.map(({ value }) => value)).toEqual([1, 2]);
});

test('rótulos enormes são recusados, e o resto do pedido entra', () => {
  const store = create();
  const huge = family({ labels: { corpo: 'x'.repeat(MAX_LABELS_LENGTH) }, atMs: 1 });
  const result = store.append([huge, family({ atMs: 1 })]);
  expect(result).toMatchObject({ accepted: 1, rejected: 1 });
  expect(result.reason).toContain(`mais de ${MAX_LABELS_LENGTH} caracteres`);
});

describe('propriedade: as mesmas respostas que a referência', () => {
  const label = fc.constantFrom('a', 'b', 'job', '__proto__');
  const value = fc.constantFrom('', '1', '2', 'loja', '🙂');
  const sample = fc.record({
    name: fc.constantFrom('m', 'n', 'x_total'),
    labels: fc.dictionary(label, value, { maxKeys: 3, noNullPrototype: true }),
    atMs: fc.integer({ min: 0, max: 300 }),
    value: fc.oneof(fc.integer({ min: -5, max: 20 }), fc.constantFrom(STALE, Number.NaN, Infinity, 0.5)),
    startMs: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    isDelta: fc.boolean(),
  });
  const matcher = fc.oneof(
    fc.tuple(fc.constantFrom('a', 'job', '__name__'), value).map(([name, text]) => equalTo(name, text)),
    fc.tuple(label, value).map(([name, text]) => matching(name, (found) => found !== text)),
    fc.constant(matching('__name__', (found) => found.endsWith('_total'))),
  );

  test('amostras em qualquer ordem, recomeços, deltas e ausências', () => {
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 80 }),
        fc.array(fc.tuple(fc.array(matcher, { maxLength: 3 }), fc.integer({ min: -10, max: 300 }), fc.nat(200)), {
          maxLength: 5,
        }),
        (samples, queries) => {
          // Em ordem de chegada quase crescente: senão quase tudo seria descartado.
          const inOrder = samples.map((each, i) => ({ ...each, atMs: each.atMs % 7 === 0 ? each.atMs : i * 4 }));
          const stores: MetricStore[] = [create(), new NaiveMetricStore()];
          for (const each of inOrder) for (const store of stores) store.append([family(each)]);
          const [mine, reference] = stores;
          expect(dump(mine)).toEqual(dump(reference));
          for (const [matchers, minMs, lengthMs] of queries) {
            expect(dump(mine, matchers, minMs, minMs + lengthMs)).toEqual(
              dump(reference, matchers, minMs, minMs + lengthMs),
            );
            expect(namesOf(mine, matchers, minMs, minMs + lengthMs)).toEqual(
              namesOf(reference, matchers, minMs, minMs + lengthMs),
            );
          }
          expect(mine.getMetadata()).toEqual(reference.getMetadata());
        },
      ),
      { numRuns: 300 },
    );
  });

  function namesOf(store: MetricStore, matchers: readonly LabelMatcher[], minMs: number, maxMs: number): string[] {
    return store.selectLabels(matchers, minMs, maxMs).map(seriesName).toSorted();
  }

  test('despejo: o que fica é o que a referência teria, sem as mais antigas', () => {
    const store = create({ maxBytes: 1 << 20 });
    const reference = new NaiveMetricStore();
    let random = 42;
    const next = (limit: number): number => {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      return (random >>> 0) % limit;
    };
    for (let i = 0; i < 2000; i++) {
      const families: MetricFamily[] = Array.from({ length: 50 }, (_, n) =>
        family({ name: `m${next(5)}`, labels: { k: `${next(40)}` }, atMs: i * 1000 + n, value: next(1000) }),
      );
      for (const each of [store, reference]) each.append(families);
    }
    const { evictedSamples, samples, bytes, maxBytes } = store.getStats();
    expect(evictedSamples).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
    const kept = store.select([], 0, Infinity);
    const oldest = Math.min(...kept.map(({ timestampsMs }) => timestampsMs[0]));
    const expected = dump(reference, [], oldest, Infinity);
    const found = dump(store);
    let missing = 0;
    for (const [name, points] of Object.entries(expected)) missing += points.length - (found[name]?.length ?? 0);
    expect([missing, Object.values(found).flat().length]).toEqual([0, samples]);
    expect(found).toEqual(expected);
  });
});
