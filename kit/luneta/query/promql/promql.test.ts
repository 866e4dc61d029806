/**
 * O PromQL sem servidor: onde cada erro aponta, o que se recusa pelo nome, e quanto custa uma consulta hostil. As contas são
 * conferidas contra um Prometheus de verdade, em `api/prometheus.platform.test.ts`.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Labels, METRIC_NAME, type MetricStore, type SeriesSamples } from '../../store/metrics/metric-store.ts';
import { STALE } from '../../store/metrics/stale.ts';
import { NaiveMetricStore } from '../../store/metrics/testing/naive-metric-store.ts';
import { MAX_SAMPLES } from './evaluation.ts';
import { MAX_DEPTH } from './parse.ts';
import {
  evaluateInstant,
  evaluateRange,
  MAX_QUERY_CHARS,
  parsePromql,
  PromqlError,
  type PromqlErrorKind,
  rangeWork,
} from './promql.ts';

const START_MS = 1_700_000_000_000;

/** Por que foi recusada, ou `undefined` se é uma expressão. */
function attempt(query: string): PromqlError | undefined {
  try {
    parsePromql(query);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
}

function errorOf(query: string): PromqlError {
  const error = attempt(query);
  if (error) return error;
  throw new Error(`era para recusar: ${query}`);
}

function storeWith(...series: { labels: Labels; points: (readonly [number, number])[] }[]): NaiveMetricStore {
  const store = new NaiveMetricStore();
  for (const { labels, points } of series) {
    const samples = points.map(([timestampMs, value]) => ({
      timestampMs,
      isDelta: false,
      samples: [{ labels, value }],
    }));
    store.append([{ metadata: { name: 'x', type: 'gauge', help: '', unit: '', isDelta: false }, points: samples }]);
  }
  return store;
}

describe('erros', () => {
  test.each<[query: string, kind: PromqlErrorKind, message: string, from: number, to: number]>([
    ['', 'syntax', '1:1: parse error: no expression found in input', 0, 0],
    ['rate(x', 'syntax', '1:7: parse error: unclosed left parenthesis', 6, 6],
    ['x{a="b"', 'syntax', '1:8: parse error: unexpected end of input inside braces', 7, 7],
    ['x[5m', 'syntax', '1:5: parse error: unclosed left bracket', 4, 4],
    ['x +', 'syntax', '1:4: parse error: unexpected end of input', 3, 3],
    ['x\n  ) y', 'syntax', '2:3: parse error: unexpected ")"', 4, 5],
    ['x y', 'syntax', '1:3: parse error: unexpected identifier "y"', 2, 3],
    ['x 12', 'syntax', '1:3: parse error: unexpected number "12"', 2, 4],
    ['"abc', 'syntax', '1:1: parse error: unterminated quoted string', 0, 4],
    ['1 + foo(x)', 'syntax', '1:5: parse error: unknown function with name "foo"', 4, 7],
    [
      'rate(x)',
      'syntax',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
      5,
      6,
    ],
    ['1 > 2', 'syntax', '1:3: parse error: comparisons between scalars must use BOOL modifier', 2, 4],
    ['{a=~".*"}', 'syntax', '1:1: parse error: vector selector must contain at least one non-empty matcher', 0, 9],
    ['1 + topk(3, x)', 'unsupported', 'unsupported: aggregation operator "topk" at 1:5 (characters 4-8)', 4, 8],
    ['x\nAND y', 'unsupported', 'unsupported: binary operator "and" at 2:1 (characters 2-5)', 2, 5],
    ['abs(x)', 'unsupported', 'unsupported: function "abs" at 1:1 (characters 0-3)', 0, 3],
    [
      'x * on (a) group_left (b) y',
      'unsupported',
      'unsupported: modifier "group_left" at 1:12 (characters 11-21)',
      11,
      21,
    ],
    ['rate(x[5m:1m])', 'unsupported', 'unsupported: subquery at 1:6 (characters 5-13)', 5, 13],
    ['x[5m + 1m]', 'unsupported', 'unsupported: duration expression at 1:3 (characters 2-9)', 2, 9],
    ['rate(x[5m] smoothed)', 'unsupported', 'unsupported: modifier "smoothed" at 1:6 (characters 5-19)', 5, 19],
  ])('%j', (query, kind, message, from, to) => {
    const error = errorOf(query);
    expect([error.kind, error.message, error.span?.from, error.span?.to]).toEqual([kind, message, from, to]);
  });

  test('texto qualquer é uma expressão ou um erro nosso, e nunca outra coisa', () => {
    const piece = fc.constantFrom(
      ...'x{}[]()"\'`\\#@+-^=!~,.:5m \n',
      'sum',
      ' by ',
      'rate(',
      ' offset ',
      'é',
      '🙂',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        // Um erro que não é nosso sai daqui.
        const refused = attempt(pieces.join(''));
        expect(refused === undefined || refused.message.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('consultas hostis', () => {
  const long = (text: string): string => text.repeat(MAX_QUERY_CHARS).slice(0, MAX_QUERY_CHARS);

  test.each(['(', '-', '-1^', '-(', 'a+', '{', '[', '"', 'sum(', 'a offset 1m ', 'a@', '1 ', 'a{b="c",', '#', '\n'])(
    'oito mil caracteres de %j',
    (text) => {
      const startedAt = performance.now();
      expect(errorOf(long(text)).message.length).toBeLessThan(9_000);
      // Dezenas de milissegundos; a folga é das máquinas ocupadas.
      expect(performance.now() - startedAt).toBeLessThan(1_500);
    },
  );

  test('texto e profundidade têm limites', () => {
    expect(errorOf(`${long('x')}x`).message).toContain('maximum is 8000');
    expect(parsePromql(Array.from({ length: MAX_DEPTH }, () => 'x').join('+')).kind).toBe('binary');
    expect(errorOf(Array.from({ length: MAX_DEPTH + 1 }, () => 'x').join('+')).message).toContain('nests more than');
    // Aqui é a gramática que desiste antes.
    expect(errorOf(`${'-'.repeat(2800)}1`).message).toContain('nests more than');
    expect(errorOf(`${'1 - '.repeat(1900)}1`).message).toContain('nests more than');
    expect(errorOf(`${'('.repeat(MAX_DEPTH)}x${')'.repeat(MAX_DEPTH)}`).message).toContain('nests more than');
  });

  test('uma expressão regular cara custa pouco', () => {
    const store = storeWith({
      labels: [
        [METRIC_NAME, 'x'],
        ['a', 'a'.repeat(50_000)],
      ],
      points: [[START_MS, 1]],
    });
    const startedAt = performance.now();
    for (const pattern of ['(a*)*b', '(a|aa)+$b', '(.*)(.*)(.*)(.*)c']) {
      expect(evaluateInstant(store, parsePromql(`x{a=~"${pattern}"}`), START_MS)).toEqual({
        type: 'vector',
        samples: [],
      });
    }
    expect(errorOf('x{a=~"(a{1000}){1000}"}').kind).toBe('syntax');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('amostras demais são recusadas antes de ocupar a memória', () => {
    const samples = new Float64Array(1_000);
    const one: SeriesSamples = { labels: [[METRIC_NAME, 'x']], timestampsMs: samples, values: samples };
    const store = {
      select: () => Array.from({ length: MAX_SAMPLES / 1_000 + 1 }, () => one),
    } as unknown as MetricStore;
    expect(() => evaluateInstant(store, parsePromql('x'), START_MS)).toThrow('too many samples');
    const range = { startMs: 0, endMs: 10_999, stepMs: 1 };
    const many = { select: () => Array.from({ length: 1_000 }, () => one) } as unknown as MetricStore;
    expect(() => [...rangeWork(many, parsePromql('x'), range)]).toThrow('too many samples');
  });
});

describe('avaliação', () => {
  const X: Labels = [[METRIC_NAME, 'x']];

  test('uma marca de ausência tira a série na hora; um NaN comum é um valor', () => {
    const store = storeWith({
      labels: X,
      points: [
        [START_MS, 1],
        [START_MS + 1_000, NaN],
        [START_MS + 2_000, STALE],
        [START_MS + 3_000, 4],
      ],
    });
    const range = { startMs: START_MS, endMs: START_MS + 3_000, stepMs: 1_000 };
    expect(evaluateRange(store, parsePromql('x'), range)).toEqual([
      {
        labels: X,
        points: [
          [START_MS, 1],
          [START_MS + 1_000, NaN],
          [START_MS + 3_000, 4],
        ],
      },
    ]);
    const count = evaluateInstant(store, parsePromql('count_over_time(x[1h])'), START_MS + 9_000);
    expect(count).toEqual({ type: 'vector', samples: [{ labels: [], value: 3 }] });
  });

  test('um número é uma série sem rótulos, e os passos param no último que cabe', () => {
    const range = { startMs: 1_000, endMs: 2_999, stepMs: 1_000 };
    expect(evaluateRange(new NaiveMetricStore(), parsePromql('time() * 2'), range)).toEqual([
      {
        labels: [],
        points: [
          [1_000, 2],
          [2_000, 4],
        ],
      },
    ]);
    expect(() => evaluateRange(new NaiveMetricStore(), parsePromql('x[1m]'), range)).toThrow('invalid expression type');
  });

  test('séries em ordem de pontos de código, como os bytes do Prometheus', () => {
    const names = ['b', '\uffff', '🙂', 'a', 'ab'];
    const store = storeWith(
      ...names.map((name) => ({
        labels: [
          [METRIC_NAME, 'x'],
          ['n', name],
        ] as Labels,
        points: [[START_MS, 1] as const],
      })),
    );
    const value = evaluateInstant(store, parsePromql('x'), START_MS);
    const found = value.type === 'vector' ? value.samples.map(({ labels }) => labels[1][1]) : [];
    expect(found).toEqual(['a', 'ab', 'b', '\uffff', '🙂']);
  });

  test('dez mil séries e sessenta passos, lidas uma vez só', () => {
    const timestampsMs = Float64Array.from({ length: 120 }, (_, i) => START_MS + i * 1_000);
    const all = Array.from({ length: 10_000 }, (_, s): SeriesSamples => ({
      labels: [
        [METRIC_NAME, 'x'],
        ['instance', String(s)],
        ['route', `/${s % 20}`],
      ],
      timestampsMs,
      values: timestampsMs.map((_each, i) => i * s),
    }));
    let reads = 0;
    const store = { select: () => (reads++, all) } as unknown as MetricStore;
    const range = { startMs: START_MS + 60_000, endMs: START_MS + 119_000, stepMs: 1_000 };
    const startedAt = performance.now();
    const series = evaluateRange(store, parsePromql('sum by (route) (rate(x[1m]))'), range);
    // O alvo é de 300 ms; a folga é das máquinas ocupadas.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect([series.length, series[0].points.length, reads]).toEqual([20, 60, 1]);
  });
});
