/** O eixo vertical de um gráfico de linhas: a unidade, de onde a onde vai, e as marcas redondas nela. */
import { scaleLinear } from 'd3-scale';
import { type AxisUnit, axisUnit, type Quantity } from '../metrics-units.ts';
import type { ChartPoint } from '../metrics-charts.ts';

export interface ValueScale {
  unit: AxisUnit;
  /** As pontas, na unidade do eixo. */
  min: number;
  max: number;
  ticks: readonly { label: string; share: number }[];
  /** Altura de um valor (na unidade da métrica), de 0 (base) a 1 (topo); fora disso, passa das pontas. */
  shareOf(value: number): number;
}

/** Acima desta parte do maior, o menor valor afasta a base do zero: uma memória de 80 MB que varia 2 MB. */
const FAR_FROM_ZERO = 0.6;
/** Uma linha quase parada não vira uma serra. */
const LEAST_SPREAD = 0.02;

/** @param fromZero Taxas e durações se comparam com zero; medidas, entre si. */
export function valueScale(
  lines: readonly { points: readonly ChartPoint[] }[],
  quantity: Quantity,
  { fromZero, tickCount }: { fromZero: boolean; tickCount: number },
): ValueScale {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of lines) {
    for (const [, value] of points) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) [low, high] = [0, 0];
  const unit = axisUnit(quantity, Math.max(Math.abs(low), Math.abs(high)));
  const domain = domainOf(low / unit.factor, high / unit.factor, fromZero);
  const scale = scaleLinear().domain(domain).nice(tickCount);
  const [min, max] = scale.domain();
  const ticks = scale.ticks(tickCount);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const digits = Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 12);
  const format = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const suffix = unit.suffix === '' || /^[/%]/.test(unit.suffix) ? unit.suffix : `\u00a0${unit.suffix}`;
  return {
    unit,
    min,
    max,
    ticks: ticks.map((tick) => ({ label: format.format(tick) + suffix, share: (tick - min) / (max - min) })),
    shareOf: (value) => (value / unit.factor - min) / (max - min),
  };
}

function domainOf(low: number, high: number, fromZero: boolean): [number, number] {
  if (low === 0 && high === 0) return [0, 1];
  if (low < 0) return [low, Math.max(high, 0)];
  if (fromZero || low < high * FAR_FROM_ZERO) return [0, high * 1.06];
  const spread = Math.max(high - low, high * LEAST_SPREAD);
  const middle = (low + high) / 2;
  return [Math.max(middle - spread * 0.7, 0), middle + spread * 0.7];
}
