/**
 * Duração × tempo dos resultados: um ponto por trace, maior quanto mais spans; os que falharam são losangos vermelhos.
 * A ilha lhe dá o cartão de cada ponto, as setas do teclado e o retângulo de seleção (`client/search-chart.ts`).
 */
import type { JSX } from 'preact';
import type { TraceSummary } from '../../query/trace-summary.ts';
import { formatDateTime, formatDuration, svgPercent } from '../../../format.ts';
import { type DurationScale, durationScale, durationShare, durationTicks, needsLog } from '../chart-scale.ts';
import { SCALES, type SearchForm } from '../search-params.ts';
import { texts } from '../texts.ts';
import { searchTexts } from '../texts/search.ts';
import { searchUrl, traceUrl } from '../urls.ts';
import { summaryName } from './trace-list.tsx';

const HEIGHT = 150;
const RADIUS = { min: 4.5, max: 11 };
/** Deixa o maior ponto inteiro dentro do desenho. */
const MARGIN = RADIUS.max + 3;
const DAY_NS = 86_400_000_000_000n;
const t = searchTexts.chart;

interface TraceChartProps {
  results: readonly TraceSummary[];
  form: SearchForm;
}

export function TraceChart({ results, form }: TraceChartProps): JSX.Element | null {
  if (results.length < 2) return null;
  const times = results.map(({ startTimeUnixNano }) => startTimeUnixNano);
  const first = times.reduce((least, time) => (time < least ? time : least));
  const last = times.reduce((most, time) => (time > most ? time : most));
  const durations = results.map(durationUs);
  const logarithmic = needsLog(durations);
  const scale = durationScale(logarithmic ? form.scale : 'linear', durations);
  const mostSpans = Math.max(...results.map(({ spanCount }) => spanCount));
  const xOf = (time: bigint): string => svgPercent(last > first ? Number(time - first) / Number(last - first) : 0.5);
  // Os menores por último, para que nenhum fique escondido atrás de um grande.
  const points = results.toSorted((a, b) => b.spanCount - a.spanCount);

  return (
    <figure class="chart">
      <svg class="durations" height={HEIGHT} aria-hidden="true">
        {durationTicks(scale).map((us) => (
          <text key={us} x="100%" y={yOf(scale, us)} dy="0.35em" text-anchor="end">
            {formatDuration(us)}
          </text>
        ))}
      </svg>
      <svg
        class="plot"
        height={HEIGHT}
        role="group"
        aria-label={t.label}
        data-from={microseconds(first)}
        data-to={microseconds(last + 999n)}
        data-scale={scale.kind}
        data-min={scale.minUs}
        data-max={scale.maxUs}
        data-margin={MARGIN}
      >
        {durationTicks(scale).map((us) => (
          <line key={us} class="grid" x1="0" x2="100%" y1={yOf(scale, us)} y2={yOf(scale, us)} />
        ))}
        {points.map((trace) => (
          <Point
            key={trace.traceId}
            trace={trace}
            x={xOf(trace.startTimeUnixNano)}
            y={yOf(scale, durationUs(trace))}
            share={trace.spanCount / mostSpans}
            // O Tab para uma vez só no gráfico; dali as setas andam.
            focusable={trace === results[0]}
          />
        ))}
      </svg>
      <p class="times" aria-hidden="true">
        {(last > first ? [first, first + (last - first) / 2n, last] : [first]).map((time, i) => (
          <span key={i}>{axisTime(time, last - first)}</span>
        ))}
      </p>
      <figcaption>
        <span class="key">
          <svg width="12" height="12" aria-hidden="true">
            <circle cx="6" cy="6" r="4.5" />
          </svg>
          {t.ok}
        </span>
        <span class="key">
          <svg width="12" height="12" aria-hidden="true">
            <path class="failed" d="M6 0.5L11.5 6L6 11.5L0.5 6Z" />
          </svg>
          {t.failed}
        </span>
        <span>{t.size}</span>
        <span class="needs-js chart-hint">{t.hint}</span>
        {logarithmic && (
          <nav class="scales" aria-label={t.scale}>
            {SCALES.map((kind) => (
              <a
                key={kind}
                href={searchUrl({ ...form, scale: kind })}
                aria-current={kind === scale.kind ? 'true' : undefined}
              >
                {t.scales[kind]}
              </a>
            ))}
          </nav>
        )}
      </figcaption>
    </figure>
  );
}

interface PointProps {
  trace: TraceSummary;
  x: string;
  y: number;
  share: number;
  focusable: boolean;
}

function Point({ trace, x, y, share, focusable }: PointProps): JSX.Element {
  const errors = trace.errorSpanCount > 0 ? texts.errors(trace.errorSpanCount) : '';
  const label = t.point(
    summaryName(trace),
    formatDuration(durationUs(trace)),
    texts.spans(trace.spanCount),
    errors,
    formatDateTime(trace.startTimeUnixNano),
  );
  const r = Number((RADIUS.min + (RADIUS.max - RADIUS.min) * Math.sqrt(share)).toFixed(1));
  return (
    <a class="point" href={traceUrl(trace.traceId)} tabindex={focusable ? 0 : -1} aria-label={label}>
      {errors ? (
        // Um `svg` por losango: só ele se posiciona por porcentagem.
        <svg class="at" x={x} y={y}>
          <path class="failed" d={`M0 ${-r - 1}L${r + 1} 0L0 ${r + 1}L${-r - 1} 0Z`} />
        </svg>
      ) : (
        <circle cx={x} cy={y} r={r} />
      )}
    </a>
  );
}

function durationUs({ durationNs }: TraceSummary): number {
  return Number(durationNs) / 1_000;
}

function yOf(scale: DurationScale, us: number): number {
  return Number((HEIGHT - MARGIN - durationShare(scale, us) * (HEIGHT - 2 * MARGIN)).toFixed(1));
}

function microseconds(unixNano: bigint): string {
  return String(unixNano / 1_000n);
}

/** A hora; com milissegundos quando o gráfico todo cabe em segundos, com o dia quando passa de um. */
function axisTime(unixNano: bigint, range: bigint): string {
  const [date, time] = formatDateTime(unixNano).split(' ');
  if (range > DAY_NS) return `${date.slice(0, 5)} ${time.slice(0, 5)}`;
  return range < 10_000_000_000n ? time : time.slice(0, 8);
}
