/** As contas da página do trace: parâmetros da URL, janela de tempo, trechos de tempo próprio. */
import { describe, expect, test } from 'vitest';
import { parseSpanFilter } from '../query/parse-span-filter.ts';
import { makeSpan, spanId } from '../query/testing/fixture-traces.ts';
import { buildTraceTree } from '../query/trace-tree.ts';
import { selfSegments } from './self-segments.ts';
import { finePercent, fitWindow, formatTick, MAX_ZOOM, shareIn, windowTicks, zoomWindow } from './time-window.ts';
import { filterTerm, parseTraceParams, tracePageUrl } from './trace-params.ts';

describe('parâmetros', () => {
  test('o que não serve é como se não viesse', () => {
    const params = parseTraceParams(new URLSearchParams('view=x&from=abc&to=&only=sim&sort=__proto__&severity=1'));
    expect(params).toMatchObject({ view: 'timeline', only: false, sort: 'self' });
    expect([params.from, params.to, params.severity]).toEqual([undefined, undefined, undefined]);
  });

  test('vão e voltam pela URL; o padrão não a suja', () => {
    const url = tracePageUrl('a1', { view: 'events', find: 'a=b c', only: true, from: 5, severity: 'error' });
    expect(parseTraceParams(new URL(url, 'http://x').searchParams)).toMatchObject({
      view: 'events',
      find: 'a=b c',
      only: true,
      from: 5,
      severity: 'error',
    });
    expect(tracePageUrl('a1', { view: 'timeline', find: '', only: false, from: undefined })).toBe('/trace/a1');
  });

  test.each([
    ['http.route', '/a b'],
    ['chave com espaço', 'aspas " e \\ barra'],
    ['service', ''],
    ['-menos', 'á'],
    ['a=b', '~<>='],
  ])('o filtro de %s acha exatamente o valor', (key, value) => {
    const parsed = parseSpanFilter(filterTerm(key, value));
    expect(parsed).toMatchObject({ ok: true, terms: [{ match: 'equals', value, negated: false }] });
  });
});

describe('janela de tempo', () => {
  test('fica dentro do trace e não é estreita demais', () => {
    expect(fitWindow(-10, 50, 100)).toEqual({ fromUs: 0, toUs: 50 });
    expect(fitWindow(undefined, 40, 100)).toEqual({ fromUs: 0, toUs: 40 });
    expect(fitWindow(NaN, 40, 100)).toEqual({ fromUs: 0, toUs: 100 });
    expect(fitWindow(0, 0, 0)).toEqual({ fromUs: 0, toUs: 0 });
    const { fromUs, toUs } = fitWindow(99.999_999, 100, 100);
    expect(toUs - fromUs).toBeCloseTo(100 / MAX_ZOOM);
    expect(toUs).toBeLessThanOrEqual(100);
  });

  test('aproximar mantém no lugar o ponto em volta do qual se aproxima', () => {
    const before = { fromUs: 20, toUs: 80 };
    const after = zoomWindow(before, 0.5, 35, 100);
    expect(shareIn(after, 35)).toBeCloseTo(shareIn(before, 35));
    expect(after.toUs - after.fromUs).toBeCloseTo(30);
  });

  test('as marcas caem na janela, e vizinhas nunca têm o mesmo rótulo', () => {
    for (const window of [
      { fromUs: 0, toUs: 250_000 },
      { fromUs: 1_234_500, toUs: 1_234_900 },
      { fromUs: 3_600_000_000, toUs: 3_600_000_500 },
      { fromUs: 0.2, toUs: 0.9 },
    ]) {
      const ticks = windowTicks(window);
      const labels = ticks.map(({ us }) => formatTick(us, window));
      expect(ticks.length).toBeGreaterThan(1);
      expect(new Set(labels).size).toBe(labels.length);
      expect(ticks.every(({ share }) => share >= -1e-6 && share <= 1 + 1e-6)).toBe(true);
    }
    expect(windowTicks({ fromUs: 0, toUs: 0 })).toEqual([{ us: 0, share: 0 }]);
  });

  test('a porcentagem tem casas para o zoom máximo', () => {
    expect(finePercent(1 / 3)).toBe('33.333333%');
    expect(finePercent(-5)).toBe('-500%');
  });
});

test('tempo próprio: o que sobra entre os filhos, sem os trechos pequenos demais', () => {
  const child = (n: number, startMs: number, durationMs: number): ReturnType<typeof makeSpan> =>
    makeSpan({ spanId: spanId(n), parentSpanId: spanId(1), startMs, durationMs });
  const spans = [
    makeSpan({ spanId: spanId(1), durationMs: 100 }),
    child(2, 10, 20),
    // Termina antes do irmão que começou primeiro: não abre um trecho.
    child(7, 12, 2),
    child(3, 25, 10),
    child(4, 36, 4),
    // Trabalho assíncrono: passa do fim do pai.
    child(5, 90, 50),
    child(6, 200, 5),
  ];
  const { roots } = buildTraceTree({ traceId: 'a'.repeat(32), spans });
  expect(selfSegments(roots[0], 2_000)).toEqual([
    { startUs: 0, endUs: 10_000 },
    { startUs: 40_000, endUs: 90_000 },
  ]);
  expect(selfSegments(roots[0], 0)).toHaveLength(3);
});
