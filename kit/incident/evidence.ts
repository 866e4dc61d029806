/** Um trace prova o defeito? Quem decide são os spans dele. */
import { observe } from '../scripted/observe.ts';
import { traceTrees } from '../scripted/trace-trees.ts';
import { attributeOf, type ObservedSpan } from '../verify/span.ts';
import type { Usual } from './fault.ts';
import { ENVIRONMENT, healthyTraces, type Incident, WINDOW_START } from './incident.ts';
import { serverNodes } from './recognize.ts';
import { MINUTE_MS } from './traffic.ts';

/** O trace não existe; é de outro incidente; é de antes do defeito; é de depois, mas não passa por ele. */
export type EvidenceRefusal = 'not_found' | 'other_incident' | 'before' | 'healthy';

/**
 * @param spans Os de um trace, como o backend os mostra.
 * @param usual Padrão: o que se mede no próprio incidente.
 * @returns Por que não prova; `undefined` se prova.
 */
export function refuseEvidence(
  incident: Incident,
  spans: readonly ObservedSpan[],
  usual = usualOf(incident),
): EvidenceRefusal | undefined {
  const [tree] = traceTrees(spans);
  if (!tree) return 'not_found';
  if (!spans.every(({ resource }) => attributeOf(resource, ENVIRONMENT) === incident.environment))
    return 'other_incident';
  if (incident.fault.isShownBy(tree, usual)) return undefined;
  const startMs = Number(tree.startTimeUnixNano / 1_000_000n);
  const zeroMs = windowStartOf(spans) ?? startMs;
  return startMs < zeroMs + incident.faultMinute * MINUTE_MS ? 'before' : 'healthy';
}

/** Milissegundos Unix em que o tráfego destes spans começou; `undefined` se não são de um incidente. */
export function windowStartOf([span]: readonly ObservedSpan[]): number | undefined {
  const start = Date.parse(String(span && attributeOf(span.resource, WINDOW_START)));
  return Number.isNaN(start) ? undefined : start;
}

/** Como o serviço da resposta trabalhava antes do defeito. */
export function usualOf(incident: Incident): Usual {
  const { service } = incident.fault;
  const selfUs = traceTrees(observe(healthyTraces(incident))).flatMap((tree) =>
    serverNodes(tree, service.name).map(({ selfTimeUs }) => selfTimeUs),
  );
  return { maxSelfUs: Math.max(...selfUs) };
}
