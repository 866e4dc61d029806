/** Duração × tempo dos resultados: um ponto por trace, com área conforme o número de spans, vermelho se algum falhou. */
import type { JSX } from 'preact';
import type { TraceSummary } from '../../query/trace-summary.ts';
import { formatDateTime, formatDuration, formatRelative, svgPercent } from '../../../format.ts';
import { texts } from '../texts.ts';
import { traceUrl } from '../urls.ts';
import { summaryName } from './trace-list.tsx';

const HEIGHT = 112;
const RADIUS = { min: 4, max: 11 };

export function TraceChart({
  results,
  nowMs,
}: {
  results: readonly TraceSummary[];
  nowMs: number;
}): JSX.Element | null {
  if (results.length < 2) return null;
  const first = results.reduce(
    (least, { startTimeUnixNano: t }) => (t < least ? t : least),
    results[0].startTimeUnixNano,
  );
  const last = results.reduce((most, { startTimeUnixNano: t }) => (t > most ? t : most), first);
  const longest = Math.max(...results.map(({ durationNs }) => Number(durationNs)), 1);
  const mostSpans = Math.max(...results.map(({ spanCount }) => spanCount));
  const range = Number(last - first) || 1;
  // Os menores por último, para que nenhum fique escondido atrás de um grande.
  const points = results.toSorted((a, b) => b.spanCount - a.spanCount);

  return (
    <figure class="chart">
      <svg height={HEIGHT} role="group" aria-label={texts.search.chart}>
        {[0, 0.5, 1].map((share) => (
          <line key={share} class="grid" x1="0" x2="100%" y1={yOf(share)} y2={yOf(share)} />
        ))}
        <svg class="points" x="0" y="0" width="100%" height={HEIGHT}>
          {points.map((trace) => {
            const duration = formatDuration(Number(trace.durationNs) / 1_000);
            const label = texts.search.chartPoint(
              summaryName(trace),
              duration,
              formatDateTime(trace.startTimeUnixNano),
            );
            return (
              <a key={trace.traceId} href={traceUrl(trace.traceId)} tabindex={-1} aria-label={label}>
                <title>{label}</title>
                <circle
                  class={trace.errorSpanCount > 0 ? 'failed' : undefined}
                  cx={svgPercent(Number(trace.startTimeUnixNano - first) / range)}
                  cy={yOf(Number(trace.durationNs) / longest)}
                  r={radiusOf(trace.spanCount / mostSpans)}
                />
              </a>
            );
          })}
        </svg>
        <text class="axis" x="100%" y={yOf(1)} dx="-4" dy="-4" text-anchor="end">
          {formatDuration(longest / 1_000)}
        </text>
      </svg>
      <figcaption>
        <span>{formatRelative(first, nowMs)}</span>
        <span class="faint">{texts.search.chart}</span>
        <span>{formatRelative(last, nowMs)}</span>
      </figcaption>
    </figure>
  );
}

/** A margem deixa o maior ponto inteiro dentro do desenho. */
function yOf(share: number): number {
  const margin = RADIUS.max + 8;
  return Number((HEIGHT - margin + 6 - share * (HEIGHT - 2 * margin + 4)).toFixed(1));
}

function radiusOf(share: number): number {
  return Number((RADIUS.min + (RADIUS.max - RADIUS.min) * Math.sqrt(share)).toFixed(1));
}
