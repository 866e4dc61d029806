/** Repetir até dar certo, até um prazo. Nada no kit dorme um tempo fixo "para garantir". */
import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  deadlineMs: number;
  intervalMs?: number;
  /** Abortado, `poll` rejeita com o motivo do sinal. */
  signal?: AbortSignal;
}

/** Chama `attempt` até ela responder algo diferente de `undefined`; no fim do prazo, `undefined`. */
export async function poll<T>(
  attempt: () => T | undefined | Promise<T | undefined>,
  { deadlineMs, intervalMs = 20, signal }: PollOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const result = await attempt();
    if (result !== undefined || performance.now() >= deadline) return result;
    await delay(intervalMs);
  }
}
