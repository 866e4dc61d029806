/**
 * Copia para outro backend, por OTLP/HTTP, o que chega: numa turma, cada aluno tem a sua Luneta, e todas mandam à do
 * professor. Junto vai o progresso do curso, sempre o último inteiro, e de novo a cada poucos segundos: é o sinal de vida, e
 * um professor que voltou fica sabendo de tudo. A cópia é uma cortesia: se o outro lado cai, espera-se por ele, e a Luneta do
 * aluno não sente.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Course } from '../classroom/course.ts';
import { newInstance } from '../classroom/instance.ts';
import { CLASS_PATH, classReport, studentName } from '../classroom/report.ts';
import { CONTENT_TYPE } from '../receivers/otlp-http.ts';
import type { Signal } from '../wire/signal.ts';
import { copyOf } from './copies.ts';
import { forwardTexts as texts } from './forward-texts.ts';
import { post, type PostProblem } from './post.ts';

/** Do que espera para ser mandado. Passando disto, o mais antigo se perde. */
const MAX_QUEUE_BYTES = 16 * 1024 * 1024;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5000;
/** De quanto em quanto tempo o progresso vai de novo. */
const REPORT_EVERY_MS = 5000;
/** O mesmo, a quem não o quis: um Jaeger, um Collector. */
const REFUSED_EVERY_MS = 60_000;
/** Ao fechar, quanto esperar pelo que falta. */
const CLOSE_MS = 1000;

/** Um pedido à espera de ser mandado. */
interface Copy {
  signal: Signal;
  bytes: Uint8Array;
}

export interface ForwardOptions {
  /** Base do OTLP/HTTP: `http://192.168.0.10:4318`. */
  url: string;
  /** O valor de `lab.student`. */
  student: string;
  /** De quanto em quanto tempo o progresso vai de novo; padrão: 5 s. */
  reportEveryMs?: number;
}

export interface ForwarderOptions extends ForwardOptions {
  /** Recebe o que quem opera deve saber: parou de chegar, voltou a chegar, algo se perdeu. */
  onWarning: (message: string) => void;
  maxQueueBytes?: number;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #base: string;
  readonly #student: string;
  readonly #instance = newInstance();
  readonly #queue: Copy[] = [];
  readonly #closing = new AbortController();
  #queuedBytes = 0;
  #course: Course | undefined;
  #reportDue = false;
  #isReportRefused = false;
  #nextReport: NodeJS.Timeout | undefined;
  #lost = 0;
  #isFailing = false;
  #sending: Promise<void> | undefined;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
    this.#student = studentName(options.student);
  }

  /** Diz ao outro lado que está aí, e continua a dizer até `close`. */
  start(): void {
    this.report();
  }

  /** O progresso mudou: vai assim que der, no lugar do que ainda não foi. Nunca lança. */
  report(course = this.#course): void {
    if (this.#closing.signal.aborted) return;
    this.#course = course;
    this.#reportDue = true;
    this.#wake();
  }

  /** Nunca lança. @param request Um pedido OTLP já validado e aceito; os bytes só valem durante a chamada. */
  forward(signal: Signal, request: Uint8Array): void {
    if (this.#closing.signal.aborted) return;
    const bytes = copyOf(request, this.#student, this.#instance);
    if (bytes.length === 0) return;
    this.#queue.push({ signal, bytes });
    this.#queuedBytes += bytes.length;
    this.#dropOldest();
    this.#wake();
  }

  /** Manda o que der em um segundo; o resto se perde, e o aviso diz quanto. */
  async close(): Promise<void> {
    clearTimeout(this.#nextReport);
    const limit = setTimeout(() => this.#closing.abort(), CLOSE_MS);
    await this.#sending;
    clearTimeout(limit);
    this.#closing.abort();
    clearTimeout(this.#nextReport);
    this.#lost += this.#queue.length;
    if (this.#lost > 0) this.#options.onWarning(texts.lost(this.#lost, this.#options.url));
  }

  #wake(): void {
    this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    const { signal } = this.#closing;
    while (!signal.aborted && (this.#reportDue || this.#queue.length > 0)) {
      const problem = this.#reportDue ? await this.#sendReport() : await this.#sendOldest();
      if (!problem?.isTemporary) {
        pause = FIRST_PAUSE_MS;
        continue;
      }
      if (signal.aborted) break;
      this.#failed(problem.reason);
      await delay(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, MAX_PAUSE_MS);
    }
    this.#sending = undefined;
  }

  async #sendReport(): Promise<PostProblem | undefined> {
    // Antes de mandar: o que mudar enquanto se espera vai de novo.
    this.#reportDue = false;
    const problem = await this.#post(
      CLASS_PATH,
      CONTENT_TYPE.json,
      JSON.stringify(classReport(this.#student, this.#instance, this.#course)),
    );
    if (problem?.isTemporary) this.#reportDue = true;
    else this.#reported(problem);
    return problem;
  }

  async #sendOldest(): Promise<PostProblem | undefined> {
    const [oldest] = this.#queue;
    const problem = await this.#post(`/v1/${oldest.signal}`, CONTENT_TYPE.protobuf, oldest.bytes);
    if (problem?.isTemporary) return problem;
    if (problem) this.#refused(problem.reason);
    // A fila pode ter perdido o mais antigo enquanto se esperava.
    if (this.#queue[0] === oldest) this.#shift();
    return problem;
  }

  async #post(path: string, contentType: string, body: Uint8Array | string): Promise<PostProblem | undefined> {
    const problem = await post(this.#base + path, contentType, body, this.#closing.signal);
    if (!problem) this.#arrived();
    return problem;
  }

  #reported(problem: PostProblem | undefined): void {
    if (problem && !this.#isReportRefused) this.#options.onWarning(texts.noClass(this.#options.url, problem.reason));
    this.#isReportRefused = problem !== undefined;
    clearTimeout(this.#nextReport);
    if (this.#closing.signal.aborted) return;
    const { reportEveryMs = REPORT_EVERY_MS } = this.#options;
    this.#nextReport = setTimeout(() => this.report(), problem ? REFUSED_EVERY_MS : reportEveryMs);
    // Quem só espera a próxima vez não segura o processo.
    this.#nextReport.unref();
  }

  #dropOldest(): void {
    const { maxQueueBytes = MAX_QUEUE_BYTES, url, onWarning } = this.#options;
    while (this.#queuedBytes > maxQueueBytes && this.#queue.length > 1) {
      if (this.#lost === 0) onWarning(texts.full(maxQueueBytes, url));
      this.#lost++;
      this.#shift();
    }
  }

  #shift(): void {
    this.#queuedBytes -= this.#queue.shift()?.bytes.length ?? 0;
  }

  #failed(reason: string): void {
    if (!this.#isFailing) this.#options.onWarning(texts.failing(this.#options.url, reason));
    this.#isFailing = true;
  }

  #refused(reason: string): void {
    this.#lost++;
    this.#options.onWarning(texts.refused(this.#options.url, reason));
  }

  #arrived(): void {
    if (this.#isFailing) this.#options.onWarning(texts.back(this.#options.url));
    this.#isFailing = false;
  }
}
