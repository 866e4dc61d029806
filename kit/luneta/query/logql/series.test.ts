import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textAttribute } from '../../store/model.ts';
import { storeWith, type TestLog, timeOf } from '../../store/logs/testing/logs.ts';
import { MAX_SERIES, type Steps } from './collect-series.ts';
import { planMetric } from './evaluate-metric.ts';
import { parseLogql } from './parse.ts';
import { acceptsStream, runPipeline } from './run-pipeline.ts';

/** As séries de uma consulta: rótulos → valor em cada instante, `null` onde não há. */
function evaluate(query: string, steps: Steps, ...logs: TestLog[]): Map<string, (number | null)[]> {
  const expr = parseLogql(query);
  if (expr.type === 'log') throw new Error('não é uma métrica');
  const plan = planMetric(expr, steps);
  const { input } = plan;
  if (input) {
    const read = { ...input.collector.window, acceptsResource: acceptsStream(input.log), newestFirst: false };
    storeWith(...logs).visit(read, (log) => {
      const entry = runPipeline(input.log, log);
      if (entry) input.collector.add(entry);
    });
  }
  return new Map(
    plan
      .result()
      .map(({ labels, values }) => [
        [...labels].map(([name, value]) => `${name}=${value}`).join(),
        [...values].map((value) => (Number.isNaN(value) ? null : value)),
      ]),
  );
}

const steps = (from: number, to: number, step: number): Steps => ({
  startNs: timeOf(from),
  endNs: timeOf(to),
  stepNs: BigInt(step),
});
const at = (...times: number[]): TestLog[] => times.map((n) => ({ timeUnixNano: timeOf(n) }));

test('a janela não tem o começo e tem o fim', () => {
  const query = 'sum(count_over_time({service_name="service"}[10ns]))';
  expect(evaluate(query, steps(20, 40, 5), ...at(10, 11, 20, 30))).toEqual(new Map([['', [2, 1, 1, 1, null]]]));
});

test('offset desloca a janela; rate divide pelos segundos da faixa', () => {
  const rate = 'sum(rate({service_name="service"}[2s] offset 1s))';
  const second = 1_000_000_000;
  expect(evaluate(rate, steps(second, second * 4, second), ...at(0, 1, 2))).toEqual(
    new Map([['', [0.5, 1.5, 1, null]]]),
  );
});

test('qualquer registro, faixa e passo: o mesmo que contar um a um', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.integer({ min: -50, max: 150 }), service: fc.constantFrom('a', 'b') }), {
        maxLength: 20,
      }),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(30),
      fc.nat(100),
      (logs, range, step, offset, length) => {
        const query = `sum by (service_name) (count_over_time({service_name=~".+"}[${range}ns]${offset > 0 ? ` offset ${offset}ns` : ''}))`;
        const found = evaluate(
          query,
          steps(0, length, step),
          ...logs.map((log) => ({ ...log, timeUnixNano: timeOf(log.at) })),
        );
        for (const service of ['a', 'b']) {
          const expected = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => {
            const end = i * step - offset;
            const count = logs.filter((log) => log.service === service && log.at > end - range && log.at <= end).length;
            return count > 0 ? count : null;
          });
          const values = found.get(`service_name=${service}`) ?? expected.map(() => null);
          expect(values).toEqual(expected);
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe('grupos', () => {
  const logs: TestLog[] = [
    { severityText: 'INFO', attributes: [textAttribute('rota', '/a')] },
    { severityText: 'ERROR', attributes: [textAttribute('rota', '/a')] },
    { severityText: 'ERROR', attributes: [textAttribute('rota', '/b')] },
  ];
  const now = { startNs: timeOf(0), endNs: timeOf(0), stepNs: 1n };
  const count = 'count_over_time({service_name="service"}[1m])';

  test.each([
    [`sum(${count})`, { '': [3] }],
    [`sum by (level, detected_level) (${count})`, { 'detected_level=info': [1], 'detected_level=error': [2] }],
    [`sum by (nada) (${count})`, { '': [3] }],
    [
      `sum without (rota, severity_text, scope_name) (${count})`,
      { 'service_name=service,detected_level=info': [1], 'service_name=service,detected_level=error': [2] },
    ],
    [`sum by (rota) (sum by (rota, detected_level) (${count}))`, { 'rota=/a': [2], 'rota=/b': [1] }],
    [`sum(sum by (rota) (${count}))`, { '': [3] }],
    [
      count,
      {
        'service_name=service,rota=/a,severity_text=INFO,scope_name=scope,detected_level=info': [1],
        'service_name=service,rota=/a,severity_text=ERROR,scope_name=scope,detected_level=error': [1],
        'service_name=service,rota=/b,severity_text=ERROR,scope_name=scope,detected_level=error': [1],
      },
    ],
  ])('%s', (query, expected) => {
    expect(Object.fromEntries(evaluate(query, now, ...logs))).toEqual(expected);
  });
});

test('uma linha com erro é um erro da consulta, a menos que alguém o tire', () => {
  const now = { startNs: timeOf(0), endNs: timeOf(0), stepNs: 1n };
  const count = (stages: string): string => `sum(count_over_time({service_name="service"} | json${stages}[1m]))`;
  expect(() => evaluate(count(''), now, { body: 'x' })).toThrow("pipeline error: 'JSONParserErr' for series: '{");
  expect(evaluate(count(' | drop __error__'), now, { body: 'x' })).toEqual(new Map([['', [1]]]));
  expect(evaluate(count(' | __error__=""'), now, { body: 'x' })).toEqual(new Map());
});

test('séries demais e pontos demais são erros que dizem o que fazer', () => {
  const many = Array.from({ length: MAX_SERIES + 1 }, (_, i) => ({ attributes: [textAttribute('n', `${i}`)] }));
  const query = 'sum by (n) (count_over_time({service_name="service"}[1m]))';
  expect(() => evaluate(query, { startNs: timeOf(0), endNs: timeOf(0), stepNs: 1n }, ...many)).toThrow(
    'maximum number of series (500) reached',
  );
  expect(() => evaluate(query, steps(0, 10_999, 1), ...many)).toThrow('the answer exceeds 2000000 points');
});

test('vector dá o mesmo valor em todo instante', () => {
  expect(evaluate('vector(1)+vector(1)', steps(0, 2, 1))).toEqual(new Map([['', [2, 2, 2]]]));
});
