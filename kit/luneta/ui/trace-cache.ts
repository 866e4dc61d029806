/**
 * O último trace aberto, já em árvore. Quem olha um trace grande pede em seguida os detalhes e as buscas dele, e
 * remontá-lo a cada pedido seria quase todo o custo. Um só basta: a memória dele é de um trace, e não de todos.
 *
 * Vale enquanto nada entrou nem saiu do armazenamento.
 */
import { readTrace } from '../query/adjust-trace.ts';
import { buildTraceTree, type TraceTree } from '../query/trace-tree.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import type { Trace } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { isMissingParentWarning } from './texts/trace-warnings.ts';

/** Spans que uma página mostra: acima disto nem o servidor nem o navegador dão conta, e ninguém lê. */
export const MAX_PAGE_SPANS = 20_000;

export interface OpenedTrace {
  trace: Trace;
  tree: TraceTree;
  /** Do trace inteiro, mesmo que `trace` seja só uma parte dele. */
  summary: TraceSummary;
}

/** @param trace Inteiro. */
export function openWhole(trace: Trace): OpenedTrace {
  return { trace, tree: buildTraceTree(trace), summary: summarizeTrace(trace) };
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
    this.#opened = trace && (trace.omittedSpanCount ? this.#openPart(trace, trace.omittedSpanCount) : openWhole(trace));
    this.#version = version;
    return this.#opened;
  }

  #openPart(trace: Trace, omittedSpanCount: number): OpenedTrace {
    const tree = buildTraceTree(trace);
    acquitOrphans(tree);
    // Com ids repetidos o armazenamento não resume: valem as contas do que se leu.
    const summary = this.#store.summarizeTrace(trace.traceId) ?? {
      ...summarizeTrace(trace),
      spanCount: tree.nodes.length + omittedSpanCount,
      orphanSpanCount: 0,
    };
    return { trace, tree, summary };
  }
}

/** Quem perdeu o pai no limite da página não é órfão; sem abrir os que ficaram de fora não se sabe quem é: não se acusa ninguém. */
function acquitOrphans({ roots }: TraceTree): void {
  for (const root of roots) {
    if (!root.orphan) continue;
    const { span } = root;
    root.orphan = false;
    root.span = { ...span, warnings: span.warnings.filter((warning) => !isMissingParentWarning(warning)) };
  }
}
