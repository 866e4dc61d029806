import { setMaxListeners } from 'node:events';

/**
 * Um sinal que se aborta sozinho, ou quando quem pediu desiste. Não com `AbortSignal.any`: no Node 20 ele não segura os sinais que
 * junta, o coletor de lixo leva um deles, e o pedido espera para sempre.
 * @returns Aborta com o motivo de `signal`. Abortado, já não o ouve: quem acabou de o usar o aborta.
 */
export function abortWith(signal?: AbortSignal): AbortController {
  const own = new AbortController();
  if (signal?.aborted) own.abort(signal.reason);
  // Quem espera pergunta muitas vezes, e cada um se desfaz sozinho: o Node tomaria isso por um vazamento.
  if (signal) setMaxListeners(0, signal);
  signal?.addEventListener('abort', () => own.abort(signal.reason), { once: true, signal: own.signal });
  return own;
}
