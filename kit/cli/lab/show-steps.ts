/** Os passos de cada lab, e quais já passaram. */
import type { Lab } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import type { Screen } from '../screen.ts';
import { MARK_STYLES, marks } from '../terminal.ts';
import { deployedTexts } from './deployed/deployed-texts.ts';
import { texts } from './lab-texts.ts';
import { isPassed, passedLive } from './step-choice.ts';

export function showSteps(screen: Screen, labs: readonly Lab[], progress: Progress): void {
  const passedMark = marks(screen.terminal).passed.padEnd(2);
  for (const [i, { number, title, steps }] of labs.entries()) {
    if (i > 0) screen.blank();
    screen.text(texts.lab(number, title), 'bold');
    for (const { id, title: name, minutes, needs = [] } of steps) {
      const passed = isPassed(progress, id);
      const told = passed && !passedLive(progress, id) ? deployedTexts.inList : '';
      screen.text(
        `${passed ? passedMark : '· '} ${texts.stepInList(id, name, minutes, needs)}${told}`,
        passed ? MARK_STYLES.passed : [],
      );
    }
  }
}
