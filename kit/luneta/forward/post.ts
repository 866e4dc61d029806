/** Um pedido ao outro lado, e o que se faz se ele não o aceita. */
import { fetchFailureReason } from '../../system-error.ts';
import { timeLimit } from '../../time-limit.ts';

const REQUEST_MS = 10_000;
/** O que o OTLP manda tentar de novo. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface PostProblem {
  reason: string;
  /** Tentar de novo pode dar certo. */
  isTemporary: boolean;
}

/** @returns O problema, ou `undefined` se foi aceito. Nunca rejeita. */
export async function post(
  url: string,
  contentType: string,
  body: Uint8Array | string,
  signal: AbortSignal,
): Promise<PostProblem | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      // O fetch quer um ArrayBuffer que não seja compartilhado.
      body: typeof body === 'string' ? body : new Uint8Array(body),
      signal: timeLimit(REQUEST_MS, signal),
      redirect: 'manual',
    });
    await response.body?.cancel();
    if (response.ok) return undefined;
    return { reason: `status ${response.status}`, isTemporary: RETRYABLE.has(response.status) };
  } catch (error) {
    return { reason: fetchFailureReason(error), isTemporary: true };
  }
}
