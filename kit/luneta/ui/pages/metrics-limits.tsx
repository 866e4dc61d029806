/** O que os limites do armazenamento deixaram de fora, e qual rótulo é o culpado. */
import type { JSX } from 'preact';
import { DEFAULT_MAX_SERIES_PER_METRIC } from '../../store/metrics/memory-metric-store.ts';
import type { MetricStats, RejectedSeries } from '../../store/metrics/metric-store.ts';
import type { MetricEntry } from '../metrics-catalog.ts';
import { metricsUrl } from '../metrics-params.ts';
import { shownName } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

const t = metricsTexts.limits;
const NEAR = 0.8;
const MAX_LISTED = 5;

interface MetricLimitsProps {
  rejected: readonly RejectedSeries[];
  stats: MetricStats;
  entries: readonly MetricEntry[];
}

export function MetricLimits({ rejected, stats, entries }: MetricLimitsProps): JSX.Element | null {
  const { series, maxSeries, evictedSamples } = stats;
  const near = series >= maxSeries * NEAR;
  const refused = new Set(rejected.map(({ metric }) => metric));
  const crowded = entries.filter(
    ({ name, series: own }) => own >= DEFAULT_MAX_SERIES_PER_METRIC * NEAR && !refused.has(name),
  );
  if (rejected.length + crowded.length === 0 && !near) return null;
  const worst = rejected.toSorted((a, b) => b.points - a.points).slice(0, MAX_LISTED);
  return (
    <section class="metric-limits" aria-label={t.title}>
      <ul>
        {worst.map(({ metric, points, series: kept, widestLabel }) => (
          <li key={metric}>
            <a href={metricsUrl({ metric })}>
              <code>{shownName(metric)}</code>
            </a>{' '}
            {t.rejected(kept, points)}
            {widestLabel && ` ${t.widest(shownName(widestLabel.name), widestLabel.values)}`}
          </li>
        ))}
        {crowded.slice(0, MAX_LISTED).map(({ name, series: own }) => (
          <li key={name}>
            <a href={metricsUrl({ metric: name })}>
              <code>{shownName(name)}</code>
            </a>{' '}
            {t.crowded(own, DEFAULT_MAX_SERIES_PER_METRIC)}
          </li>
        ))}
        {near && <li>{t.near(series, maxSeries)}</li>}
        {evictedSamples > 0 && <li>{t.evicted(evictedSamples)}</li>}
      </ul>
      <a href="/doutor">{t.doctor}</a>
    </section>
  );
}
