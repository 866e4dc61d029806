import { abortWith } from './abort-with.ts';

/**
 * O prazo de um pedido: o que vier antes, o tempo ou a desistência de quem pediu.
 * @returns Aborta com `TimeoutError`, ou com o motivo de `signal`.
 */
export function timeLimit(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const limit = abortWith(signal);
  const timeout = setTimeout(() => limit.abort(new DOMException('o prazo acabou', 'TimeoutError')), timeoutMs);
  // Como o de AbortSignal.timeout, não segura o processo.
  timeout.unref();
  limit.signal.addEventListener('abort', () => clearTimeout(timeout), { once: true });
  return limit.signal;
}
