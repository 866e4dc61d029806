/** A nota de uma investigação num sistema de verdade. A certa sai da semente, e das marcas que o incidente deixou. */
import type { ObservedSpan } from '../../../verify/span.ts';
import { secondsAfter } from '../investigate/clock.ts';
import { type Grade, gradeAnswers } from '../investigate/grade-answers.ts';
import { investigateTexts } from '../investigate/investigate-texts.ts';
import type { Answers } from '../investigate/read-answers.ts';
import { type CountedCalls, countAnswered } from './live-count.ts';
import { refuseLiveEvidence } from './live-evidence.ts';
import { LIVE_FAULTS } from './live-faults.ts';
import { faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';
import type { LiveSystem } from './live-system.ts';
import { exactClock, liveTexts } from './live-texts.ts';

/** O primeiro trace que mostra o defeito pode vir um pouco depois dele. */
const TOLERANCE_S = 5;

export interface LiveGrade extends Grade {
  /** "14:03:20": quando o defeito começou. */
  since: string;
}

/**
 * @param evidence Os spans do trace da prova, como o backend os mostra.
 * @param counted A conta que este sistema também pede, se pede.
 */
export function gradeLive(
  { kindOf, incidents }: Pick<LiveSystem, 'kindOf' | 'incidents'>,
  story: LiveStory,
  run: LiveRun,
  given: Answers,
  evidence: readonly ObservedSpan[],
  counted?: CountedCalls,
): LiveGrade {
  const since = exactClock(faultStartMs(story, run));
  const graded = gradeAnswers(given, {
    service: (service) => (service === story.service ? undefined : investigateTexts.wrongService),
    kind(word) {
      const kind = kindOf(word);
      return kind === story.kind ? undefined : investigateTexts.wrongKind(LIVE_FAULTS[kind].wouldShow);
    },
    time(time) {
      const late = secondsAfter(time, since);
      return Math.abs(late) <= TOLERANCE_S ? undefined : liveTexts.wrongTime(time, late < 0);
    },
    ...(incidents.count &&
      counted && {
        count(number) {
          const answered = countAnswered(number, counted);
          return answered === 'now' ? undefined : liveTexts.wrongCount(incidents.count!, answered === 'before');
        },
      }),
    traceId() {
      const refusal = refuseLiveEvidence(story, run, evidence, incidents.outside);
      if (refusal === undefined) return undefined;
      return refusal === 'other_incident' ? liveTexts.otherIncident : investigateTexts.refused[refusal];
    },
  });
  return { ...graded, since };
}
