/** A dica de uma conferência que não passou: a mais específica que o roteiro tem. */
import type { HintStages, Step } from '../../course/manifest.ts';

export interface Hint {
  /** O passo e a chave sob a qual as dicas estão no manifesto. */
  stepId: string;
  key: string;
  stages: HintStages;
}

/**
 * A do passo que o aluno faz vem antes: a de um anterior mandaria de volta ao que este trocou. Menos quando falta um span que
 * este passo procura noutro lugar: são defeitos diferentes.
 */
export function hintFor(step: Step, current: Step, isAbsence: boolean, keys: readonly string[]): Hint | undefined {
  const isElsewhere = isAbsence && step.telemetry !== current.telemetry;
  const own = hintOf(step, keys);
  const here = isElsewhere ? undefined : hintOf(current, keys);
  // Uma chave geral daqui não ganha da que fala do próprio span.
  return here && (!own || keys.indexOf(here.key) <= keys.indexOf(own.key)) ? here : own;
}

/** A da primeira destas chaves de que o passo tem dicas. */
export function hintOf({ id, hints }: Step, keys: readonly string[]): Hint | undefined {
  const key = keys.find((candidate) => Object.hasOwn(hints, candidate));
  const stages = key === undefined ? undefined : hints[key];
  return key === undefined || stages === undefined ? undefined : { stepId: id, key, stages };
}
