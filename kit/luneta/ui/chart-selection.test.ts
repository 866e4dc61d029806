import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationScale, durationShare } from './chart-scale.ts';
import { type PlotArea, selectedRange, straighten } from './chart-selection.ts';
import { SCALES } from './search-params.ts';
import { toDuration, toInstant } from './search-values.ts';

const size = { width: 900, height: 150 };

describe('endireitar', () => {
  test('quase na horizontal é só tempo; quase na vertical, só duração; o resto é um retângulo', () => {
    expect(straighten({ x: 10, y: 70, width: 300, height: 10 }, size)).toEqual({
      x: 10,
      y: 0,
      width: 300,
      height: 150,
    });
    expect(straighten({ x: 10, y: 20, width: 9, height: 90 }, size)).toEqual({ x: 0, y: 20, width: 900, height: 90 });
    for (const box of [
      { x: 10, y: 20, width: 600, height: 40 },
      { x: 10, y: 20, width: 14, height: 12 },
    ]) {
      expect(straighten(box, size)).toEqual(box);
    }
  });
});

describe('o trecho marcado', () => {
  const area: PlotArea = {
    ...size,
    margin: 14,
    fromUs: 1_000_000,
    toUs: 2_000_000,
    durations: durationScale('linear', [1_000, 61_000]),
  };

  test('um lado na borda não limita', () => {
    expect(selectedRange({ x: 0, y: 0, width: 900, height: 150 }, area)).toEqual({});
    expect(selectedRange({ x: 450, y: 0, width: 450, height: 150 }, area)).toEqual({ minTraceStart: '1500000' });
    expect(selectedRange({ x: 0, y: 75, width: 900, height: 75 }, area)).toEqual({ maxTraceDuration: '30.5ms' });
    // Abaixo do zero não há nada mais curto a marcar.
    expect(selectedRange({ x: 0, y: 140, width: 900, height: 10 }, area)).toEqual({ maxTraceDuration: '0us' });
  });

  test('o ponto que está no retângulo está no trecho', () => {
    const duration = fc.integer({ min: 1, max: 10_000_000_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...SCALES),
        fc.array(fc.tuple(fc.integer({ min: 1_000, max: 9_000_000 }), duration), { minLength: 2, maxLength: 10 }),
        fc.tuple(fc.nat(900), fc.nat(900)),
        fc.tuple(fc.nat(150), fc.nat(150)),
        (kind, points, [x1, x2], [y1, y2]) => {
          const starts = points.map(([start]) => start);
          const plot: PlotArea = {
            ...area,
            fromUs: Math.min(...starts),
            toUs: Math.max(...starts) + 1,
            durations: durationScale(
              kind,
              points.map(([, us]) => us),
            ),
          };
          const box = { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
          const range = selectedRange(box, plot);
          for (const [start, us] of points) {
            const px = ((start - plot.fromUs) / (plot.toUs - plot.fromUs)) * plot.width;
            const py = plot.height - plot.margin - durationShare(plot.durations, us) * (plot.height - 2 * plot.margin);
            // Em cima da linha, o arredondamento da conta decide.
            const inside =
              px > box.x + 0.001 &&
              px < box.x + box.width - 0.001 &&
              py > box.y + 0.001 &&
              py < box.y + box.height - 0.001;
            if (!inside) continue;
            const [startNs, durationNs] = [BigInt(start) * 1_000n, BigInt(us) * 1_000n];
            expect(startNs >= (toInstant(range.minTraceStart ?? '', '') ?? 0n)).toBe(true);
            expect(startNs <= (toInstant(range.maxTraceStart ?? '', '') ?? startNs)).toBe(true);
            expect(durationNs >= (toDuration(range.minTraceDuration ?? '', '') ?? 0n)).toBe(true);
            expect(durationNs <= (toDuration(range.maxTraceDuration ?? '', '') ?? durationNs)).toBe(true);
          }
        },
      ),
    );
  });
});
