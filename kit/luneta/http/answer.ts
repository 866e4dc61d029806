/**
 * Como as respostas da porta 16686 saem: um corpo inteiro, com o tamanho declarado, e um orçamento para o que já foi
 * escrito e ninguém leu.
 *
 * O orçamento existe por um ataque barato: 150 conexões que pedem um trace de 11 MB e não leem a resposta prenderiam
 * 1,6 GB. Acima do limite o pedido recebe 503 e pode tentar de novo; quem não lê é desligado por tempo (`ui-server.ts`).
 */
import type { ServerResponse } from 'node:http';
import { endResponse } from './end-response.ts';

/** Resposta máxima: acima disto o pedido é recusado em vez de esgotar a memória. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** Com recuo (`prettyPrint`): reescrever ocupa muitas vezes o tamanho da resposta. */
export const MAX_PRETTY_BYTES = 32 * 1024 * 1024;

/** Soma das respostas em andamento. Cabe a maior resposta possível, e outra tanta folga. */
export const MAX_PENDING_ANSWER_BYTES = 512 * 1024 * 1024;

/** As pequenas (erros, listas) saem sempre: o número de conexões já as limita. */
const SMALL_ANSWER_BYTES = 64 * 1024;

/** Um pedido que não se pode atender agora; `http-errors.ts` o transforma em 503. */
export class OverloadedError extends Error {
  readonly status = 503;

  constructor() {
    super('respostas demais à espera de quem as leia');
    this.name = 'OverloadedError';
  }
}

/** Quantos bytes de resposta estão na memória, por resposta ainda não entregue. */
export class AnswerBudget {
  readonly #limit: number;
  readonly #pending = new Map<ServerResponse, number>();
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Soma de todas, em bytes. */
  get total(): number {
    return this.#total;
  }

  /**
   * `response` ocupa agora `bytes`; o que ocupava antes é substituído, e tudo volta quando ela termina.
   * @throws OverloadedError se o limite passaria; nada muda.
   */
  hold(response: ServerResponse, bytes: number): void {
    if (bytes <= SMALL_ANSWER_BYTES) return;
    const before = this.#pending.get(response) ?? 0;
    if (this.#total - before + bytes > this.#limit) throw new OverloadedError();
    if (!this.#pending.has(response)) response.once('close', () => this.#release(response));
    this.#pending.set(response, bytes);
    this.#total += bytes - before;
  }

  #release(response: ServerResponse): void {
    this.#total -= this.#pending.get(response) ?? 0;
    this.#pending.delete(response);
  }
}

/** A memória é do processo, e o orçamento também. */
export const pendingAnswers = new AnswerBudget(MAX_PENDING_ANSWER_BYTES);

/** Responde com um corpo inteiro. @throws OverloadedError se há respostas demais à espera; nada foi enviado. */
export function sendBody(response: ServerResponse, status: number, contentType: string, body: Buffer): void {
  pendingAnswers.hold(response, body.length);
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', body.length);
  endResponse(response, body);
}

/** Responde com um texto. @throws OverloadedError como `sendBody`. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  sendBody(response, status, 'text/plain; charset=utf-8', Buffer.from(text));
}

/**
 * Redireciona; `location` é um caminho nosso, já codificado.
 * @param status 303 depois de um POST: o endereço se abre com GET, e recarregar não envia de novo.
 */
export function redirect(response: ServerResponse, location: string, status: 302 | 303 = 302): void {
  response.setHeader('Location', location);
  sendText(response, status, `Veja ${location}\n`);
}
