/**
 * O último trace aberto, já em árvore. Quem olha um trace grande pede em seguida os detalhes e as buscas dele, e
 * remontá-lo a cada pedido seria quase todo o custo. Um só basta: a memória dele é de um trace, e não de todos.
 *
 * Vale enquanto nada entrou nem saiu do armazenamento.
 */
import { readTrace } from '../query/adjust-trace.ts';
import { buildTraceTree, type TraceTree } from '../query/trace-tree.ts';
import type { Trace } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';

/** Spans que uma página mostra: acima disto nem o servidor nem o navegador dão conta, e ninguém lê. */
export const MAX_PAGE_SPANS = 20_000;

export interface OpenedTrace {
  trace: Trace;
  tree: TraceTree;
}

export class TraceCache {
  readonly #store: SpanStore;
  #version = '';
  #opened: OpenedTrace | undefined;

  constructor(store: SpanStore) {
    this.#store = store;
  }

  open(traceId: string): OpenedTrace | undefined {
    const { spans, traces, evictedTraces } = this.#store.getStats();
    const version = `${traceId} ${spans} ${traces} ${evictedTraces}`;
    if (this.#opened && this.#version === version) return this.#opened;
    const trace = readTrace(this.#store, traceId, { maxSpans: MAX_PAGE_SPANS });
    this.#opened = trace && { trace, tree: buildTraceTree(trace) };
    this.#version = version;
    return this.#opened;
  }
}
