/** Quantos logs em cada trecho do tempo, com os mais graves na base. Cada barra é um link que fica só com o seu trecho. */
import type { JSX } from 'preact';
import { formatDateTime, formatDuration, svgPercent } from '../../../format.ts';
import type { LogBin, LogHistogram } from '../log-histogram.ts';
import { type LogForm, logsUrl } from '../log-params.ts';
import { SHOWN_LEVELS, type ShownLevel } from '../log-search.ts';
import { logTexts } from '../texts/logs.ts';

const t = logTexts.chart;
const HEIGHT = 78;
/** Lugar para o número no alto. */
const TOP = 6;
/** Um só erro entre mil tem de se ver. */
const LEAST = 2;

export function LogsChart({ histogram, form }: { histogram: LogHistogram; form: LogForm }): JSX.Element {
  const { bins, most, ticks, fromMs, toMs } = histogram;
  const x = (ms: number): number => (ms - fromMs) / (toMs - fromMs);
  return (
    <figure class="log-chart">
      <p class="log-chart-top" aria-hidden="true">
        {t.most(most, formatDuration((bins[0].toMs - bins[0].fromMs) * 1_000))}
      </p>
      <svg class="log-plot" height={HEIGHT} role="group" aria-label={t.label}>
        <line class="grid" x1="0" x2="100%" y1={TOP} y2={TOP} />
        {bins.map((bin) => (
          <Bar
            key={bin.fromMs}
            bin={bin}
            most={most}
            x={x(bin.fromMs)}
            width={x(bin.toMs) - x(bin.fromMs)}
            form={form}
          />
        ))}
        <line class="base" x1="0" x2="100%" y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <svg class="log-times" height="18" aria-hidden="true">
        {ticks.map(({ share, text }) => (
          <text key={share} x={svgPercent(share)} y="14" text-anchor={anchor(share)}>
            {text}
          </text>
        ))}
      </svg>
    </figure>
  );
}

interface BarProps {
  bin: LogBin;
  most: number;
  x: number;
  width: number;
  form: LogForm;
}

function Bar({ bin, most, x, width, form }: BarProps): JSX.Element | null {
  if (bin.total === 0) return null;
  let base = HEIGHT;
  const shown = SHOWN_LEVELS.filter((level) => bin.counts[level] > 0);
  const label = barLabel(bin);
  return (
    <a class="log-bar" href={binUrl(bin, form)} aria-label={label}>
      <title>{label}</title>
      <rect class="hit" x={svgPercent(x)} width={svgPercent(width)} y="0" height={HEIGHT} />
      {shown.map((level) => {
        const height = Math.max((bin.counts[level] / most) * (HEIGHT - TOP), LEAST);
        base -= height;
        return (
          <rect
            key={level}
            class={`l-${level}`}
            x={svgPercent(x + width * 0.1)}
            width={svgPercent(width * 0.8)}
            y={Number(base.toFixed(2))}
            height={Number(height.toFixed(2))}
          />
        );
      })}
    </a>
  );
}

function binUrl({ fromMs, toMs }: LogBin, form: LogForm): string {
  return logsUrl({ ...form, lookback: 'custom', start: `${fromMs}000`, end: `${toMs}000` });
}

const BAD: readonly ShownLevel[] = ['fatal', 'error', 'warn'];

function barLabel({ fromMs, toMs, total, counts }: LogBin): string {
  const bad = BAD.filter((level) => counts[level] > 0).map((level) => t.ofLevel(counts[level], logTexts.levels[level]));
  const from = timeOf(fromMs);
  const to = timeOf(toMs);
  const [day, time] = to.split(' ');
  return t.bar(from, from.startsWith(day) ? time : to, total, bad.join(', '));
}

function timeOf(ms: number): string {
  return formatDateTime(BigInt(ms) * 1_000_000n).replace(/,000$/, '');
}

/** Os rótulos das pontas não saem do desenho. */
function anchor(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.04) return 'start';
  return share > 0.96 ? 'end' : 'middle';
}
