/** Os trechos em que o span trabalha ele mesmo: sem nenhum filho em andamento. */
import type { SpanNode } from '../query/trace-tree.ts';

export interface Segment {
  startUs: number;
  endUs: number;
}

/** Na ordem do tempo, sem os menores que `minUs`. Os filhos já vêm por início: basta uma passada. */
export function selfSegments({ startUs, durationUs, children }: SpanNode, minUs: number): Segment[] {
  const end = startUs + durationUs;
  const segments: Segment[] = [];
  let reached = startUs;
  const close = (until: number): void => {
    if (until - reached > minUs) segments.push({ startUs: reached, endUs: until });
  };
  for (const child of children) {
    if (child.startUs >= end) break;
    close(child.startUs);
    reached = Math.max(reached, child.startUs + child.durationUs);
  }
  close(end);
  return segments;
}
