/** Pedir de novo a cada novidade, no ritmo que o servidor aguenta. */

/** Entre dois pedidos, tantas vezes o que o último levou. */
const PAUSE_FACTOR = 4;

/**
 * @param leastPauseMs Entre dois pedidos, pelo menos isto.
 * @param ask Um pedido, e o que se faz da resposta. Sem resposta agora, o próximo aviso, ou a volta da conexão, pede de novo.
 * @returns Pede assim que puder; chamada durante um pedido, que pode ter saído antes da novidade, pede outro depois dele.
 */
export function paced(leastPauseMs: number, ask: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let nextAt = 0;
  const soon = (): void => {
    if (running) again = true;
    else timer ??= setTimeout(() => void run(), Math.max(nextAt - performance.now(), 0));
  };
  const run = async (): Promise<void> => {
    timer = undefined;
    running = true;
    again = false;
    const started = performance.now();
    await ask().catch(() => {});
    nextAt = performance.now() + Math.max(leastPauseMs, (performance.now() - started) * PAUSE_FACTOR);
    running = false;
    if (again) soon();
  };
  return soon;
}
