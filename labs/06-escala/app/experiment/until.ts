import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Pergunta até haver resposta. @returns `undefined` se o prazo acabou antes. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  deadlineMs: number,
): Promise<T | undefined> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > giveUpAt) return answer;
    await sleep(INTERVAL_MS);
  }
}
