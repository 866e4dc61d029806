/**
 * O trecho marcado no gráfico da busca. Os outros filtros valem para um span, como no Jaeger; este vale para o trace
 * inteiro, que é o que o gráfico desenha: quando começou e quanto durou.
 */
import type { TraceSummary } from '../query/trace-summary.ts';

/** Nanossegundos, limites inclusivos. */
export interface TraceRange {
  startMin?: bigint;
  startMax?: bigint;
  durationMin?: bigint;
  durationMax?: bigint;
}

/** Os nomes na URL. Só as páginas os conhecem: a API é a do Jaeger. */
export const RANGE_FIELDS = ['minTraceStart', 'maxTraceStart', 'minTraceDuration', 'maxTraceDuration'] as const;
export type RangeField = (typeof RANGE_FIELDS)[number];

/** A busca sem o trecho, para `searchUrl`. */
export const NO_RANGE: Readonly<Record<RangeField, ''>> = {
  minTraceStart: '',
  maxTraceStart: '',
  minTraceDuration: '',
  maxTraceDuration: '',
};

export function isInRange(
  { startMin, startMax, durationMin, durationMax }: TraceRange,
  { startTimeUnixNano: start, durationNs: duration }: Pick<TraceSummary, 'startTimeUnixNano' | 'durationNs'>,
): boolean {
  return (
    (startMin === undefined || start >= startMin) &&
    (startMax === undefined || start <= startMax) &&
    (durationMin === undefined || duration >= durationMin) &&
    (durationMax === undefined || duration <= durationMax)
  );
}
