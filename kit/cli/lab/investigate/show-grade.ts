/** O que os incidentes mostram em comum: o título, e a nota das respostas. */
import { MARK_STYLES, marks } from '../../terminal.ts';
import type { Screen } from '../../screen.ts';
import { showCommand } from '../show.ts';
import type { Grade } from './grade-answers.ts';
import { investigateTexts } from './investigate-texts.ts';

export function showTitle(out: Screen, seed: number): void {
  out.blank();
  out.text(investigateTexts.title(seed), 'bold');
  out.blank();
}

export interface GradeTexts {
  /** O que houve, para quem acertou tudo. */
  solved: string;
  /** O comando de outro incidente, e o de responder a este de novo. */
  another: string;
  again: string;
}

/** @returns Acertou tudo? */
export function showGrade(out: Screen, { answers, right }: Grade, { solved, another, again }: GradeTexts): boolean {
  const mark = marks(out.terminal);
  for (const { name, given, isRight, reason } of answers) {
    const state = isRight ? 'passed' : given === undefined ? 'unknown' : 'failed';
    const said = given === undefined ? investigateTexts.notGiven(name) : investigateTexts.given(name, given);
    out.text(`${mark[state]} ${said}`, MARK_STYLES[state]);
    if (reason !== undefined) out.text(reason);
  }
  out.blank();
  out.text(investigateTexts.score(right, answers.length), 'bold');
  if (right < answers.length) {
    showCommand(out, investigateTexts.again, again);
    return false;
  }
  out.text(solved, 'green');
  showCommand(out, investigateTexts.another, another);
  return true;
}
