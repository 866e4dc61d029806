/** O prazo de um pedido: o que vier antes, o tempo ou a desistência de quem pediu. */
export function timeLimit(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}
