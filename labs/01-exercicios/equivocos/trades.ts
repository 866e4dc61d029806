/** Uma troca na solução, curta de escrever. */
import type { Mistake } from '../../../kit/course/mistakes.ts';

export type Trade = readonly [from: string, to: string, code: string];

/** @param file Em que arquivo do aluno se troca. */
export function mistakesOf(step: string, file: string, trades: readonly Trade[]): Mistake[] {
  return trades.map(([from, to, code]) => ({ step, file, replace: [from, to], code }));
}
