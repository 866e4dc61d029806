/** O que fica no pé da tela: o que fazer agora, quanto do lab já passou, as teclas. */
import { allSteps, courseSteps, type Step } from '../../../course/manifest.ts';
import type { Screen } from '../../screen.ts';
import { encode, paint, type Terminal } from '../../terminal.ts';
import { textWidth } from '../../../text-width.ts';
import { texts } from '../lab-texts.ts';
import { filesText } from '../files-text.ts';
import { isPassed } from '../step-choice.ts';
import { progressBar } from './progress-bar.ts';
import type { WatchState } from './watch-state.ts';
import { watchTexts } from './watch-texts.ts';
import type { WatchView } from './watch-view.ts';

const INDENT = '  ';
const MAX_BAR = 30;
const MIN_BAR = 8;

/** @param brief Numa janela pequena, só o que não se adivinha. */
export function showFooter(
  screen: Screen,
  state: WatchState,
  { root, labs, progress, backendUrl }: WatchView,
  brief = false,
): void {
  const { target, assessment, panel, notice, isRunning } = state;
  const isDone = (step: Step): boolean => isPassed(progress, step.id);
  const course = target.lab.exercises ? allSteps([target.lab]) : courseSteps(labs);
  if (notice !== undefined) screen.text(notice, 'yellow');
  if (panel && !brief) screen.text(watchTexts.back);
  else if (assessment?.passed && !isRunning && !panel) {
    const told = course.every(({ step }) => isDone(step)) ? texts.allDone : watchTexts.passedNext(target.step.id);
    screen.text(told, ['bold', 'green']);
  } else if (!brief) screen.text(watchTexts.toEdit(filesText(target, root)));
  // A barra é a do lab: quem faz um só, numa aula, vê o fim dele chegar.
  const done = target.lab.steps.filter(isDone).length;
  if (!brief) screen.raw([progressLine(done, target.lab.steps.length, backendUrl, screen.terminal)]);
  screen.raw(keyLines(screen.terminal));
}

/** A barra encolhe antes de o endereço sair. */
function progressLine(done: number, total: number, backendUrl: string, terminal: Terminal): string {
  const told = ` ${encode(terminal, watchTexts.progress(done, total))}`;
  const address = `  ${backendUrl}`;
  const room = terminal.columns - 1 - INDENT.length - textWidth(told);
  const withAddress = Math.min(MAX_BAR, room - textWidth(address));
  const width = withAddress >= MIN_BAR ? withAddress : Math.max(0, Math.min(MAX_BAR, room));
  const bar = INDENT + progressBar(done, total, width, terminal) + told;
  return width === withAddress ? bar + paint(terminal, 'dim', address) : bar;
}

/** Quebradas entre uma tecla e outra, nunca entre uma tecla e o que ela faz. */
function keyLines(terminal: Terminal): string[] {
  const dot = encode(terminal, ' · ');
  const room = terminal.columns - 1 - INDENT.length;
  const lines: string[] = [];
  let used = Infinity;
  for (const [key, what] of watchTexts.keys) {
    const plain = `${key} ${encode(terminal, what)}`;
    const shown = paint(terminal, ['bold', 'cyan'], key) + plain.slice(key.length);
    const joined = used + dot.length + textWidth(plain);
    if (joined > room) {
      lines.push(INDENT + shown);
      used = textWidth(plain);
    } else {
      lines.push(`${lines.pop() ?? ''}${paint(terminal, 'dim', dot)}${shown}`);
      used = joined;
    }
  }
  return lines;
}
