/** O que se espera de uma resposta do servidor do aluno, quando é ela o que o passo ensina: `answer('métricas')`. */
import type { Evidence } from './evidence.ts';
import { toCheck } from './finding.ts';
import type { Check } from './verdict.ts';

export interface AnswerExpectation {
  readonly about: 'answer';
  /** O nome que o roteiro do passo dá ao pedido. */
  readonly name: string;
}

/** Como foi um pedido que tem nome. */
export interface ObservedAnswer {
  readonly name: string;
  /** O que se pediu, e o que devia vir. */
  readonly expected: string;
  /** O que veio, numa frase; ausente se foi o que devia. */
  readonly problem?: string;
}

/** O pedido que o roteiro do passo chama assim teve a resposta que devia. */
export function answer(name: string): AnswerExpectation {
  return { about: 'answer', name };
}

export function judgeAnswer({ name }: AnswerExpectation, { answers = [] }: Evidence): Check {
  const seen = answers.find((each) => each.name === name);
  return toCheck({
    code: 'answer_differs',
    passed: seen !== undefined && seen.problem === undefined,
    expected: seen?.expected ?? `a resposta do pedido "${name}"`,
    observed: seen ? (seen.problem ?? 'foi assim') : 'o pedido não chegou a ser feito',
    field: name,
  });
}
