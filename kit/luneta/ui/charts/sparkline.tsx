/** Uma linha pequena, sem eixos: a forma, ao lado do número que a diz. */
import type { JSX } from 'preact';
import type { Chart } from '../metrics-charts.ts';
import { linePath } from './line-chart.tsx';
import { PLOT_WIDTH, plotY } from './plot.ts';
import { valueScale } from './value-scale.ts';

interface SparklineProps {
  chart: Pick<Chart, 'grid' | 'quantity'>;
  points: Chart['lines'][number]['points'];
  color: string;
  fromZero?: boolean;
  height?: number;
}

export function Sparkline({ chart, points, color, fromZero = true, height = 28 }: SparklineProps): JSX.Element {
  const { shareOf } = valueScale([{ points }], chart.quantity, { fromZero, tickCount: 2 });
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${PLOT_WIDTH} ${height}`}
      preserveAspectRatio="none"
      height={height}
      aria-hidden="true"
    >
      <path class={`line ${color}`} d={linePath(points, chart.grid, (value) => plotY(shareOf(value), height))} />
    </svg>
  );
}
