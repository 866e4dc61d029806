/**
 * Um mistério: o trace do programa de outra pessoa, e a pergunta "o que aconteceu aqui?". A resposta nunca está escrita:
 * é o que se conclui dos spans, com as contas da Luneta.
 */
import type { SpanNode, TraceTree } from '../luneta/query/trace-tree.ts';
import type { Plan } from '../scripted/planned-span.ts';

/** Os traces do mistério, na ordem do plano. */
export type Traces = readonly TraceTree[];

/** Uma explicação possível. Vale a única que o trace sustenta. */
export interface Alternative {
  text: string;
  /** O trace a sustenta? */
  holds(traces: Traces): boolean;
  /** O que, no trace, a contradiz. Só faz sentido se ela não vale. */
  against(traces: Traces): string;
}

export type MysteryAnswer =
  /** "a", "b"…, na ordem. */
  | { type: 'choice'; alternatives: readonly Alternative[] }
  /** O nome de um span, que é único nos traces. */
  | { type: 'span'; find(traces: Traces): SpanNode; against(wrong: SpanNode, traces: Traces): string }
  | {
      type: 'number';
      /** "ms", "consultas". */
      unit: string;
      /** Quanto se pode errar, para mais ou para menos. */
      tolerance: number;
      compute(traces: Traces): number;
      /** As contas que alguém faria no lugar da certa, e por que não são essa. */
      mistakes: readonly { compute(traces: Traces): number; against: string }[];
      /** Para qualquer outro número. */
      against: string;
    };

export interface Mystery {
  /** "m1". */
  id: string;
  title: string;
  /** O que se sabe antes de olhar o trace. */
  story: string;
  question: string;
  plan: Plan;
  answer: MysteryAnswer;
  /** O que houve, e como se conserta: só para quem acertou. */
  explain(traces: Traces): string;
}
