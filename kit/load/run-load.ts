/** Uma carga, do começo ao fim, na tela de quem a pediu. */
import { EXIT, type ExitCode } from '../cli/lab/exit-codes.ts';
import { progressBar } from '../cli/lab/watch/progress-bar.ts';
import type { Screen } from '../cli/screen.ts';
import { progressLine } from '../cli/stick/progress-line.ts';
import { detectWindow, encode } from '../cli/terminal.ts';
import { alignedRows } from '../help-rows.ts';
import { systemErrorReason } from '../system-error.ts';
import type { LoadProgress } from './load-book.ts';
import type { LoadResult } from './load-result.ts';
import { whyNothing } from './no-answer.ts';
import { postSpans } from './post-spans.ts';
import type { LoadWords } from './read-load-words.ts';
import { writeReport } from './write-report.ts';
import { sendLoad } from './send-load.ts';
import { mostFirst, perSecond, summaryRows } from './summary-rows.ts';
import { loadTexts as texts } from './texts.ts';

export interface LoadSession {
  words: LoadWords;
  env: NodeJS.ProcessEnv;
  /** Onde a tela e a linha que se reescreve aparecem. */
  stdout: { isTTY?: boolean; rows?: number; write(text: string): unknown };
  screen: Screen;
  errors: Screen;
  /** A pasta do relatório. */
  folder: string;
  /** Abortado quando se pede o fim (Ctrl+C). */
  stop: AbortSignal;
}

/** Depois do fim, por quanto tempo se insiste no que ainda não foi aceito. */
const RETRY_MS = 10_000;
const BAR_COLUMNS = 20;
/** Fora de um terminal, de quanto em quanto tempo se diz em que pé está. */
const LINE_EVERY_MS = 2000;
/** Abaixo desta parte do ritmo pedido, vale dizer que ele não saiu. */
const SLOWER = 0.9;

export async function runLoad(session: LoadSession): Promise<ExitCode> {
  const { words, screen, errors, stop } = session;
  const { url, rate, seconds } = words;
  const probe = await postSpans(url, new Uint8Array(), { signal: stop });
  // Uma resposta qualquer basta: há quem não aceite um pedido vazio, e aceite spans.
  if (!probe.accepted && probe.status === undefined) return showNothing(session, probe.reason);
  screen.text(texts.starting(url, rate, seconds));
  const progress = showProgress(session);
  const result = await sendLoad({ ...words, retryMs: RETRY_MS, onProgress: progress.show, signal: stop });
  progress.clear();
  if (result.spans.acknowledged === 0) return showNothing(session, mostFirst(result.refusals)[0]?.[0] ?? '', result);
  if (stop.aborted) screen.text(texts.interrupted, 'yellow');
  screen.blank();
  showTable(screen, result);
  const sentPerSecond = perSecond(result.spans.sent, seconds * 1000);
  if (!stop.aborted && sentPerSecond < rate * SLOWER) screen.text(texts.slower(rate, sentPerSecond), 'yellow');
  showReport(session, result, errors);
  return EXIT.passed;
}

/** @param result Se algo chegou a ser mandado. */
function showNothing({ words, screen, errors, stop }: LoadSession, reason: string, result?: LoadResult): ExitCode {
  if (stop.aborted) {
    errors.text(texts.interruptedEarly, 'yellow');
    return EXIT.interrupted;
  }
  if (result) {
    screen.blank();
    showTable(screen, result);
  }
  for (const line of whyNothing(words.url, reason)) errors.text(line, 'red');
  return EXIT.failed;
}

function showTable(screen: Screen, result: LoadResult): void {
  screen.raw(alignedRows(summaryRows(result)).map((row) => encode(screen.terminal, row)));
  screen.blank();
}

function showProgress(session: LoadSession): { show: (progress: LoadProgress) => void; clear: () => void } {
  const { stdout, screen, env } = session;
  const { terminal } = screen;
  const line = progressLine(stdout, terminal, env);
  if (detectWindow(stdout, env)) {
    const show = (progress: LoadProgress): void =>
      line.show(`${progressBar(progress.share, 1, BAR_COLUMNS, terminal)} ${texts.progress(progress)}`);
    return { show, clear: line.clear };
  }
  let shownAt = performance.now();
  const show = (progress: LoadProgress): void => {
    if (performance.now() - shownAt < LINE_EVERY_MS) return;
    shownAt = performance.now();
    screen.text(texts.progress(progress));
  };
  return { show, clear: () => {} };
}

/** Uma pasta em que não se escreve não desfaz a carga: o resultado já está na tela. */
function showReport({ words, folder, screen }: LoadSession, result: LoadResult, errors: Screen): void {
  try {
    screen.raw([encode(screen.terminal, `  ${texts.report(writeReport(folder, words, result))}`)]);
  } catch (error) {
    errors.text(texts.noReport(folder, systemErrorReason(error)), 'yellow');
  }
}
