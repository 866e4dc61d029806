import { setMaxListeners } from 'node:events';

/**
 * O prazo de um pedido: o que vier antes, o tempo ou a desistência de quem pediu. Não com `AbortSignal.any`: no Node 20 ele
 * não segura os sinais que junta, o coletor de lixo leva o do prazo, e o pedido espera para sempre.
 * @returns Aborta com `TimeoutError`, ou com o motivo de `signal`.
 */
export function timeLimit(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const limit = new AbortController();
  if (signal?.aborted) limit.abort(signal.reason);
  const timeout = setTimeout(() => limit.abort(new DOMException('o prazo acabou', 'TimeoutError')), timeoutMs);
  // Como o de AbortSignal.timeout, não segura o processo.
  timeout.unref();
  // Quem espera pergunta muitas vezes, e cada prazo se desfaz sozinho quando vence: o Node tomaria isso por um vazamento.
  if (signal) setMaxListeners(0, signal);
  signal?.addEventListener('abort', () => limit.abort(signal.reason), { once: true, signal: limit.signal });
  limit.signal.addEventListener('abort', () => clearTimeout(timeout), { once: true });
  return limit.signal;
}
