/** Como se escreve um engano de um lab: o que trocar na solução, e a dica que a conferência tem de dar. */
import type { Mistake } from '../kit/course/mistakes.ts';

export type Trade = readonly [from: string, to: string, code: string, file: string];

/** Por passo. */
export type Trades = Readonly<Record<string, readonly Trade[]>>;

/** Os de todos os passos, um por um. */
export function mistakesOf(trades: Trades): Mistake[] {
  return Object.entries(trades).flatMap(([step, list]) =>
    list.map(([from, to, code, file]) => ({ step, file, replace: [from, to] as const, code })),
  );
}
