/** As séries de uma métrica, as maiores primeiro: rótulos, forma e o valor de agora. */
import type { JSX } from 'preact';
import { Sparkline } from '../charts/sparkline.tsx';
import { type Labels, METRIC_NAME } from '../../store/metrics/metric-store.ts';
import type { MetricEntry } from '../metrics-catalog.ts';
import type { Chart } from '../metrics-charts.ts';
import { formatQuantity } from '../metrics-units.ts';
import { shorten } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

const t = metricsTexts.detail;

export function MetricSeries({ entry, series }: { entry: MetricEntry; series: Chart }): JSX.Element {
  const { lines, total, quantity } = series;
  return (
    <section class="metric-panel" aria-labelledby="series">
      <h2 id="series">{t.series}</h2>
      {total > lines.length && <p class="faint">{metricsTexts.chart.some(lines.length, total)}</p>}
      <div class="table-scroll" role="group" aria-labelledby="series" tabindex={0}>
        <table class="data series-table">
          <thead>
            <tr>
              <th scope="col">{t.seriesLabels}</th>
              <th scope="col">{t.shape}</th>
              <th scope="col" class="n">
                {t.seriesNow[entry.type]}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ labels, points, color, last }) => (
              <tr key={JSON.stringify(labels)}>
                <th scope="row">
                  <LabelSet labels={labels} />
                </th>
                <td class="spark">
                  <Sparkline chart={series} points={points} color={`c${color}`} fromZero={entry.type !== 'gauge'} />
                </td>
                <td class="n">{last === undefined ? '–' : formatQuantity(last, quantity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function LabelSet({ labels }: { labels: Labels }): JSX.Element {
  const own = labels.filter(([name]) => name !== METRIC_NAME);
  if (own.length === 0) return <span class="faint">{t.noLabels}</span>;
  return (
    <span class="label-set">
      {own.map(([name, value]) => (
        <code key={name}>
          <span>{shorten(name, 80)}=</span>
          {shorten(value, 120)}
        </code>
      ))}
    </span>
  );
}
