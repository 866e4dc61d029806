/** `lab responder [mistério] [resposta]`: ler o trace do programa de outra pessoa, e dizer o que aconteceu. */
import { suggestions } from '../../../suggestions.ts';
import { UsageError } from '../../../usage-error.ts';
import { MARK_STYLES, marks } from '../../terminal.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT, type ExitCode, LabStop } from '../exit-codes.ts';
import { courseMysteries } from '../mysteries/course-mysteries.ts';
import { grade, letterOf } from '../mysteries/grade.ts';
import type { Mystery } from '../../../mysteries/mystery.ts';
import { isAnswered, markAnswered, pendingMystery } from '../mysteries/mystery-progress.ts';
import { mysteryTexts } from '../mysteries/mystery-texts.ts';
import { publishMystery } from '../mysteries/publish-mystery.ts';
import { showCommand } from '../show.ts';
import { withAnyBackend } from '../with-backend.ts';

export const command: Command = async (context, { words: [written, ...answer], backend }) => {
  const mysteries = await courseMysteries(context.labs);
  if (written === undefined) return showList(context, mysteries);
  const mystery = mysteries.find(({ id }) => id === written.toLowerCase());
  if (!mystery) {
    const known = mysteries.map(({ id }) => id);
    throw new UsageError(mysteryTexts.unknown(written, suggestions(written, known)));
  }
  return answer.length > 0 ? showGrade(context, mysteries, mystery, answer.join(' ')) : open(context, mystery, backend);
};

function showList(context: LabContext, mysteries: readonly Mystery[]): ExitCode {
  const { out } = context;
  const progress = progressOf(context);
  out.blank();
  out.text(mysteryTexts.listTitle, 'bold');
  out.blank();
  const passedMark = marks(out.terminal).passed.padEnd(2);
  for (const { id, title } of mysteries) {
    const isDone = isAnswered(progress, id);
    const mark = isDone ? passedMark : '· ';
    out.text(`${mark} ${mysteryTexts.title(id, title)}`, isDone ? MARK_STYLES.passed : []);
  }
  out.blank();
  const next = pendingMystery(mysteries, progress);
  if (next) showCommand(out, mysteryTexts.toOpen, mysteryTexts.typed(next.id));
  else out.text(mysteryTexts.allDone);
  return EXIT.passed;
}

async function open(context: LabContext, mystery: Mystery, backend: string | undefined): Promise<ExitCode> {
  const { out, stop } = context;
  const links = await withAnyBackend(context, backend, (running) => {
    if (!running) throw new LabStop(EXIT.missing, mysteryTexts.noLuneta);
    return publishMystery(mystery, running, stop);
  });
  showTitle(context, mystery);
  out.text(mystery.story);
  out.blank();
  out.links(links);
  out.blank();
  out.text(mystery.question, 'bold');
  const { answer } = mystery;
  if (answer.type === 'choice') {
    for (const [i, { text }] of answer.alternatives.entries()) out.text(`${letterOf(i)}) ${text}`);
  }
  out.blank();
  showCommand(out, mysteryTexts.toAnswer, mysteryTexts.typed(mystery.id, mysteryTexts.answerOf[answer.type]));
  return EXIT.passed;
}

function showGrade(context: LabContext, mysteries: readonly Mystery[], mystery: Mystery, written: string): ExitCode {
  const { out } = context;
  const { isRight, message } = grade(mystery, written);
  const mark = isRight ? 'passed' : 'failed';
  const progress = isRight ? markAnswered(context, mystery.id) : undefined;
  showTitle(context, mystery);
  out.text(`${marks(out.terminal)[mark]} ${isRight ? mysteryTexts.right : mysteryTexts.wrong}`, MARK_STYLES[mark]);
  out.text(message);
  out.blank();
  if (!progress) {
    const again = mysteryTexts.typed(mystery.id, mysteryTexts.answerOf[mystery.answer.type]);
    showCommand(out, mysteryTexts.again, again);
    return EXIT.failed;
  }
  const next = pendingMystery(mysteries, progress);
  if (next) showCommand(out, mysteryTexts.next, mysteryTexts.typed(next.id));
  else out.text(mysteryTexts.allDone);
  return EXIT.passed;
}

function showTitle({ out }: LabContext, { id, title }: Mystery): void {
  out.blank();
  out.text(mysteryTexts.title(id, title), 'bold');
  out.blank();
}
