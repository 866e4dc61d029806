/** A nota de uma investigação: cada resposta por si. A certa sai da semente, e a prova, dos spans do trace. */
import { refuseEvidence, windowStartOf } from '../../../incident/evidence.ts';
import { FAULT_KINDS, type Incident } from '../../../incident/incident.ts';
import { MINUTE_MS } from '../../../incident/traffic.ts';
import type { ObservedSpan } from '../../../verify/span.ts';
import { secondsAfter } from './clock.ts';
import { type Grade, gradeAnswers } from './grade-answers.ts';
import { clock, investigateTexts } from './investigate-texts.ts';
import type { Answers } from './read-answers.ts';

export interface IncidentGrade extends Grade {
  /** Quando o defeito começou, em milissegundos Unix. */
  sinceMs: number;
}

/**
 * @param zeroMs Quando o tráfego começou, se a prova não o diz.
 * @param evidence Os spans do trace da prova, como o backend os mostra.
 */
export function gradeIncident(
  incident: Incident,
  given: Answers,
  zeroMs: number,
  evidence: readonly ObservedSpan[],
): IncidentGrade {
  const refusal = given.traceId === undefined ? undefined : refuseEvidence(incident, evidence);
  // De duas vezes em que o mesmo incidente foi mandado, vale a da prova.
  const isOwn = given.traceId !== undefined && refusal !== 'other_incident' && refusal !== 'not_found';
  const sinceMs = ((isOwn ? windowStartOf(evidence) : undefined) ?? zeroMs) + incident.faultMinute * MINUTE_MS;
  const since = clock(sinceMs);
  const graded = gradeAnswers(given, {
    service: (service) => (service === incident.fault.service.name ? undefined : investigateTexts.wrongService),
    kind: (word) => {
      const kind = FAULT_KINDS.find((each) => each.word === word);
      return kind === incident.kind ? undefined : investigateTexts.wrongKind(kind?.wouldShow ?? '');
    },
    time: (time) => (time === since ? undefined : investigateTexts.wrongTime(time, secondsAfter(time, since) < 0)),
    traceId: () => (refusal === undefined ? undefined : investigateTexts.refused[refusal]),
  });
  return { ...graded, sinceMs };
}
