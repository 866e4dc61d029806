/** As horas embaixo de um gráfico: início, meio e fim. */
import type { JSX } from 'preact';
import { formatDateTime } from '../../../format.ts';

const DAY_MS = 86_400_000;
const SECONDS_MS = 600_000;

export function TimeAxis({ fromMs, toMs }: { fromMs: number; toMs: number }): JSX.Element {
  return (
    <p class="times" aria-hidden="true">
      {[fromMs, (fromMs + toMs) / 2, toMs].map((ms) => (
        <span key={ms}>{axisTime(ms, toMs - fromMs)}</span>
      ))}
    </p>
  );
}

/** A hora; com segundos quando o gráfico todo cabe em minutos, com o dia quando passa de um. */
function axisTime(ms: number, range: number): string {
  const [date, time] = formatDateTime(BigInt(Math.round(ms)) * 1_000_000n).split(' ');
  if (range > DAY_MS) return `${date.slice(0, 5)} ${time.slice(0, 5)}`;
  return time.slice(0, range <= SECONDS_MS ? 8 : 5);
}
