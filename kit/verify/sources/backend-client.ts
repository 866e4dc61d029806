/** Perguntar a um backend que não se conhece: ele pode não atender, demorar, ou responder sem fim. */
import { type ByteBudget, readAnswer } from '../../read-answer.ts';
import { timeLimit } from '../../time-limit.ts';
import type { Problem, ProblemCode, Signal } from './source.ts';

/** De todas as respostas de uma leitura. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 5000;
/** Um relógio adiantado do lado de quem manda não esconde o que ele mandou. */
export const FUTURE_MS = 3_600_000;

export interface BackendSourceOptions {
  /** De um pedido; padrão: 5 s. */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

export interface BackendAnswer {
  status: number;
  text: string;
}

export class SourceError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, message: string, signal: Signal) {
    super(message);
    this.problem = { code, message, signal };
  }
}

/** O endereço sem a barra do fim. */
export function baseOf(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Assim responde quem não tem esta API: não conhece o endereço, ou mostra uma página. */
export function isAnotherApi({ status }: BackendAnswer): boolean {
  return status < 400 || status === 404 || status === 405;
}

/** Um por leitura. */
export class BackendClient {
  readonly base: string;
  readonly #signal: Signal;
  readonly #tooMuch: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;
  readonly #budget: ByteBudget = { left: MAX_ANSWER_BYTES };

  /** @param tooMuch O que há, se a resposta é longa demais: "Há traces demais…". */
  constructor(
    base: string,
    { signal, tooMuch }: { signal: Signal; tooMuch: string },
    { timeoutMs = TIMEOUT_MS, fetch: send = fetch }: BackendSourceOptions,
  ) {
    this.base = base;
    this.#signal = signal;
    this.#tooMuch = tooMuch;
    this.#timeoutMs = timeoutMs;
    this.#fetch = send;
  }

  /** @throws SourceError */
  async get(path: string, signal?: AbortSignal, headers?: Readonly<Record<string, string>>): Promise<BackendAnswer> {
    const limit = timeLimit(this.#timeoutMs, signal);
    try {
      const response = await this.#fetch(`${this.base}${path}`, { signal: limit, headers });
      const text = await readAnswer(response, this.#budget);
      if (text !== undefined) return { status: response.status, text };
    } catch (error) {
      throw limit.aborted ? this.#timedOut() : this.#unreachable(error);
    }
    throw this.#error(
      'backend_answer_too_long',
      `O backend em ${this.base} respondeu mais de ${MAX_ANSWER_BYTES / 2 ** 20} MB. ${this.#tooMuch}`,
    );
  }

  /** Respondeu, e a resposta é que não pôde. */
  failed({ status, text }: BackendAnswer): SourceError {
    const start = text.slice(0, 200);
    return this.#error(
      'backend_failed',
      `O backend em ${this.base} respondeu ${status}: ${start}. O problema é dele: veja o que ele escreveu, ou reinicie-o.`,
    );
  }

  #timedOut(): SourceError {
    return this.#error(
      'backend_timeout',
      `O backend em ${this.base} não respondeu a tempo. Confira se ele não está travado ou sobrecarregado.`,
    );
  }

  #unreachable(error: unknown): SourceError {
    const { cause, message } = error instanceof Error ? error : new Error(String(error));
    const reason = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
    return this.#error(
      'backend_unreachable',
      `Ninguém atende em ${this.base} (${reason}). Inicie o backend, ou confira o endereço.`,
    );
  }

  #error(code: ProblemCode, message: string): SourceError {
    return new SourceError(code, message, this.#signal);
  }
}
