/**
 * "Explique este trace": o que um bom colega diria olhando a linha do tempo, em poucas frases e só com o que os dados
 * mostram. Cada regra está no seu arquivo e os textos, em `texts.ts`.
 */
import type { TraceTree } from '../trace-tree.ts';
import { calls } from './calls.ts';
import { failure } from './failure.ts';
import { lateChildren } from './late-children.ts';
import { longestGap } from './longest-gap.ts';
import { missingParents } from './missing-parents.ts';
import { cycles, severalRoots } from './odd-roots.ts';
import { clockSkew, unmeasured } from './odd-times.ts';
import { origin } from './origin.ts';
import { parallel } from './parallel.ts';
import { repetition } from './repetition.ts';
import type { Rule, Sentence } from './sentence.ts';
import { timeSpent } from './time-spent.ts';
import { readTraceTree } from './trace-reading.ts';

export type { Sentence } from './sentence.ts';

/** Mais que isto ninguém lê. */
export const MAX_SENTENCES = 7;

/** A mais útil primeiro. O que põe em dúvida o resto (pais ausentes, relógios) vem antes do que depende dele. */
const RULES: readonly Rule[] = [
  origin,
  failure,
  missingParents,
  clockSkew,
  severalRoots,
  cycles,
  calls,
  timeSpent,
  repetition,
  parallel,
  longestGap,
  unmeasured,
  lateChildren,
];

/** Vazio só num trace sem spans. */
export function explainTrace(tree: TraceTree): Sentence[] {
  const reading = readTraceTree(tree);
  if (!reading) return [];
  return RULES.flatMap((rule) => rule(reading) ?? []).slice(0, MAX_SENTENCES);
}
