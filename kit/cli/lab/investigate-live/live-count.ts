/** Quantas vezes cada pedido faz uma coisa, antes do defeito e depois: o que se conta, nos spans de quem atende. */
import type { LiveCount } from '../../../course/live-incidents.ts';
import { groupBy } from '../../../group-by.ts';
import type { ObservedSpan } from '../../../verify/span.ts';

/** Em média, por pedido; `NaN` se não houve pedidos. */
export interface CountedCalls {
  before: number;
  now: number;
}

/** O que se pode errar: quem conta em poucos traces, ou num gráfico, não acerta a segunda casa. */
const TOLERANCE = 0.25;

/** @param spans Os de todos os traces do incidente. @param sinceMs Quando o defeito começou, em milissegundos Unix. */
export function measureCount(spans: readonly ObservedSpan[], { span, per }: LiveCount, sinceMs: number): CountedCalls {
  const byTrace = groupBy(spans, ({ traceId }) => traceId);
  const requests = spans.filter(
    ({ service, kind, name }) => service === per.service && kind === 'SERVER' && name === per.name,
  );
  const mean = (some: readonly ObservedSpan[]): number =>
    some.reduce((sum, { traceId }) => sum + byTrace.get(traceId)!.filter(({ name }) => name === span).length, 0) /
    some.length;
  const isBefore = ({ startUs }: ObservedSpan): boolean => startUs < sinceMs * 1000;
  return {
    before: mean(requests.filter(isBefore)),
    now: mean(requests.filter((request) => !isBefore(request))),
  };
}

/** @param given "2", "1,6": a vírgula é a do leitor brasileiro. @returns A que conta ele responde; `undefined`, a nenhuma. */
export function countAnswered(given: string, { before, now }: CountedCalls): keyof CountedCalls | undefined {
  const isNear = (right: number): boolean => Math.abs(Number(given.replace(',', '.')) - right) <= TOLERANCE;
  if (isNear(now)) return 'now';
  return isNear(before) ? 'before' : undefined;
}
