/**
 * A sessão de quem digita `npm run lab`: a cada vez que se salva, o programa roda e é julgado; entre uma e outra, as teclas.
 * Uma conferência por vez: salvar no meio de uma a interrompe e começa outra, que espera a anterior acabar de verdade.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { labFiles } from '../../../course/lab-files.ts';
import { MY_LAB } from '../../../course/lab-paths.ts';
import type { LabStep } from '../../../course/manifest.ts';
import type { Backend } from '../../backend/backend.ts';
import { askDiagnosis } from '../../diagnosis/ask-diagnosis.ts';
import { checkEnvironment } from '../../environment/environment.ts';
import type { Screen } from '../../screen.ts';
import { detectTerminal, detectWindow } from '../../terminal.ts';
import { sanitize } from '../../../text-width.ts';
import { assess, type Assessment } from '../assess.ts';
import { type LabContext, progressOf } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { texts } from '../lab-texts.ts';
import { markPassed } from '../mark-passed.ts';
import { nextStage } from '../next-stage.ts';
import { reportProgress } from '../report-progress.ts';
import { howToCheck } from '../require-needs.ts';
import { inMyLab, showTitle, showVerdict } from '../show.ts';
import { isPassed, pendingAfter, pendingStep, stepsSoFar } from '../step-choice.ts';
import { keepDeleted } from './keep-deleted.ts';
import { LiveBackend } from './live-backend.ts';
import { type FileWatcher, watchFiles } from './watch-files.ts';
import type { WatchState } from './watch-state.ts';
import { watchTexts } from './watch-texts.ts';
import { watchLines } from './watch-view.ts';

/** Apaga a janela e volta ao começo: só o que vale agora fica à vista. */
const CLEAR = '\u001b[2J\u001b[H';

export class WatchSession {
  /** Resolve com o código de saída; rejeita com um defeito nosso. */
  readonly finished: Promise<ExitCode>;
  readonly #context: LabContext;
  readonly #backend: LiveBackend;
  #state: WatchState;
  #watcher: FileWatcher | undefined;
  #check = new AbortController();
  #last: Promise<void> = Promise.resolve();
  /** O doutor, que não espera pelas conferências nem as interrompe. */
  #doctorDone: Promise<void> | undefined;
  /** O código da última conferência. */
  #code: ExitCode = EXIT.failed;
  #isOver = false;
  /** O que dizer com o próximo resultado. */
  #news: string[] = [];
  /** Por que não se observa; dito até o fim. */
  #blind: string | undefined;
  #finish: (code: ExitCode) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  /** @param greeting O que dizer com o primeiro resultado. */
  constructor(context: LabContext, target: LabStep, backend: Backend, greeting?: string) {
    this.#context = context;
    this.#backend = new LiveBackend(backend, context, (news) => this.#news.push(news));
    if (greeting !== undefined) this.#news.push(greeting);
    this.#state = { target, isRunning: false };
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    const stop = (): void => void this.quit(EXIT.interrupted);
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
      d: () => this.#openDoctor(),
      q: () => void this.quit(EXIT.passed),
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
    await this.#backend.close();
    settle();
  }

  /** O último resultado, ou o que o impediu: para quem sai não perder o que viu. */
  summarize(screen: Screen): void {
    const { target, assessment, problem } = this.#state;
    if (!assessment && problem === undefined) return;
    showTitle(screen, target);
    if (assessment) showVerdict(screen, assessment, target);
    else for (const line of (problem ?? '').split('\n')) screen.text(sanitize(line), 'red');
    screen.blank();
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
    const backendUrl = this.#backend.current.url;
    const lines = watchLines(this.#state, {
      root: this.#context.root,
      labs,
      progress,
      terminal,
      backendUrl,
      rows: window?.rows,
    });
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
    const assessment = await this.#run(target, signal);
    if (!assessment) return;
    if (signal.aborted) return;
    if (assessment.passed) markPassed(this.#context, target.step.id, assessment);
    await reportProgress(this.#context, target, assessment, this.#backend.current, signal);
    await this.#watcher?.ready;
    if (signal.aborted) return;
    this.#code = assessment.passed ? EXIT.passed : EXIT.failed;
    this.#state = { target, isRunning: false, assessment, checkedAt: new Date(), notice: this.#tellNews() };
    this.draw();
  }

  #tellNews(): string | undefined {
    const told = [...(this.#blind === undefined ? [] : [this.#blind]), ...this.#news];
    this.#news = [];
    return told.length > 0 ? told.join(' ') : undefined;
  }

  /** `undefined` se foi interrompida antes de o programa começar. @throws LabStop */
  async #run(target: LabStep, signal: AbortSignal): Promise<Assessment | undefined> {
    const { kind, url } = this.#backend.current;
    const given = kind === 'given' ? url : undefined;
    const { offline } = await howToCheck(this.#context, target, given);
    await this.#backend.revive();
    if (signal.aborted) return undefined;
    this.#keepDeleted();
    // O que o curso escreve ao abrir o passo não é o aluno salvando.
    const onOpened = (): void => {
      this.#watch(this.#state.target);
      this.#watcher?.remember();
      this.#watcher?.programStarted();
    };
    try {
      const backend = this.#backend.current;
      return await assess(this.#context, target, { backend, signal, onOpened, offline, deployedAt: given });
    } finally {
      this.#watcher?.programEnded();
    }
  }

  /** Antes de o curso escrever de novo o que sumiu, e de começar a observar a pasta nova. */
  #keepDeleted(): void {
    const { root } = this.#context;
    const { target } = this.#state;
    if (!this.#watcher) return;
    const { lab, step } = target;
    const isStale = this.#watcher.isStale() || !existsSync(path.join(root, MY_LAB, lab.id, step.entry ?? ''));
    for (const { from, to } of keepDeleted(root, target, this.#watcher.last)) {
      this.#news.push(watchTexts.deleted(inMyLab([from]), inMyLab([to])));
    }
    if (isStale) this.#unwatch();
  }

  #unwatch(): void {
    void this.#watcher?.close();
    this.#watcher = undefined;
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
      const next = pendingAfter(labs, progress, target.step.id) ?? pendingStep(labs, progress);
      if (!next) this.#show({ notice: texts.allDone });
      else this.#moveTo(next);
    }
  }

  #moveTo(target: LabStep): void {
    if (target.lab.id !== this.#state.target.lab.id) this.#unwatch();
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
      const results: { target: LabStep; passed: boolean }[] = [];
      for (const item of stepsSoFar(this.#context.labs, progressOf(this.#context), target.step.id)) {
        this.#state = { ...this.#state, panel: { type: 'all', results }, notice: watchTexts.running(item.step.id) };
        this.draw();
        const assessment = await this.#run(item, signal);
        if (!assessment || signal.aborted) return;
        const { passed } = assessment;
        if (passed) markPassed(this.#context, item.step.id, assessment);
        await reportProgress(this.#context, item, assessment, this.#backend.current, signal);
        if (signal.aborted) return;
        results.push({ target: item, passed });
      }
      this.#show({ panel: { type: 'all', results }, notice: this.#tellNews() });
    });
  }

  /** Um por vez: a mesma tecla colada muitas vezes não o multiplica. */
  #openDoctor(): void {
    this.#doctorDone ??= this.#doctor()
      .catch((error: unknown) => {
        if (!this.#isOver && !this.#context.stop.aborted) this.#explain(error);
      })
      .finally(() => (this.#doctorDone = undefined));
  }

  async #doctor(): Promise<void> {
    const { root, env } = this.#context;
    const { needs = [] } = this.#state.target.step;
    await this.#backend.revive();
    const { isLuneta, url } = this.#backend.current;
    const [checks, diagnosis] = await Promise.all([
      checkEnvironment({ root, needs, env }),
      isLuneta ? askDiagnosis(url) : undefined,
    ]);
    this.#show({ panel: { type: 'doctor', checks, diagnosis }, notice: this.#tellNews() });
  }
}
