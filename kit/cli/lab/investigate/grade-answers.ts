/** A nota de cada resposta, por si. */
import { ANSWER_NAMES, type Answers } from './read-answers.ts';

export interface GradedAnswer {
  name: keyof Answers;
  /** Ausente se não respondeu. */
  given?: string;
  isRight: boolean;
  /** De uma errada, o que a contradiz. */
  reason?: string;
}

export interface Grade {
  answers: readonly GradedAnswer[];
  right: number;
}

/** @param reasons Por que a resposta está errada; `undefined` se está certa. */
export function gradeAnswers(
  given: Answers,
  reasons: Readonly<Record<keyof Answers, (answer: string) => string | undefined>>,
): Grade {
  const answers = ANSWER_NAMES.map((name): GradedAnswer => {
    const answer = given[name];
    if (answer === undefined) return { name, isRight: false };
    const reason = reasons[name](answer);
    return { name, given: answer, isRight: reason === undefined, reason };
  });
  return { answers, right: answers.filter(({ isRight }) => isRight).length };
}
