/** Uma troca pequena na solução de um passo: o que escreve os enganos de um lab, e as outras soluções dele. */
import { CourseError } from './course-error.ts';
import { toLf } from './line-endings.ts';

export interface Edit {
  /** "01/1". */
  readonly step: string;
  /** O arquivo do aluno, como no manifesto. */
  readonly file: string;
  /** O trecho que ocorre uma vez na solução do passo, e o que entra no lugar. */
  readonly replace: readonly [from: string, to: string];
}

/** A solução, em LF, com a troca. @throws CourseError `edit_not_unique` se o trecho não ocorre exatamente uma vez. */
export function applyEdit(solution: string, { step, file, replace: [from, to] }: Edit): string {
  const parts = from === '' ? [] : toLf(solution).split(toLf(from));
  if (parts.length === 2) return parts.join(toLf(to));
  const count = Math.max(parts.length - 1, 0);
  throw new CourseError(
    'edit_not_unique',
    `Troca do passo ${step}: ${JSON.stringify(from)} ocorre ${count} vezes em ${file}. Escolha um trecho que ocorra uma.`,
  );
}
