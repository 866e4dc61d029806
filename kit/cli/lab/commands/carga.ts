/** `lab carga [defeito] [endereço] [segundos]`: visitantes para os serviços que `lab run 02`, ou `run 03`, pôs no ar. */
import { randomInt } from 'node:crypto';
import type { Lab } from '../../../course/manifest.ts';
import { jsonFields, readAnswer } from '../../../read-answer.ts';
import { fetchFailureReason } from '../../../system-error.ts';
import { timeLimit } from '../../../time-limit.ts';
import { progressLine } from '../../stick/progress-line.ts';
import { detectWindow } from '../../terminal.ts';
import { type Command, type LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { texts } from '../lab-texts.ts';
import { driveLoad, VISITS_PER_SECOND } from '../load/drive-load.ts';
import { FaultFile } from '../load/fault-file.ts';
import { readFault } from '../load/fault-words.ts';
import { USUAL_PAGE } from '../load/load-command.ts';
import type { LoadSummary } from '../load/load-summary.ts';
import { loadTexts } from '../load/load-texts.ts';
import { loadTable } from '../load/load-view.ts';
import { readLoadWords } from '../load/read-load-words.ts';
import { visitsFrom } from '../load/visit.ts';

const ANSWER_MS = 5000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Fora de um terminal, uma linha por segundo seria demais. */
const LINE_EVERY_TICKS = 10;

export const command: Command = async (context, { words }) => {
  const { root, labs, out, stop } = context;
  const withServices = labs.filter(({ services }) => services);
  if (withServices.length === 0) throw new LabStop(EXIT.usage, loadTexts.noLab);
  const { fault: written, address: url = USUAL_PAGE, seconds } = readLoadWords(withServices, words);
  const lab = await labAt(url, withServices, stop);
  const fault = written === undefined ? undefined : readFault(lab, written);

  const faultFile = fault === undefined ? undefined : new FaultFile(root, lab);
  if (faultFile?.hasFolder() === false) throw new LabStop(EXIT.missing, loadTexts.notHere(url, lab.number));
  out.text(loadTexts.starting(url, VISITS_PER_SECOND, seconds));
  if (fault !== undefined) out.text(loadTexts.fault(fault), 'yellow');
  const line = liveLine(context);
  try {
    faultFile?.write(fault ?? '');
    const summary = await driveLoad(url, {
      seed: randomInt(2 ** 32),
      durationMs: seconds === undefined ? undefined : seconds * 1000,
      signal: stop,
      onTick: line.show,
      draw: visitsFrom(lab.visits),
    });
    line.clear();
    out.blank();
    out.raw(loadTable(summary, out.terminal));
    return EXIT.passed;
  } finally {
    faultFile?.clear(fault);
  }
};

/** O lab de quem atende ali: a página diz o número dele. @throws LabStop se não é nenhum. */
async function labAt(url: string, labs: readonly Lab[], stop: AbortSignal): Promise<Lab> {
  const numbers = labs.map(({ number }) => number);
  const asked = `${url}/config.json`;
  let text: string | undefined;
  try {
    text = await readAnswer(await fetch(asked, { signal: timeLimit(ANSWER_MS, stop) }), MAX_ANSWER_BYTES);
  } catch (error) {
    if (stop.aborted) throw new LabStop(EXIT.interrupted, texts.interrupted);
    throw new LabStop(EXIT.missing, loadTexts.nobody(url, fetchFailureReason(error), numbers));
  }
  const config = jsonFields(text);
  const lab = labs.find(({ number }) => number === config.lab);
  if (lab) return lab;
  throw new LabStop(EXIT.missing, loadTexts.otherPage(url, numbers));
}

function liveLine({ stdout, env, out }: LabContext): { show: (summary: LoadSummary) => void; clear: () => void } {
  const line = progressLine(stdout, out.terminal, env);
  if (detectWindow(stdout, env)) return { show: (summary) => line.show(loadTexts.live(summary)), clear: line.clear };
  let ticks = 0;
  return {
    show: (summary) => void (++ticks % LINE_EVERY_TICKS === 0 && out.text(loadTexts.live(summary))),
    clear: () => {},
  };
}
