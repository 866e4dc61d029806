/** Os exemplars de um gráfico: um losango cada, que leva ao trace medido ali. */
import type { JSX } from 'preact';
import { formatDateTime, svgPercent } from '../../../format.ts';
import { formatQuantity, type Quantity } from '../metrics-units.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { exemplarUrl } from '../metrics-exemplars.ts';
import { plotX } from './plot.ts';
import type { TimeGrid } from './time-grid.ts';

export interface ExemplarMark {
  /** `undefined`: não traz um id de trace que se possa abrir. */
  traceId?: string;
  spanId?: string;
  value: number;
  timestampMs: number;
  labels: readonly (readonly [name: string, value: string])[];
  /** O trace está guardado aqui. */
  stored: boolean;
}

interface ExemplarMarksProps {
  exemplars: readonly ExemplarMark[];
  grid: TimeGrid;
  quantity: Quantity;
  yOf(value: number): number;
}

const SIZE = 4.5;

export function ExemplarMarks({ exemplars, grid, quantity, yOf }: ExemplarMarksProps): JSX.Element {
  const linked = exemplars.filter(({ traceId }) => traceId !== undefined);
  return (
    <>
      {linked.map((exemplar, i) => {
        const { value, timestampMs } = exemplar;
        return (
          // O Tab para uma vez só no gráfico; dali as setas andam.
          <a
            key={i}
            class={exemplar.stored ? 'exemplar' : 'exemplar missing'}
            href={exemplarUrl(exemplar)}
            tabindex={i === linked.length - 1 ? 0 : -1}
            aria-label={metricsTexts.exemplar.label(
              formatQuantity(value, { ...quantity, perSecond: false }),
              formatDateTime(BigInt(Math.round(timestampMs)) * 1_000_000n),
              exemplar.traceId ?? '',
              exemplar.stored,
            )}
          >
            <svg class="at" x={svgPercent(plotX(timestampMs, grid))} y={Number(yOf(value).toFixed(1))}>
              <circle class="reach" r="11" />
              <path d={`M0 ${-SIZE}L${SIZE} 0L0 ${SIZE}L${-SIZE} 0Z`} />
            </svg>
          </a>
        );
      })}
    </>
  );
}
