/** Um trace prova o incidente? Quem decide são os spans dele. */
import type { LiveIncidents } from '../../../course/live-incidents.ts';
import type { EvidenceRefusal } from '../../../incident/evidence.ts';
import { traceTrees } from '../../../scripted/trace-trees.ts';
import { attributeOf, type ObservedSpan } from '../../../verify/span.ts';
import { liveFault } from './live-faults.ts';
import { INCIDENT, RUN_START } from './live-marks.ts';
import { faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';

/**
 * @param spans Os de um trace, como o backend os mostra.
 * @param outside Os serviços que são de outros.
 * @returns Por que não prova; `undefined` se prova.
 */
export function refuseLiveEvidence(
  story: LiveStory,
  run: LiveRun,
  spans: readonly ObservedSpan[],
  outside?: LiveIncidents['outside'],
): EvidenceRefusal | undefined {
  const [tree] = traceTrees(spans);
  if (!tree) return 'not_found';
  // Os do navegador, se o trace começou na página, não trazem marca nenhuma.
  const marks = spans.map(({ resource }) => attributeOf(resource, INCIDENT)).filter((mark) => mark !== undefined);
  if (marks.length === 0 || marks.some((mark) => mark !== String(story.seed))) return 'other_incident';
  // Um pedido longo pode começar antes do defeito e passar por ele.
  const endMs = Number(tree.endTimeUnixNano / 1_000_000n);
  if (endMs < faultStartMs(story, run)) return 'before';
  return liveFault(story.kind, story.service, outside).isShownBy(tree, story.service) ? undefined : 'healthy';
}

/** De duas vezes em que o mesmo incidente aconteceu, vale a da prova; sem ela, a mais recente. */
export function runOf(runs: readonly LiveRun[], spans: readonly ObservedSpan[]): LiveRun | undefined {
  const id = spans.map(({ resource }) => attributeOf(resource, RUN_START)).find((mark) => mark !== undefined);
  return runs.find((run) => run.id === id) ?? runs[0];
}
