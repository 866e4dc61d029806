/** As linhas da tabela de spans na ordem pedida, e a página delas que se mostra. */
import type { SpanNode } from '../query/trace-tree.ts';
import { compareText } from '../store/attribute-text.ts';
import type { SpanSort } from './trace-params.ts';

/** Mais que isto numa página demora a chegar e a rolar, e ninguém lê. */
export const SPANS_PER_PAGE = 500;

export interface SpanPage {
  nodes: SpanNode[];
  /** A partir de 1; nunca além da última. */
  page: number;
  pages: number;
  /** A posição da primeira linha, a partir de 1. */
  first: number;
}

const COMPARE: Record<SpanSort, (a: SpanNode, b: SpanNode) => number> = {
  service: (a, b) => compareText(a.span.resource.serviceName, b.span.resource.serviceName),
  operation: (a, b) => compareText(a.span.name, b.span.name),
  start: (a, b) => a.startUs - b.startUs,
  duration: (a, b) => b.durationUs - a.durationUs,
  self: (a, b) => b.selfTimeUs - a.selfTimeUs,
  kind: (a, b) => a.span.kind - b.span.kind,
  // Os erros primeiro: 2, 1 e 0.
  status: (a, b) => b.span.status.code - a.span.status.code,
};

/** De que lado a ordem de costume começa: textos e instantes do menor, medidas do maior. */
export function isAscending(sort: SpanSort, reverse: boolean): boolean {
  return (sort === 'service' || sort === 'operation' || sort === 'start' || sort === 'kind') !== reverse;
}

/** Empates ficam na ordem das linhas da linha do tempo. */
export function sortSpans(nodes: Iterable<SpanNode>, sort: SpanSort, reverse: boolean): SpanNode[] {
  const compare = COMPARE[sort];
  const sign = reverse ? -1 : 1;
  return [...nodes].toSorted((a, b) => sign * compare(a, b) || a.index - b.index);
}

/** @param wanted A partir de 1; além da última é a última. */
export function pageOf(nodes: readonly SpanNode[], wanted: number): SpanPage {
  const pages = Math.max(Math.ceil(nodes.length / SPANS_PER_PAGE), 1);
  const page = Math.min(wanted, pages);
  const start = (page - 1) * SPANS_PER_PAGE;
  return { nodes: nodes.slice(start, start + SPANS_PER_PAGE), page, pages, first: start + 1 };
}
