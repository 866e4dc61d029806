import { describe, expect, test } from 'vitest';
import { rateWindow, timeGrid } from './charts/time-grid.ts';
import { valueScale } from './charts/value-scale.ts';
import { axisUnit, formatOnAxis, formatQuantity, perSecond, quantityOf } from './metrics-units.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('o valor na unidade em que se lê', () => {
  test.each([
    ['s', 'x_seconds', 0.0123, '12,3 ms'],
    ['ms', 'x_milliseconds', 1_500, '1,5 s'],
    ['', 'x_seconds', 90, '1 min 30 s'],
    ['', 'process_cpu_seconds_total', 2, '2 s'],
    ['By', 'x_bytes', 64 * 1_048_576, '64 MB'],
    ['By', 'x_bytes', 300, '300 B'],
    ['By', 'x_bytes', 5 * 1_024 ** 3, '5 GB'],
    ['1', 'x_ratio', 0.253, '25,3%'],
    ['%', 'x_percent', 12, '12%'],
    ['{pedido}', 'pedidos_total', 4_227, '4.227'],
    ['{pedido}', 'pedidos_total', 12_345_678, '12,3 mi'],
    ['', 'x', -2.5, '−2,5'],
    ['', 'x', Number.NaN, 'NaN'],
    ['', 'x', Infinity, '+∞'],
    ['', 'x', 0.00001, '1E-5'],
    ['s', 'x_seconds', 0, '0 ms'],
  ])('unidade %j, %s, %d: %s', (unit, name, value, text) => {
    expect(plain(formatQuantity(value, quantityOf(unit, name)))).toBe(text);
  });

  test.each([
    ['{pedido}', 'pedidos_total', 3.2571, '3,26/s'],
    ['By', 'x_bytes', 2_048, '2 kB/s'],
    ['s', 'x_seconds', 0.25, '250 ms/s'],
  ])('uma taxa é por segundo: %s', (unit, name, value, text) => {
    expect(plain(formatQuantity(value, perSecond(quantityOf(unit, name))))).toBe(text);
  });

  test('no eixo, todos na unidade do maior', () => {
    const unit = axisUnit(quantityOf('s', 'x_seconds'), 0.3);
    expect([0.05, 0.3].map((value) => plain(formatOnAxis(value, unit)))).toEqual(['50 ms', '300 ms']);
  });
});

describe('o eixo', () => {
  const memory = quantityOf('By', 'x_bytes');
  const lineOf = (...values: number[]) => [{ points: values.map((value, i) => [i, value] as const) }];

  test('bytes têm marcas redondas em MB', () => {
    const { ticks } = valueScale(lineOf(10e6, 80e6), memory, { fromZero: true, tickCount: 3 });
    expect(ticks.map(({ label }) => plain(label))).toEqual(['0 MB', '50 MB', '100 MB']);
  });

  test('uma medida que varia longe do zero não começa nele; uma taxa, sim', () => {
    const lines = lineOf(100, 104);
    const number = quantityOf('', 'x');
    expect(valueScale(lines, number, { fromZero: false, tickCount: 3 }).min).toBeGreaterThan(90);
    expect(valueScale(lines, number, { fromZero: true, tickCount: 3 }).min).toBe(0);
  });

  test('sem variação, sem valores e só com infinitos ainda há um eixo', () => {
    for (const values of [[], [0], [5, 5], [Infinity, Number.NaN], [-3, -3]]) {
      const scale = valueScale(lineOf(...values), quantityOf('', 'x'), { fromZero: false, tickCount: 3 });
      expect(scale.max).toBeGreaterThan(scale.min);
      expect(scale.ticks.length).toBeGreaterThan(1);
    }
  });
});

describe('o tempo', () => {
  const NOW = 1_700_000_000_000;

  test('o desenho começa onde há dados, e os pontos são múltiplos do passo', () => {
    const grid = timeGrid('1h', NOW, NOW - 120_000);
    expect(grid.fromMs).toBe(NOW - 120_000);
    expect([grid.startMs % grid.stepMs, grid.endMs % grid.stepMs]).toEqual([0, 0]);
    // Um instante depois, os mesmos pontos.
    expect(timeGrid('1h', NOW + 1, NOW - 120_000).startMs).toBe(grid.startMs);
  });

  test('nunca mais que o período pedido, nem mais pontos que o desenho comporta', () => {
    for (const range of ['5m', '15m', '1h', '6h', 'all'] as const) {
      const { startMs, endMs, stepMs } = timeGrid(range, NOW, 0);
      expect((endMs - startMs) / stepMs).toBeLessThanOrEqual(150);
    }
    expect(timeGrid('5m', NOW, 0).fromMs).toBe(NOW - 300_000);
  });

  test.each([
    [5_000, 1_000, '1m'],
    [5_000, 60_000, '5m'],
    [5_000, 15_004, '1m'],
    [600_000, 1_000, '10m'],
    [5_000, 0, '1m'],
  ])('a janela do rate com passo %d e intervalo %d: %s', (stepMs, intervalMs, window) => {
    expect(rateWindow(stepMs, intervalMs)).toBe(window);
  });
});
