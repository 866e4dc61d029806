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

/** @param reasons De cada resposta que o incidente pede, por que está errada; `undefined` se está certa. */
export function gradeAnswers(
  given: Answers,
  reasons: Readonly<Partial<Record<keyof Answers, (answer: string) => string | undefined>>>,
): Grade {
  const answers = ANSWER_NAMES.flatMap((name): GradedAnswer[] => {
    const wrong = reasons[name];
    const answer = given[name];
    if (!wrong) return [];
    if (answer === undefined) return [{ name, isRight: false }];
    const reason = wrong(answer);
    return [{ name, given: answer, isRight: reason === undefined, reason }];
  });
  return { answers, right: answers.filter(({ isRight }) => isRight).length };
}
