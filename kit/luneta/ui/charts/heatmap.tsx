/** O desenho do mapa de calor: uma faixa por balde, mais escura onde caíram mais medições. */
import type { JSX } from 'preact';
import { formatQuantity, type Quantity } from '../metrics-units.ts';
import { metricsTexts } from '../texts/metrics.ts';
import type { Heatmap } from './heatmap-cells.ts';
import { PLOT_WIDTH, plotX } from './plot.ts';
import { TimeAxis } from './time-axis.tsx';

const ROW_HEIGHT = 20;
/** Um desenho por tom, e não um por célula. */
const TONES = 6;
/** Rótulos mais perto que isto se encostariam. */
const LABEL_EVERY_PX = 20;

export function HeatmapChart({ heatmap, quantity }: { heatmap: Heatmap; quantity: Quantity }): JSX.Element {
  const { rows, grid } = heatmap;
  const rowHeight = Math.max(Math.min(ROW_HEIGHT, 280 / rows.length), 10);
  const height = Math.round(rowHeight * rows.length);
  const every = Math.ceil(LABEL_EVERY_PX / rowHeight);
  const yOf = (row: number): number => height - (row + 1) * rowHeight;
  return (
    <div class="lines-chart heatmap">
      <svg class="ticks" height={height} aria-hidden="true">
        {rows.map(
          ({ bound }, row) =>
            row % every === 0 && (
              <text key={bound} x="100%" y={yOf(row) + rowHeight / 2} dy="0.35em" text-anchor="end">
                {Number.isFinite(bound) ? `≤ ${formatQuantity(bound, quantity)}` : '+∞'}
              </text>
            ),
        )}
      </svg>
      <svg class="plot" height={height} role="img" aria-label={metricsTexts.detail.heatmapLabel(rows.length)}>
        <svg viewBox={`0 0 ${PLOT_WIDTH} ${height}`} preserveAspectRatio="none" width="100%" height={height}>
          {tonePaths(heatmap, yOf, rowHeight).map((d, tone) => (
            <path key={tone} class="cells" fill-opacity={((tone + 1) / TONES).toFixed(2)} d={d} />
          ))}
        </svg>
      </svg>
      <TimeAxis {...grid} />
    </div>
  );
}

function tonePaths({ rows, most, grid }: Heatmap, yOf: (row: number) => number, rowHeight: number): string[] {
  const paths = Array.from({ length: TONES }, () => '');
  const width = (grid.stepMs / Math.max(grid.toMs - grid.fromMs, 1)) * PLOT_WIDTH;
  rows.forEach(({ counts }, row) => {
    counts.forEach((value, column) => {
      if (value <= 0) return;
      // A raiz separa os baldes pouco usados, que são os que contam a história da cauda.
      const tone = Math.min(Math.ceil(Math.sqrt(value / most) * TONES), TONES) - 1;
      const right = plotX(grid.startMs + column * grid.stepMs, grid) * PLOT_WIDTH;
      const left = Math.max(right - width, 0);
      if (right <= left) return;
      paths[tone] +=
        `M${left.toFixed(1)} ${yOf(row).toFixed(1)}h${(right - left).toFixed(1)}v${rowHeight.toFixed(1)}h${(left - right).toFixed(1)}Z`;
    });
  });
  return paths;
}
