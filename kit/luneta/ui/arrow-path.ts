/** De pontos a curva: o caminho de uma seta em SVG, que para antes da ponta, e o triângulo dela. */
import type { Point } from './map-layout.ts';

export interface ArrowPath {
  /** O atributo `d` da linha. */
  line: string;
  /** O atributo `points` da ponta. */
  head: string;
}

const HEAD = { length: 10, half: 5 };

/** Sai e chega na horizontal, e passa por cada ponto sem quinas. @param points Pelo menos dois. */
export function arrowPath(points: readonly Point[]): ArrowPath {
  const tip = points[points.length - 1];
  const forward = points[points.length - 2].x <= tip.x ? 1 : -1;
  const base = { x: tip.x - forward * HEAD.length, y: tip.y };
  const stops = [...points.slice(0, -1), base];
  let line = `M${write(stops[0])}`;
  for (let i = 1; i < stops.length; i++) {
    const middle = (stops[i - 1].x + stops[i].x) / 2;
    line += `C${write({ x: middle, y: stops[i - 1].y })} ${write({ x: middle, y: stops[i].y })} ${write(stops[i])}`;
  }
  const wing = (side: number): string => write({ x: base.x, y: base.y + side });
  return { line, head: `${write(tip)} ${wing(HEAD.half)} ${wing(-HEAD.half)}` };
}

function write({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
