/** O que toma o lugar do resultado, a pedido: os passos, a saída do programa, o doutor, a conferência de tudo. */
import { showDiagnosis } from '../../diagnosis/show-diagnosis.ts';
import { showChecks } from '../../environment/show-checks.ts';
import { texts as environmentTexts } from '../../environment/texts.ts';
import type { Screen } from '../../screen.ts';
import { marks } from '../../terminal.ts';
import { texts } from '../lab-texts.ts';
import { showSteps } from '../show-steps.ts';
import { cutAppLine } from './fit-window.ts';
import type { Panel, WatchState } from './watch-state.ts';
import { watchTexts } from './watch-texts.ts';
import type { WatchView } from './watch-view.ts';

/** De uma saída enorme, o que se procura está no fim. */
const MAX_OUTPUT_LINES = 200;

export function showPanel(screen: Screen, panel: Panel, { target, assessment }: WatchState, view: WatchView): void {
  switch (panel.type) {
    case 'list':
      showSteps(screen, view.labs, view.progress);
      break;
    case 'doctor':
      showDoctor(screen, panel, assessment);
      break;
    case 'all':
      screen.text(watchTexts.checkedAll);
      for (const { target: checked, passed } of panel.results) {
        const mark = marks(screen.terminal)[passed ? 'passed' : 'failed'];
        screen.text(`${mark} ${texts.step(checked.step.id, checked.step.title)}`, passed ? 'green' : 'red');
      }
      break;
    case 'output': {
      const { stdout, stderr } = assessment?.output ?? {};
      const written = `${stdout?.text ?? ''}${stderr?.text ?? ''}`.trimEnd();
      if (written === '') screen.text(`${watchTexts.outputTitle(target.step.entry ?? '')} ${watchTexts.noOutput}`);
      else showOutput(screen, written.split(/\r?\n/), target.step, view.rows === undefined);
    }
  }
}

/** Da máquina, só o que não está bem: o resto da janela é da telemetria. */
function showDoctor(
  screen: Screen,
  { checks, diagnosis }: Extract<Panel, { type: 'doctor' }>,
  assessment: WatchState['assessment'],
): void {
  const wrong = checks.filter(({ state }) => state !== 'ok');
  if (wrong.length === 0) screen.text(environmentTexts.allGood, 'green');
  else showChecks(screen, wrong);
  if (!diagnosis) return;
  screen.blank();
  showDiagnosis(screen, diagnosis, new Set(assessment?.spans.map(({ traceId }) => traceId)));
}

/** @param whole Sem janela, as linhas vão inteiras. */
function showOutput(
  screen: Screen,
  lines: readonly string[],
  { id, entry = '' }: { id: string; entry?: string },
  whole: boolean,
): void {
  screen.text(watchTexts.outputTitle(entry));
  if (lines.length > MAX_OUTPUT_LINES) screen.text(watchTexts.outputStart(lines.length - MAX_OUTPUT_LINES, id), 'dim');
  for (const line of lines.slice(-MAX_OUTPUT_LINES)) {
    screen.appLine(whole ? line : cutAppLine(line, screen.terminal));
  }
}

/** A linha que não pode sair da vista: o passo de agora na lista, o começo do doutor, o fim do que se acrescenta. */
export function panelFocus(panel: Panel, lines: readonly string[], { target }: WatchState): number {
  if (panel.type === 'list') return lines.findIndex((line) => line.includes(` ${target.step.id} `));
  return panel.type === 'doctor' ? 0 : lines.length - 1;
}
