import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { compareText } from '../store/attribute-text.ts';
import type { Span } from '../store/model.ts';
import type { SpanMeasure, SpanStore } from '../store/store.ts';
import { append, type TestSpan, traceId } from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import {
  callRates,
  errorRates,
  latencyQuantiles,
  MAX_RED_POINTS,
  MAX_RED_SERIES,
  type RedQuery,
  type RedSeries,
} from './red-metrics.ts';

const NOW = 1_795_176_000_000;
const SERVER = new Set([2]);

const query = (overrides: Partial<RedQuery> = {}): RedQuery => ({
  services: ['service'],
  groupByOperation: false,
  spanKinds: SERVER,
  startMs: NOW - 4000,
  endMs: NOW,
  stepMs: 1000,
  ratePerMs: 2000,
  nowMs: NOW,
  ...overrides,
});

/** Um span de servidor que terminou `endMs` milissegundos (e uma fração, em ns) depois de NOW. */
function ended(endMs: number, overrides: TestSpan = {}, durationNs = 1_000_000n, extraNs = 0n): TestSpan {
  const end = BigInt(NOW + endMs) * 1_000_000n + extraNs;
  return { kind: 2, startTimeUnixNano: end - durationNs, endTimeUnixNano: end, ...overrides };
}

const failed = { status: { code: 2, message: '' } };

function storeWith(...spans: TestSpan[]): MemoryStore {
  const store = new MemoryStore({ maxBytes: 1 << 20, codec: otlpCodec });
  append(store, ...spans);
  return store;
}

/** `[índice do ponto, valor]` de uma série só. */
function points(all: Iterable<RedSeries>): [number, number][] {
  const [series, ...others] = all;
  expect(others).toEqual([]);
  return [...series.values].map((value, i) => [series.first + i, value]);
}

describe('as janelas', () => {
  // Pontos em −4, −3, −2, −1 e 0 s; janelas de 2 s.
  test.each([
    [
      'no instante de um ponto: conta nele e até antes de a janela o deixar',
      -3000,
      0n,
      [
        [1, 0.5],
        [2, 0.5],
        [3, 0],
        [4, 0],
      ],
    ],
    [
      'um nanossegundo depois: só do ponto seguinte em diante',
      -3000,
      1n,
      [
        [2, 0.5],
        [3, 0.5],
        [4, 0],
      ],
    ],
    [
      'um nanossegundo antes: desde o ponto, e sai junto',
      -3000,
      -1n,
      [
        [1, 0.5],
        [2, 0.5],
        [3, 0],
        [4, 0],
      ],
    ],
    [
      'na borda de saída do primeiro ponto: já não conta, mas a série existe',
      -6000,
      0n,
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
      ],
    ],
    [
      'logo depois dela: conta no primeiro ponto',
      -6000,
      1n,
      [
        [0, 0.5],
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
      ],
    ],
    ['no último ponto', 0, 0n, [[4, 0.5]]],
  ])('%s', (_case, endMs, extraNs, expected) => {
    expect(points(callRates(storeWith(ended(endMs, {}, 1_000_000n, extraNs)), query()))).toEqual(expected);
  });

  test('depois do fim: não há série', () => {
    const store = storeWith(ended(0, {}, 1_000_000n, 1n));
    expect(callRates(store, query())).toEqual([]);
    expect(errorRates(store, query())).toEqual([]);
    expect([...latencyQuantiles(store, query(), 0.5)]).toEqual([]);
  });

  test('janela menor que o passo: entre duas janelas um span não conta, mas a série existe', () => {
    const store = storeWith(ended(-2500));
    expect(points(callRates(store, query({ ratePerMs: 100 })))).toEqual([
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    expect(points(latencyQuantiles(store, query({ ratePerMs: 100 }), 0.5))).toEqual([
      [2, NaN],
      [3, NaN],
      [4, NaN],
    ]);
  });

  test('o passo não divide o intervalo: o último ponto fica antes do fim', () => {
    expect(points(callRates(storeWith(ended(-4000)), query({ stepMs: 3000 })))).toEqual([
      [0, 0.5],
      [1, 0],
    ]);
  });

  test('começo e fim iguais: um ponto só', () => {
    expect(points(callRates(storeWith(ended(-1000)), query({ startMs: NOW })))).toEqual([[0, 0.5]]);
  });

  test('para lá do agora só há pontos enquanto a janela o alcança', () => {
    const future = query({ startMs: NOW, endMs: NOW + 10_000 });
    expect(points(callRates(storeWith(ended(0)), future))).toEqual([
      [0, 0.5],
      [1, 0.5],
    ]);
    expect(callRates(storeWith(ended(0)), query({ startMs: NOW + 5000, endMs: NOW + 10_000 }))).toEqual([]);
  });

  test('um relógio adiantado: os spans que terminaram depois do agora contam enquanto alcançados', () => {
    const future = query({ startMs: NOW, endMs: NOW + 10_000 });
    expect(points(callRates(storeWith(ended(3000)), future))).toEqual([
      [3, 0.5],
      [4, 0.5],
    ]);
  });
});

describe('os valores', () => {
  test('chamadas por segundo: as da janela, divididas pelo tamanho dela', () => {
    const store = storeWith(ended(0), ended(-1), ended(-1999), ended(-2000));
    expect(points(callRates(store, query({ startMs: NOW })))).toEqual([[0, 1.5]]);
    expect(points(callRates(store, query({ startMs: NOW, ratePerMs: 500 })))).toEqual([[0, 4]]);
  });

  test('erros: fração das chamadas, desde o primeiro erro; sem chamadas na janela, NaN', () => {
    const store = storeWith(ended(-4000), ended(-3000, failed), ended(-3000), ended(-3000));
    expect(points(errorRates(store, query()))).toEqual([
      [1, 0.25],
      [2, 1 / 3],
      [3, NaN],
      [4, NaN],
    ]);
  });

  test('status OK e não informado não são erro; sem erro algum a taxa é zero onde há chamadas', () => {
    const store = storeWith(ended(-2000), ended(-2000, { status: { code: 1, message: '' } }));
    expect(points(errorRates(store, query()))).toEqual([
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  test('havendo erro em alguma série, as que não têm erro não aparecem', () => {
    const store = storeWith(ended(0, { ...failed, name: 'falha' }), ended(0, { name: 'certa' }));
    const series = errorRates(store, query({ groupByOperation: true, startMs: NOW }));
    expect(series).toEqual([{ service: 'service', operation: 'falha', first: 0, values: Float64Array.of(1) }]);
  });

  test('um erro cujos pontos ficaram todos para trás não conta como erro', () => {
    const store = storeWith(ended(-5000, { ...failed, name: 'falha' }), ended(3000, { name: 'certa' }));
    const future = query({ groupByOperation: true, startMs: NOW + 3000, endMs: NOW + 3000 });
    expect(errorRates(store, future)).toEqual([
      { service: 'service', operation: 'certa', first: 0, values: Float64Array.of(0) },
    ]);
  });

  test('latências em milissegundos; duração zero ou negativa é a reparada', () => {
    const spans = [ended(-1, {}, 250_500_000n), ended(-1, {}, 0n), ended(-1, {}, -7n)];
    const at = (quantile: number): unknown =>
      points(latencyQuantiles(storeWith(...spans), query({ startMs: NOW }), quantile));
    expect(at(1)).toEqual([[0, 250.5]]);
    expect(at(0.5)).toEqual([[0, 1e-6]]);
  });
});

describe('quais spans', () => {
  test('os tipos pedidos, e mais nenhum', () => {
    const store = storeWith(...[0, 1, 2, 3, 4, 5].map((kind) => ended(0, { kind })));
    const rate = (...kinds: number[]): unknown =>
      points(callRates(store, query({ startMs: NOW, spanKinds: new Set(kinds), ratePerMs: 1000 })));
    expect([rate(2), rate(0), rate(0, 3, 5)]).toEqual([[[0, 1]], [[0, 1]], [[0, 3]]]);
  });

  test('os serviços pedidos, sem repetir, em ordem; os que não existem não aparecem', () => {
    const services = ['b', 'a', '__proto__', 'constructor', 'fora'];
    const store = storeWith(...services.map((service) => ended(0, { service, name: service })));
    const asked = query({
      startMs: NOW,
      services: ['b', 'missing', 'constructor', 'a', 'b', '__proto__', '', 'toString'],
    });
    const labels = (grouped: boolean): unknown =>
      callRates(store, { ...asked, groupByOperation: grouped }).map(({ service, operation }) => [service, operation]);
    expect(labels(false)).toEqual([
      ['__proto__', undefined],
      ['a', undefined],
      ['b', undefined],
      ['constructor', undefined],
    ]);
    expect(labels(true)).toEqual([
      ['__proto__', '__proto__'],
      ['a', 'a'],
      ['b', 'b'],
      ['constructor', 'constructor'],
    ]);
  });

  test('por operação: os tipos de uma operação somados, a sem nome com o nome de reparo', () => {
    const store = storeWith(ended(0, { name: 'x' }), ended(0, { name: 'x', kind: 3 }), ended(0, { name: '' }));
    const series = callRates(store, query({ startMs: NOW, spanKinds: new Set([2, 3]), groupByOperation: true }));
    expect(series.map(({ operation, values }) => [operation, values[0]])).toEqual([
      ['empty-span-name', 0.5],
      ['x', 1],
    ]);
  });
});

describe('o tamanho da resposta é limitado', () => {
  const many = (count: number): Pick<SpanStore, 'visitMeasures'> => ({
    visitMeasures(_service, visit) {
      for (let i = 0; i < count; i++) {
        visit({ operation: `operation ${i}`, kind: 2, statusCode: 0, endMs: NOW, durationNs: 1 });
      }
    },
  });
  const grouped = query({ startMs: NOW, groupByOperation: true });
  const long = query({ startMs: NOW - 9_999_000, groupByOperation: true });

  test.each([
    ['callRates', callRates],
    ['errorRates', errorRates],
    [
      'latencyQuantiles',
      (store: Pick<SpanStore, 'visitMeasures'>, q: RedQuery) => [...latencyQuantiles(store, q, 0.5)],
    ],
  ])('%s: séries e pontos', (_name, compute) => {
    expect(compute(many(MAX_RED_SERIES), grouped)).toHaveLength(MAX_RED_SERIES);
    expect(() => compute(many(MAX_RED_SERIES + 1), grouped)).toThrow('too_many_series');
    expect(compute(many(MAX_RED_POINTS / 10_000), long)).toHaveLength(MAX_RED_POINTS / 10_000);
    expect(() => compute(many(MAX_RED_POINTS / 10_000 + 1), long)).toThrow('too_many_points');
  });

  test('o que terminou depois do fim da pergunta não entra na conta', () => {
    expect(callRates(many(MAX_RED_SERIES + 1), { ...grouped, startMs: NOW - 2, endMs: NOW - 1 })).toEqual([]);
  });
});

/** As três perguntas ao pé da letra do PromQL, ponto a ponto, sobre spans decodificados e em nanossegundos. */
function naiveRed(spans: readonly Span[], asked: RedQuery, quantile: number): Record<string, unknown> {
  const labelOf = (span: Span): string =>
    JSON.stringify([span.resource.serviceName, ...(asked.groupByOperation ? [span.name || 'empty-span-name'] : [])]);
  const chosen = spans.filter(
    (span) => asked.services.includes(span.resource.serviceName) && asked.spanKinds.has(span.kind),
  );
  const duration = ({ startTimeUnixNano: start, endTimeUnixNano: end }: Span): bigint =>
    end > start ? end - start : 1n;
  const endOf = (span: Span): bigint => span.startTimeUnixNano + duration(span);
  const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
  const latest = (...times: bigint[]): bigint => times.reduce((a, b) => (a > b ? a : b));
  const lastPoint = asked.endMs - ((asked.endMs - asked.startMs) % asked.stepMs);
  type Value = [t: number, value: number];
  const answer = { calls: {}, errors: {}, latencies: {} } as Record<string, Record<string, Value[]>>;
  const zeros: Record<string, Value[]> = {};
  const put = (target: Record<string, Value[]>, label: string, value: Value): void => {
    (target[label] ??= []).push(value);
  };
  for (const label of [...new Set(chosen.map(labelOf))].toSorted(compareText)) {
    const own = chosen.filter((span) => labelOf(span) === label);
    const seen = own.filter((span) => endOf(span) <= ns(lastPoint));
    for (let t = asked.startMs; t <= asked.endMs; t += asked.stepMs) {
      const before = own.filter((span) => endOf(span) <= ns(t));
      const inside = before.filter((span) => endOf(span) > ns(t - asked.ratePerMs));
      const alive = ns(t - asked.ratePerMs) < latest(ns(asked.nowMs), ...seen.map(endOf));
      if (before.length === 0 || !alive) continue;
      const errors = inside.filter((span) => span.status.code === 2).length;
      put(answer.calls, label, [t, inside.length / (asked.ratePerMs / 1000)]);
      put(zeros, label, [t, 0]);
      if (before.some((span) => span.status.code === 2)) put(answer.errors, label, [t, errors / inside.length]);
      const sorted = inside.map((span) => Number(duration(span)) / 1e6).toSorted((a, b) => a - b);
      put(answer.latencies, label, [t, sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] ?? NaN]);
    }
  }
  if (Object.keys(answer.errors).length === 0) answer.errors = zeros;
  return answer;
}

test('igual à referência, para quaisquer spans e perguntas', () => {
  const small = (prefix: string): fc.Arbitrary<string> => fc.integer({ min: 0, max: 2 }).map((n) => `${prefix}${n}`);
  const span = fc
    .record({
      service: small('service'),
      name: fc.oneof(small('operation'), fc.constant('')),
      kind: fc.integer({ min: 0, max: 3 }),
      code: fc.integer({ min: 0, max: 2 }),
      endMs: fc.integer({ min: -40, max: 10 }),
      // Perto das bordas de milissegundo, dos dois lados.
      extraNs: fc.constantFrom(0n, 1n, -1n, 999n, 500_000n),
      durationNs: fc.constantFrom(-1n, 0n, 1n, 1_000n, 1_000_001n, 5_000_000n),
      trace: fc.integer({ min: 0, max: 8 }),
    })
    .map(({ service, name, kind, code, endMs, extraNs, durationNs, trace }) =>
      ended(
        endMs,
        { service, name, kind, status: { code, message: '' }, traceId: traceId(trace) },
        durationNs,
        extraNs,
      ),
    );
  const asked: fc.Arbitrary<RedQuery> = fc
    .record({
      services: fc.array(fc.oneof(small('service'), fc.constant('missing')), { maxLength: 4 }),
      groupByOperation: fc.boolean(),
      spanKinds: fc.uniqueArray(fc.integer({ min: 0, max: 5 })).map((kinds) => new Set(kinds)),
      endMs: fc.integer({ min: NOW - 45, max: NOW + 20 }),
      lookback: fc.integer({ min: 0, max: 50 }),
      stepMs: fc.integer({ min: 1, max: 15 }),
      ratePerMs: fc.integer({ min: 1, max: 30 }),
    })
    .map(({ lookback, ...rest }) => ({ ...rest, startMs: rest.endMs - lookback, nowMs: NOW }));
  const quantile = fc.integer({ min: 0, max: 8 }).map((n) => n / 8);
  fc.assert(
    fc.property(fc.array(span, { maxLength: 25 }), asked, quantile, (spans, item, q) => {
      const store = storeWith(...spans);
      const stored = store.findTraceIds({ limit: 100 }).flatMap((id) => store.getTrace(id)!.spans);
      const byLabel = (series: readonly RedSeries[]): unknown =>
        Object.fromEntries(
          series.map(({ service, operation, first, values }) => [
            JSON.stringify(operation === undefined ? [service] : [service, operation]),
            [...values].map((value, i) => [item.startMs + (first + i) * item.stepMs, value]),
          ]),
        );
      expect({
        calls: byLabel(callRates(store, item)),
        errors: byLabel(errorRates(store, item)),
        latencies: byLabel([...latencyQuantiles(store, item, q)]),
      }).toEqual(naiveRed(stored, item, q));
    }),
    { numRuns: 250 },
  );
});

test('a visita é uma só por serviço, e nada é decodificado', () => {
  const visited: string[] = [];
  const store: Pick<SpanStore, 'visitMeasures'> = {
    visitMeasures(service, visit) {
      visited.push(service);
      const measure: SpanMeasure = { operation: 'x', kind: 2, statusCode: 0, endMs: NOW, durationNs: 1 };
      visit(measure);
    },
  };
  errorRates(store, query({ services: ['b', 'a', 'b'] }));
  expect(visited).toEqual(['a', 'b']);
});
