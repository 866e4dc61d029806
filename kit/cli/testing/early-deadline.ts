/** Prazos longos, que nenhuma máquina ocupada perde, e que vencem quando o teste quer. */
import { onTestFinished, vi } from 'vitest';

/**
 * Os prazos de `setTimeout` que começarem a partir de agora andam no relógio de verdade, até ele dar um salto.
 * @returns Faz vencer todo prazo de até `ms`. Só a primeira chamada conta: pode ser a reação a cada aviso do programa.
 */
export function jumpingClock(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  let hasJumped = false;
  return (ms) => {
    if (hasJumped) return;
    hasJumped = true;
    setImmediate(() => {
      vi.advanceTimersByTime(ms);
      vi.useRealTimers();
    });
  };
}
