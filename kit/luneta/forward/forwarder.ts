/**
 * Copia para outro backend, por OTLP/HTTP, o que chega: numa turma, cada aluno tem a sua Luneta, e todas mandam à do
 * professor. A cópia é uma cortesia: se o outro lado cai, espera-se por ele, e a Luneta do aluno não sente.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { formatBytes } from '../../format.ts';
import { timeLimit } from '../../time-limit.ts';
import { CONTENT_TYPE } from '../receivers/otlp-http.ts';
import { systemErrorCode } from '../../system-error.ts';
import { stampResource } from './stamp-resource.ts';

/** O atributo de recurso que diz de que aluno é um span. */
export const STUDENT_ATTRIBUTE = 'lab.student';

/** Do que espera para ser mandado. Passando disto, o mais antigo se perde. */
const MAX_QUEUE_BYTES = 16 * 1024 * 1024;
const REQUEST_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5000;
/** Ao fechar, quanto esperar pelo que falta. */
const CLOSE_MS = 1000;
/** O que o OTLP manda tentar de novo. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface ForwardOptions {
  /** Base do OTLP/HTTP: `http://192.168.0.10:4318`. */
  url: string;
  /** O valor de `lab.student`. */
  student: string;
}

export interface ForwarderOptions extends ForwardOptions {
  /** Recebe o que quem opera deve saber: parou de chegar, voltou a chegar, algo se perdeu. */
  onWarning: (message: string) => void;
  maxQueueBytes?: number;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #endpoint: string;
  readonly #queue: Uint8Array[] = [];
  readonly #closing = new AbortController();
  #queuedBytes = 0;
  #lost = 0;
  #isFailing = false;
  #sending: Promise<void> | undefined;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#endpoint = `${options.url.replace(/\/+$/, '')}/v1/traces`;
  }

  /** Nunca lança. @param request Um pedido OTLP já validado e aceito; os bytes só valem durante a chamada. */
  forward(request: Uint8Array): void {
    if (this.#closing.signal.aborted) return;
    const stamped = stampResource(request, STUDENT_ATTRIBUTE, this.#options.student);
    this.#queue.push(stamped);
    this.#queuedBytes += stamped.length;
    this.#dropOldest();
    this.#sending ??= this.#sendAll();
  }

  /** Manda o que der em um segundo; o resto se perde, e o aviso diz quanto. */
  async close(): Promise<void> {
    const limit = setTimeout(() => this.#closing.abort(), CLOSE_MS);
    await this.#sending;
    clearTimeout(limit);
    this.#closing.abort();
    this.#lost += this.#queue.length;
    if (this.#lost > 0) this.#options.onWarning(texts.lost(this.#lost, this.#options.url));
  }

  async #sendAll(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    const { signal } = this.#closing;
    for (let [head] = this.#queue; head !== undefined && !signal.aborted; [head] = this.#queue) {
      const problem = await this.#send(head);
      if (problem === undefined || !problem.isTemporary) {
        if (problem) this.#refused(problem.reason);
        else this.#arrived();
        pause = FIRST_PAUSE_MS;
        // A fila pode ter perdido o mais antigo enquanto se esperava.
        if (this.#queue[0] === head) this.#shift();
        continue;
      }
      if (signal.aborted) break;
      this.#failed(problem.reason);
      await delay(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, MAX_PAUSE_MS);
    }
    this.#sending = undefined;
  }

  async #send(body: Uint8Array): Promise<{ reason: string; isTemporary: boolean } | undefined> {
    try {
      const response = await fetch(this.#endpoint, {
        method: 'POST',
        headers: { 'content-type': CONTENT_TYPE.protobuf },
        // O fetch quer um ArrayBuffer que não seja compartilhado.
        body: new Uint8Array(body),
        signal: timeLimit(REQUEST_MS, this.#closing.signal),
        redirect: 'manual',
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      return { reason: `status ${response.status}`, isTemporary: RETRYABLE.has(response.status) };
    } catch (error) {
      return { reason: reasonOf(error), isTemporary: true };
    }
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
    this.#queuedBytes -= this.#queue.shift()?.length ?? 0;
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

/** O do sistema (ECONNREFUSED…), que o `fetch` põe na causa; sem ele, o que o erro diz. */
function reasonOf(error: unknown): string {
  const { cause = error } = error instanceof Error ? error : {};
  return systemErrorCode(cause) ?? String(cause);
}

const texts = {
  failing: (url: string, reason: string) =>
    `A cópia para ${url} não está chegando (${reason}): guardo o que vier, e tento de novo. Aqui nada se perde.`,
  back: (url: string) => `A cópia para ${url} voltou a chegar.`,
  full: (bytes: number, url: string) =>
    `A cópia para ${url} está parada há tanto tempo que passou de ${formatBytes(bytes)}: a parte mais antiga dela se perde. Aqui nada se perde.`,
  refused: (url: string, reason: string) =>
    `${url} recusou um pedido copiado (${reason}), e ele não será mandado de novo. Confira se o endereço é o de um OTLP/HTTP, sem /v1/traces.`,
  lost: (requests: number, url: string) => `Da cópia para ${url}, ${requests} pedidos não chegaram lá.`,
};
