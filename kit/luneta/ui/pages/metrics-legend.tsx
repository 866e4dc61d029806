/** As linhas de um gráfico: cor, nome, e o último valor. */
import type { JSX } from 'preact';
import type { Chart } from '../metrics-charts.ts';
import { formatQuantity } from '../metrics-units.ts';
import { shorten } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

interface ChartLegendProps {
  chart: Chart;
  /** Linhas a citar. */
  most: number;
  /** Há losangos no gráfico. */
  exemplars: boolean;
}

export function ChartLegend({
  chart: { lines, total, quantity },
  most,
  exemplars,
}: ChartLegendProps): JSX.Element | null {
  const alone = lines.length === 1 && lines[0].label === '';
  if (lines.length === 0 || (alone && !exemplars)) return null;
  const cited = alone ? [] : lines.slice(0, most);
  return (
    <ul class="chart-legend">
      {cited.map(({ label, color, last }) => (
        <li key={label} class={`c${color}`}>
          <i class="dot" />
          <span class="legend-name" title={shorten(label, 300)}>
            {label === '' ? metricsTexts.detail.noLabels : shorten(label, 120)}
          </span>{' '}
          <b>{last === undefined ? '–' : formatQuantity(last, quantity)}</b>
        </li>
      ))}
      {total > lines.length ? (
        <li class="faint">{metricsTexts.chart.some(lines.length, total)}</li>
      ) : (
        lines.length > cited.length &&
        !alone && <li class="faint">{metricsTexts.chart.others(lines.length - cited.length)}</li>
      )}
      {exemplars && (
        <li class="faint exemplar-key">
          <svg width="12" height="12" aria-hidden="true">
            <path d="M6 1L11 6L6 11L1 6Z" />
          </svg>
          {metricsTexts.exemplar.key}
        </li>
      )}
    </ul>
  );
}
