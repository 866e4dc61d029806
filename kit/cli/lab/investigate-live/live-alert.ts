/** O alerta que tocou: o que se mede de fora, nas visitas, antes do defeito e depois. */
import { type Alert, compareOperations, errorsAlert, latencyAlert } from '../../../incident/alert.ts';
import type { LiveIncidents } from '../../../course/live-incidents.ts';
import { groupBy } from '../../../group-by.ts';
import { MINUTE_MS } from '../../../incident/traffic.ts';
import type { ObservedSpan } from '../../../verify/span.ts';

export type LiveAlert =
  | Exclude<Alert, { type: 'traces' }>
  /** Por quantos serviços passa, em média, o trace de uma visita. */
  | { type: 'services'; operation: string; before: number; now: number }
  /** Dólares por minuto. */
  | { type: 'cost'; before: number; now: number };

/** Metade das visitas perder um serviço já é muito. */
const MIN_LOST = 0.5;
/** Visitas a mais, num minuto, também custam mais: um quarto acima é só acaso. */
const MIN_COST_GROWTH = 1.3;
/** De menos visitas que isto não se tira um p95. */
const MIN_VISITS = 3;

/** Milissegundos Unix. */
interface AlertTimes {
  /** Quando a primeira visita chegou. */
  zeroMs: number;
  /** Quando o defeito começou. */
  sinceMs: number;
  /** Quando a última visita chegou. */
  endMs: number;
}

/** @param spans Os de todos os traces das visitas. */
export function measureLiveAlert(
  spans: readonly ObservedSpan[],
  { entry, cost }: Pick<LiveIncidents, 'entry' | 'cost'>,
  { zeroMs, sinceMs, endMs }: AlertTimes,
): LiveAlert | undefined {
  const visits = spans.filter(({ service, kind, startUs }) => {
    return service === entry && kind === 'SERVER' && startUs >= zeroMs * 1000;
  });
  const isBefore = ({ startUs }: ObservedSpan): boolean => startUs < sinceMs * 1000;
  const compared = compareOperations(
    visits.filter(isBefore),
    visits.filter((visit) => !isBefore(visit)),
  ).filter(({ was, is }) => Math.min(was.length, is.length) >= MIN_VISITS);

  const errors = errorsAlert(compared);
  if (errors) return errors;
  const services = new Map(
    [...groupBy(spans, ({ traceId }) => traceId)].map(([traceId, own]) => [
      traceId,
      new Set(own.map(({ service }) => service)).size,
    ]),
  );
  const reach = (some: readonly ObservedSpan[]): number =>
    some.reduce((sum, { traceId }) => sum + services.get(traceId)!, 0) / some.length;
  const cut = compared
    .map(({ operation, was, is }) => ({ type: 'services', operation, before: reach(was), now: reach(is) }) as const)
    .toSorted((a, b) => a.now - a.before - (b.now - b.before))[0];
  if (cut && cut.before - cut.now > MIN_LOST) return cut;
  const perMinute = (some: readonly ObservedSpan[], ms: number): number =>
    (cost === undefined
      ? 0
      : some.reduce((sum, { attributes }) => sum + Number(attributes[cost] ?? 0), 0) * MINUTE_MS) / ms;
  const recent = spans.filter(({ startUs }) => startUs >= zeroMs * 1000);
  const before = perMinute(recent.filter(isBefore), sinceMs - zeroMs);
  const now = perMinute(
    recent.filter((span) => !isBefore(span)),
    endMs - sinceMs,
  );
  if (now > before * MIN_COST_GROWTH) return { type: 'cost', before, now };
  return latencyAlert(compared);
}
