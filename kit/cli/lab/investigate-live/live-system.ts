/** O sistema de verdade em que se investiga: o de um lab, com os defeitos que ele sabe ter. */
import { liveFaultKinds, type LiveFaultKind, type LiveIncidents } from '../../../course/live-incidents.ts';
import type { Lab, LabFaults } from '../../../course/manifest.ts';
import { UsageError } from '../../../usage-error.ts';
import type { Vocabulary } from '../investigate/read-answers.ts';
import { LIVE_FAULTS } from './live-faults.ts';
import { liveTexts } from './live-texts.ts';

export interface LiveSystem {
  lab: Lab;
  incidents: LiveIncidents;
  /** A variável em que os serviços acham o arquivo do defeito. */
  faultVariable: string;
  vocabulary: Vocabulary;
  /** O que o aluno escreve, e o que é. */
  kinds: readonly (readonly [word: string, title: string])[];
  /** @param word Uma das de `kinds`. */
  kindOf(word: string): LiveFaultKind;
}

/** @throws UsageError se o lab não tem um sistema em que investigar. */
export function liveSystemOf(labs: readonly Lab[], number: string): LiveSystem {
  const lab = labs.find((each) => each.number === number);
  if (!lab?.services || !lab.faults || !lab.incidents) {
    const known = labs.filter(({ incidents }) => incidents).map((each) => each.number);
    throw new UsageError(liveTexts.notLive(number, known));
  }
  const { faults, services, incidents } = lab;
  const words = new Map(liveFaultKinds(incidents).map((kind) => [wordOf(faults, kind), kind]));
  return {
    lab,
    incidents,
    faultVariable: faults.fileVariable,
    vocabulary: {
      services: services.map(({ name }) => [name, name.replace(/-service$/, '')]),
      kinds: [...words].map(([word, kind]) => [word, ...namesOf(faults, kind)]),
      time: /^(\d{1,2})[:h](\d{2})[:m](\d{2})s?$/i,
      timeExample: liveTexts.timeExample,
      ...(incidents.count && { countExample: liveTexts.countExample }),
    },
    kinds: [...words].map(([word, kind]) => [word, LIVE_FAULTS[kind].title]),
    kindOf: (word) => words.get(word)!,
  };
}

/** A primeira que o lab dá ao tipo. */
function wordOf({ kinds }: LabFaults, kind: LiveFaultKind): string {
  return kinds[kind]?.[0] ?? kind;
}

/** Os outros nomes do tipo: o dos serviços, os que o lab lhe dá, e o do mesmo defeito nos sistemas inventados. */
function namesOf({ kinds }: LabFaults, kind: LiveFaultKind): string[] {
  const { like } = LIVE_FAULTS[kind];
  return [kind, ...(kinds[kind] ?? []), ...(like ? [like.word] : [])];
}
