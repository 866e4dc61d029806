/** O que se marca arrastando no gráfico da busca, e os parâmetros de URL que dizem o mesmo. Contas puras. */
import { type DurationScale, durationAt } from './chart-scale.ts';
import type { RangeField } from './trace-range.ts';

/** Em pixels, dentro do gráfico. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlotArea {
  width: number;
  height: number;
  /** O que sobra acima da maior duração e abaixo da menor. */
  margin: number;
  /** Microssegundos Unix das bordas esquerda e direita. */
  fromUs: number;
  toUs: number;
  durations: DurationScale;
}

/** Quem arrasta para um lado só treme menos que isto no outro. */
const WOBBLE_PX = 16;
/** E anda, no lado que quer, pelo menos tantas vezes o que tremeu. */
const MOSTLY = 2;

/** Um arrasto quase na horizontal marca só um trecho de tempo (a altura toda); quase na vertical, só de duração. */
export function straighten(box: Box, area: Pick<PlotArea, 'width' | 'height'>): Box {
  const { width, height } = box;
  if (height < WOBBLE_PX && width >= MOSTLY * height) return { ...box, y: 0, height: area.height };
  if (width < WOBBLE_PX && height >= MOSTLY * width) return { ...box, x: 0, width: area.width };
  return box;
}

/** Um lado que chega à borda do gráfico não limita. */
export function selectedRange({ x, y, width, height }: Box, area: PlotArea): Partial<Record<RangeField, string>> {
  const timeAt = (px: number): number => area.fromUs + (px / area.width) * (area.toUs - area.fromUs);
  const shareAt = (py: number): number => (area.height - area.margin - py) / (area.height - 2 * area.margin);
  const [low, high] = [shareAt(y + height), shareAt(y)];
  return {
    ...(x > 0 && { minTraceStart: String(Math.floor(timeAt(x))) }),
    ...(x + width < area.width && { maxTraceStart: String(Math.ceil(timeAt(x + width))) }),
    ...(low > 0 && { minTraceDuration: goDuration(durationAt(area.durations, low), Math.floor) }),
    ...(high < 1 && { maxTraceDuration: goDuration(durationAt(area.durations, Math.max(high, 0)), Math.ceil) }),
  };
}

/** `1.25ms`, arredondada para fora: o que está no retângulo continua dentro. */
function goDuration(us: number, round: (value: number) => number): string {
  const [unit, size] = us < 1_000 ? ['us', 1] : us < 1_000_000 ? ['ms', 1_000] : ['s', 1_000_000];
  return `${round((us / Number(size)) * 1_000) / 1_000}${unit}`;
}
