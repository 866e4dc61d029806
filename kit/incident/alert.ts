/** O alerta que tocou: o que se mede de fora do sistema, nos traces, antes e agora. Não sabe do defeito. */
import { groupBy } from '../group-by.ts';
import { quantileOf } from '../luneta/query/quantile.ts';
import type { ObservedSpan } from '../verify/span.ts';
import { MINUTE_MS } from './traffic.ts';

export type Alert =
  /** De cada pedido, a parte que falhou: de 0 a 1. */
  | { type: 'errors'; operation: string; before: number; now: number }
  /** O p95 de um pedido, em microssegundos. */
  | { type: 'latency'; operation: string; before: number; now: number }
  /** Traces por minuto, com os mesmos pedidos. */
  | { type: 'traces'; before: number; now: number };

/** Os minutos do começo e os do fim que se comparam. */
const COMPARED_MINUTES = 3;
/** Menos que isto não acorda ninguém. */
const MIN_ERRORS = 0.05;
const MIN_GROWTH = 1.3;

/** @param entry O serviço que recebe os pedidos. @param zeroMs Quando o tráfego começou, e `minutes`, quanto durou. */
export function measureAlert(
  spans: readonly ObservedSpan[],
  entry: string,
  { zeroMs, minutes }: { zeroMs: number; minutes: number },
): Alert | undefined {
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
  const minuteOf = ({ startUs }: ObservedSpan): number => Math.floor((startUs / 1000 - zeroMs) / MINUTE_MS);
  const before = roots.filter((root) => minuteOf(root) < COMPARED_MINUTES);
  const now = roots.filter((root) => minuteOf(root) >= minutes - COMPARED_MINUTES);
  const tracesBefore = before.length / COMPARED_MINUTES;
  const tracesNow = now.length / COMPARED_MINUTES;

  const ofEntry = ({ service }: ObservedSpan): boolean => service === entry;
  const compared = compareOperations(before.filter(ofEntry), now.filter(ofEntry));
  const errors = errorsAlert(compared);
  if (errors) return errors;
  if (tracesNow > tracesBefore * MIN_GROWTH) return { type: 'traces', before: tracesBefore, now: tracesNow };
  return latencyAlert(compared);
}

/** Um pedido, pelo nome, antes e agora. */
export interface ComparedOperation {
  operation: string;
  was: readonly ObservedSpan[];
  is: readonly ObservedSpan[];
}

/** @param now Os pedidos de agora; um que não há entre eles fica de fora. */
export function compareOperations(
  before: readonly ObservedSpan[],
  now: readonly ObservedSpan[],
): readonly ComparedOperation[] {
  const nameOf = ({ name }: ObservedSpan): string => name;
  const earlier = groupBy(before, nameOf);
  return [...groupBy(now, nameOf)].map(([operation, is]) => ({ operation, was: earlier.get(operation) ?? [], is }));
}

/** O pedido que mais passou a falhar, se algum passou. */
export function errorsAlert(compared: readonly ComparedOperation[]): Extract<Alert, { type: 'errors' }> | undefined {
  const errors = compared
    .map(
      ({ operation, was, is }) => ({ type: 'errors', operation, before: errorRate(was), now: errorRate(is) }) as const,
    )
    .toSorted((a, b) => b.now - b.before - (a.now - a.before))[0];
  return errors && errors.now - errors.before > MIN_ERRORS ? errors : undefined;
}

/** O pedido cujo p95 mais cresceu, entre os que cresceram bastante: o de um que dura 1 ms dobra à toa. */
export function latencyAlert(compared: readonly ComparedOperation[]): Extract<Alert, { type: 'latency' }> | undefined {
  const latency = compared
    .map(({ operation, was, is }) => ({ type: 'latency', operation, before: p95(was), now: p95(is) }) as const)
    .filter(({ before, now }) => now > before * MIN_GROWTH);
  return latency.toSorted((a, b) => b.now - b.before - (a.now - a.before))[0];
}

function errorRate(requests: readonly ObservedSpan[]): number {
  return requests.filter(({ status }) => status.code === 'ERROR').length / Math.max(1, requests.length);
}

function p95(requests: readonly ObservedSpan[]): number {
  const sorted = requests.map(({ durationUs }) => durationUs).toSorted((a, b) => a - b);
  return sorted.length === 0 ? 0 : quantileOf(sorted, 0.95);
}
