/** A tela de quem observa. Função pura: do estado às linhas. O que mais importa fica por último, onde o olho para. */
import { labFolder } from '../../../course/lab-paths.ts';
import type { Lab } from '../../../course/manifest.ts';
import type { Progress } from '../../../course/progress.ts';
import { formatExactTime } from '../../../format.ts';
import { Screen } from '../../screen.ts';
import { marks, type Terminal } from '../../terminal.ts';
import { sanitize } from '../../../text-width.ts';
import type { Assessment, LabCheck } from '../assess.ts';
import { texts } from '../lab-texts.ts';
import { showChanges, showTrace, showVerdict } from '../show.ts';
import { clipAround, cutAppLine, rowsOf } from './fit-window.ts';
import { showFooter } from './watch-footer.ts';
import { panelFocus, showPanel } from './watch-panels.ts';
import type { WatchState } from './watch-state.ts';
import { watchTexts } from './watch-texts.ts';

export interface WatchView {
  /** A raiz do projeto. */
  root: string;
  labs: readonly Lab[];
  progress: Progress;
  terminal: Terminal;
  /** Onde a telemetria fica à vista. */
  backendUrl: string;
  /** Linhas da janela; sem janela, não há limite, e cada tela vem abaixo da anterior. */
  rows?: number;
}

/** De quanto se conta do resultado. Do mais ao menos, até que caiba. */
interface Detail {
  /** O que passou e os arquivos escritos: por extenso, só quantos, ou nada. */
  passed: 'each' | 'count' | 'none';
  /** Linhas da linha do tempo, ao menos; sem isto, só o endereço dela, ou nada. */
  trace: number | 'address' | 'none';
  /** Com a dica na tela, também o que não passou. */
  failure: boolean;
  /** Onde está o guia, e a hora da conferência. */
  guide?: boolean;
}

const DETAILS: readonly Detail[] = [
  { passed: 'each', trace: 6, failure: true, guide: true },
  { passed: 'each', trace: 6, failure: true },
  { passed: 'count', trace: 4, failure: true },
  { passed: 'count', trace: 'address', failure: true },
  { passed: 'count', trace: 'none', failure: true },
  { passed: 'none', trace: 'none', failure: false },
];

export function watchLines(state: WatchState, view: WatchView): string[] {
  const { target, panel, problem, isRunning, assessment } = state;
  const { terminal, rows } = view;
  const draw = (content: (screen: Screen) => void): string[] => drawLines(terminal, content);
  const running = draw((screen) => screen.text(watchTexts.running(target.step.entry ?? ''), 'dim'));
  // Sem janela, cada tela fica: repetir tudo só para dizer que se espera cansaria quem a ouve.
  if (rows === undefined && isRunning && !panel && state.notice === undefined) return ['', ...running];

  const title = draw((screen) => {
    screen.text(watchTexts.stepTitle(target.step.id, target.step.title, target.step.minutes), 'bold');
  });
  const footer = draw((screen) => showFooter(screen, state, view));
  const room = rows === undefined ? Infinity : rows - 1 - rowsOf([...title, ...footer], terminal);
  const whole = (body: readonly string[]): string[] => ['', ...title, '', ...body, '', ...footer];
  const fits = (body: readonly string[]): boolean => rowsOf(body, terminal) + BLANKS <= room;
  // Sem espaço nem para as linhas em branco.
  const squeezed = (body: readonly string[]): string[] => {
    const brief = draw((screen) => showFooter(screen, state, view, true));
    return [...title, ...body.filter((line) => line !== ''), ...brief];
  };

  if (panel) {
    const body = draw((screen) => showPanel(screen, panel, state, view));
    if (fits(body)) return whole(body);
    const [heading = '', ...lines] = body;
    const left = room - rowsOf([heading], terminal) - BLANKS;
    return whole([heading, ...clipAround(lines, left, panelFocus(panel, lines, state), terminal)]);
  }
  if (problem !== undefined) {
    const body = draw((screen) => problem.split('\n').forEach((line) => screen.text(sanitize(line), 'red')));
    return fits(body) ? whole(body) : squeezed(body);
  }
  if (isRunning || !assessment) return fits(running) ? whole(running) : squeezed(running);

  let body: string[] = [];
  for (const detail of DETAILS) {
    body = resultLines(state, assessment, detail, room - BLANKS, view);
    if (fits(body)) return whole(body);
  }
  // O que nem assim cabe rola: cortar esconderia o que se quer ler.
  return squeezed(body);
}

/** Em volta do título e acima do pé. */
const BLANKS = 3;

function resultLines(
  { target, hint, checkedAt }: WatchState,
  assessment: Assessment,
  { passed, trace, failure, guide }: Detail,
  room: number,
  { terminal, rows }: WatchView,
): string[] {
  const isWindow = rows !== undefined;
  const above = drawLines(terminal, (screen) => {
    const { opened } = assessment;
    if (passed === 'each') showChanges({ out: screen, errors: screen }, opened);
    else if (passed === 'count' && opened.written.length > 0)
      screen.text(watchTexts.wrote(opened.written.length, target.lab.id));
    if (passed === 'count') {
      const count = assessment.checks.filter((check) => check.passed).length;
      if (count > 0) screen.text(`${marks(terminal).passed} ${watchTexts.passedCount(count)}`, 'green');
    }
    if (failure || !hint) showVerdict(screen, shownChecks(assessment, passed, isWindow, terminal), target);
    if (!hint) return;
    if (failure) screen.blank();
    screen.text(texts.hintTitle(hint.stage, hint.stages), ['bold', 'yellow']);
    screen.text(hint.text);
  });
  if (trace === 'none') return above;
  const told = drawLines(terminal, (screen) => {
    if (guide && checkedAt) screen.text(watchTexts.checked(guideOf(target.lab), timeOf(checkedAt)), 'dim');
  });
  const { url } = assessment;
  if (trace === 'address') {
    return [...above, ...drawLines(terminal, (screen) => url && screen.links([{ label: texts.onScreen, url }]))];
  }
  const maxRows = isWindow ? Math.max(trace, room - rowsOf([...above, ...told], terminal) - TRACE_FRAME) : undefined;
  const below = drawLines(terminal, (screen) => {
    if (assessment.wasSought) screen.blank();
    showTrace(screen, assessment, maxRows);
  });
  return [...above, ...below, ...told];
}

function guideOf(lab: Lab): string {
  return `${labFolder(lab)}/README.md`;
}

/** Até o segundo: basta para saber se o resultado é do que se acaba de salvar. */
function timeOf(date: Date): string {
  return formatExactTime(BigInt(date.getTime()) * 1_000_000n).split(',')[0] ?? '';
}

/** A linha em branco, a frase e o endereço em volta da linha do tempo. */
const TRACE_FRAME = 3;

/** Numa janela, o que um programa escreveu ao cair não passa da largura dela; com pouco espaço, só o começo. */
function shownChecks(
  assessment: Assessment,
  passed: Detail['passed'],
  isWindow: boolean,
  terminal: Terminal,
): Assessment {
  if (!isWindow) return assessment;
  const shorten = (check: LabCheck): LabCheck => {
    const [told = '', ...lines] = check.observed.split('\n');
    const shown = passed === 'each' ? lines : lines.slice(0, FEW_LINES);
    return { ...check, observed: [told, ...shown.map((line) => cutAppLine(line, terminal))].join('\n') };
  };
  const checks = assessment.checks.filter((check) => passed === 'each' || !check.passed).map(shorten);
  return { ...assessment, checks };
}

const FEW_LINES = 5;
function drawLines(terminal: Terminal, content: (screen: Screen) => void): string[] {
  let text = '';
  content(new Screen({ write: (part: string) => (text += part) }, terminal));
  return text.split('\n').slice(0, -1);
}
