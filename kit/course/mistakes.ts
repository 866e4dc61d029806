/** Os enganos de um lab: trocas pequenas na solução que cada conferência precisa apanhar pelo código. */
import { CourseError } from './course-error.ts';
import { toLf } from './line-endings.ts';

export interface Mistake {
  /** "01/1". */
  readonly step: string;
  /** O arquivo do aluno, como no manifesto. */
  readonly file: string;
  /** O trecho certo, que ocorre uma vez na solução do passo, e o errado que entra no lugar. */
  readonly replace: readonly [from: string, to: string];
  /** O código de defeito que a conferência responde. */
  readonly code: string;
}

/** A solução, em LF, com o engano. @throws CourseError `mistake_not_unique` se o trecho não ocorre exatamente uma vez. */
export function applyMistake(solution: string, { step, file, replace: [from, to] }: Mistake): string {
  const parts = from === '' ? [] : toLf(solution).split(toLf(from));
  if (parts.length === 2) return parts.join(toLf(to));
  const count = Math.max(parts.length - 1, 0);
  throw new CourseError(
    'mistake_not_unique',
    `Engano do passo ${step}: ${JSON.stringify(from)} ocorre ${count} vezes em ${file}. Escolha um trecho que ocorra uma.`,
  );
}
