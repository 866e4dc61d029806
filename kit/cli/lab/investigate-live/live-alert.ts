/** O alerta que tocou: o que se mede de fora, nas visitas, antes do defeito e depois. */
import { type Alert, compareOperations, errorsAlert, latencyAlert } from '../../../incident/alert.ts';
import { groupBy } from '../../../group-by.ts';
import type { ObservedSpan } from '../../../verify/span.ts';

export type LiveAlert =
  | Exclude<Alert, { type: 'traces' }>
  /** Por quantos serviços passa, em média, o trace de uma visita. */
  | { type: 'services'; operation: string; before: number; now: number };

/** Metade das visitas perder um serviço já é muito. */
const MIN_LOST = 0.5;
/** De menos visitas que isto não se tira um p95. */
const MIN_VISITS = 3;

/**
 * @param spans Os de todos os traces das visitas.
 * @param entry O serviço que as recebe.
 * @param zeroMs Quando a primeira chegou, e `sinceMs`, quando o defeito começou. Milissegundos Unix.
 */
export function measureLiveAlert(
  spans: readonly ObservedSpan[],
  entry: string,
  { zeroMs, sinceMs }: { zeroMs: number; sinceMs: number },
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
  return latencyAlert(compared);
}
