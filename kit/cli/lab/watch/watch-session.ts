/**
 * A sessão de quem digita `npm run lab`: a cada vez que se salva, o programa roda e é julgado; entre uma e outra, as teclas.
 * Uma conferência por vez: salvar no meio de uma a interrompe e começa outra, que espera a anterior acabar de verdade.
 */
import path from 'node:path';
import { labFiles } from '../../../course/lab-files.ts';
import { MY_LAB } from '../../../course/lab-paths.ts';
import { allSteps, type LabStep } from '../../../course/manifest.ts';
import type { Backend } from '../../backend/backend.ts';
import { askDiagnosis } from '../../diagnosis/ask-diagnosis.ts';
import { checkEnvironment } from '../../environment/environment.ts';
import { detectTerminal, detectWindow } from '../../terminal.ts';
import { assess, type Assessment } from '../assess.ts';
import { type LabContext, progressOf } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { texts } from '../lab-texts.ts';
import { markPassed } from '../mark-passed.ts';
import { nextStage } from '../next-stage.ts';
import { reportProgress } from '../report-progress.ts';
import { requireNeeds } from '../require-needs.ts';
import { isPassed, pendingStep } from '../step-choice.ts';
import { REDRAW } from './keys.ts';
import { type FileWatcher, watchFiles } from './watch-files.ts';
import type { WatchState } from './watch-state.ts';
import { watchTexts } from './watch-texts.ts';
import { watchLines } from './watch-view.ts';

/** Apaga a janela e o que rolou para cima, e volta ao começo: só o que vale agora fica à vista. */
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';

export class WatchSession {
  /** Resolve com o código de saída; rejeita com um defeito nosso. */
  readonly finished: Promise<ExitCode>;
  readonly #context: LabContext;
  readonly #backend: Backend;
  #state: WatchState;
  #watcher: FileWatcher | undefined;
  #check = new AbortController();
  #last: Promise<void> = Promise.resolve();
  /** O doutor, que não espera pelas conferências nem as interrompe. */
  #doctorDone: Promise<void> = Promise.resolve();
  /** O código da última conferência. */
  #code: ExitCode = EXIT.failed;
  #isOver = false;
  /** O que dizer com o primeiro resultado. */
  #greeting: string | undefined;
  /** Por que não se observa; dito até o fim. */
  #blind: string | undefined;
  #finish: (code: ExitCode) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  /** @param greeting O que dizer com o primeiro resultado. */
  constructor(context: LabContext, target: LabStep, backend: Backend, greeting?: string) {
    this.#context = context;
    this.#backend = backend;
    this.#greeting = greeting;
    this.#state = { target, isRunning: false };
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    const stop = (): void => void this.quit(EXIT.passed);
    if (context.stop.aborted) stop();
    else context.stop.addEventListener('abort', stop, { once: true });
  }

  /** No começo, quando se salva, quando se pede. */
  check(): void {
    this.#exclusively(async (signal) => {
      this.#state = { target: this.#state.target, isRunning: true };
      this.draw();
      await this.#assess(signal);
    });
  }

  onKey(key: string): void {
    const keys: Record<string, () => void> = {
      n: () => this.#next(),
      h: () => this.#hint(),
      o: () => this.#show({ panel: { type: 'output' } }),
      l: () => this.#show({ panel: { type: 'list' } }),
      r: () => this.check(),
      c: () => this.#checkAll(),
      d: () => void (this.#doctorDone = this.#doctor()),
      q: () => void this.quit(EXIT.passed),
      [REDRAW]: () => this.draw(),
    };
    try {
      if (Object.hasOwn(keys, key)) keys[key]?.();
      else if (/^[\p{L}\p{N}]$/u.test(key)) this.#show({ notice: watchTexts.unknownKey(key) });
    } catch (error) {
      this.#explain(error);
    }
  }

  /** Ninguém mais vai digitar: acaba quando o que foi pedido acabar. */
  onEnd(): void {
    void Promise.all([this.#last, this.#doctorDone]).then(() => this.quit(this.#code));
  }

  quit(code: ExitCode): Promise<void> {
    return this.#end(() => this.#finish(code));
  }

  /** Nada começa depois disto, e o que tinha começado acaba antes de `settle`. */
  async #end(settle: () => void): Promise<void> {
    this.#isOver = true;
    this.#check.abort();
    await this.#last;
    await this.#watcher?.close();
    settle();
  }

  draw(): void {
    if (this.#isOver) return;
    try {
      this.#write();
    } catch (error) {
      // Nem o progresso se lê: não há tela que o diga.
      void this.#end(() => this.#fail(error));
    }
  }

  #write(): void {
    const { stdout, env, labs } = this.#context;
    const terminal = detectTerminal(stdout, env);
    const window = detectWindow(stdout, env);
    const progress = progressOf(this.#context);
    const backendUrl = this.#backend.url;
    const lines = watchLines(this.#state, { labs, progress, terminal, backendUrl, rows: window?.rows });
    stdout.write(`${window ? CLEAR : ''}${lines.join('\n')}\n`);
  }

  #show(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, notice: undefined, ...change };
    // No meio de uma conferência, o resultado dela vem já; até lá, só o que não depende dele.
    this.draw();
  }

  /** Interrompe o que estiver em andamento e, quando isso acabar, faz `work`. */
  #exclusively(work: (signal: AbortSignal) => Promise<void>): void {
    if (this.#isOver) return;
    this.#check.abort();
    const check = new AbortController();
    this.#check = check;
    this.#last = this.#alone(this.#last, check.signal, work);
  }

  async #alone(
    before: Promise<void>,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    await before;
    if (signal.aborted || this.#context.stop.aborted) return;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted && !this.#context.stop.aborted) this.#explain(error);
    }
  }

  async #assess(signal: AbortSignal): Promise<void> {
    const { target } = this.#state;
    await requireNeeds(this.#context, target);
    const assessment = await this.#run(target, signal);
    if (signal.aborted) return;
    if (assessment.passed) markPassed(this.#context, target.step.id);
    await reportProgress(this.#context, target, assessment, this.#backend);
    await this.#watcher?.ready;
    this.#code = assessment.passed ? EXIT.passed : EXIT.failed;
    this.#state = { target, isRunning: false, assessment, notice: this.#blind ?? this.#greeting };
    this.#greeting = undefined;
    this.draw();
  }

  async #run(target: LabStep, signal: AbortSignal): Promise<Assessment> {
    // O que o curso escreve ao abrir o passo não é o aluno salvando.
    const onOpened = (): void => {
      this.#watch(this.#state.target);
      this.#watcher?.remember();
      this.#watcher?.programStarted();
    };
    try {
      return await assess(this.#context, target, { backend: this.#backend, signal, onOpened });
    } finally {
      this.#watcher?.programEnded();
    }
  }

  #watch({ lab }: LabStep): void {
    if (this.#watcher) return;
    const { root } = this.#context;
    this.#watcher = watchFiles({
      folder: path.join(root, MY_LAB, lab.id),
      sources: labFiles(root, lab).map((file) => path.posix.relative(lab.id, file.path)),
      onSave: () => this.check(),
      onError: ({ message }) => {
        this.#blind = watchTexts.notWatching(message);
        this.#show({ notice: this.#blind });
      },
    });
  }

  /** O que o aluno pode resolver fica na tela; o resto é defeito nosso. */
  #explain(error: unknown): void {
    this.#code = exitCodeOf(error);
    if (this.#code === EXIT.internal) {
      void this.#end(() => this.#fail(error));
      return;
    }
    this.#state = { target: this.#state.target, isRunning: false, problem: (error as Error).message };
    this.draw();
  }

  #next(): void {
    const { target, isRunning } = this.#state;
    const { labs } = this.#context;
    const progress = progressOf(this.#context);
    if (isRunning) this.#show({ notice: watchTexts.wait });
    else if (!isPassed(progress, target.step.id)) this.#show({ notice: watchTexts.notYet(target.step.id) });
    else {
      const next = pendingStep(labs, progress);
      if (!next) this.#show({ notice: watchTexts.allDone });
      else this.#moveTo(next);
    }
  }

  #moveTo(target: LabStep): void {
    if (target.lab.id !== this.#state.target.lab.id) {
      void this.#watcher?.close();
      this.#watcher = undefined;
    }
    this.#state = { target, isRunning: false };
    this.check();
  }

  #hint(): void {
    const { target, assessment, isRunning } = this.#state;
    if (isRunning) return this.#show({ notice: watchTexts.wait });
    if (!assessment) return this.#show({ notice: watchTexts.notChecked });
    const failed = assessment.checks.find(({ passed }) => !passed);
    if (!failed) return this.#show({ notice: texts.nothingToHint(target.step.id) });
    const { hint } = failed;
    if (!hint) return this.#show({ notice: texts.noHint(failed.code) });
    const stage = nextStage(this.#context, hint);
    const shown = { stage, stages: hint.stages.length, text: hint.stages[stage - 1] ?? '' };
    this.#show({ hint: shown, panel: undefined });
  }

  /** Cada passo até aqui, do zero: o programa de um pode não ser o do outro. */
  #checkAll(): void {
    this.#exclusively(async (signal) => {
      const { target } = this.#state;
      const progress = progressOf(this.#context);
      const steps = allSteps(this.#context.labs).filter(
        ({ step }) => isPassed(progress, step.id) || step.id === target.step.id,
      );
      const results: { target: LabStep; passed: boolean }[] = [];
      for (const item of steps) {
        this.#state = { ...this.#state, panel: { type: 'all', results }, notice: watchTexts.running(item.step.id) };
        this.draw();
        const { passed } = await this.#run(item, signal);
        if (signal.aborted) return;
        if (passed) markPassed(this.#context, item.step.id);
        results.push({ target: item, passed });
      }
      this.#show({ panel: { type: 'all', results } });
    });
  }

  async #doctor(): Promise<void> {
    const { root, env } = this.#context;
    const { needs = [] } = this.#state.target.step;
    const { isLuneta, url } = this.#backend;
    const [checks, diagnosis] = await Promise.all([
      checkEnvironment({ root, needs, env }),
      isLuneta ? askDiagnosis(url) : undefined,
    ]);
    this.#show({ panel: { type: 'doctor', checks, diagnosis } });
  }
}
