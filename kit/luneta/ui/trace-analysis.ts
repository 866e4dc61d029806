/** O que se conclui de um trace, e não muda com o que se pede da página: caminho crítico, vãos, relógios e explicação. */
import { criticalPath, type CriticalSegment } from '../query/critical-path.ts';
import { explainTrace, type Sentence } from '../query/explain/explain-trace.ts';
import { findSkewedCalls, type SkewedCall } from '../query/explain/skewed-calls.ts';
import { findGaps, type Gap } from '../query/gaps.ts';
import { groupBy } from '../../group-by.ts';
import { mainSpan } from '../query/main-span.ts';
import type { SpanNode, TraceTree } from '../query/trace-tree.ts';

export interface TraceAnalysis {
  /** O span que dá nome ao trace. */
  main: SpanNode | undefined;
  critical: ReadonlyMap<SpanNode, readonly CriticalSegment[]>;
  /** Quanto de cada span está no caminho crítico, em microssegundos. */
  criticalUs: ReadonlyMap<SpanNode, number>;
  gaps: ReadonlyMap<SpanNode, readonly Gap[]>;
  /** Por quem foi chamado: as chamadas que só relógios diferentes explicam. */
  skewed: ReadonlyMap<SpanNode, SkewedCall>;
  /** "Explique este trace". */
  readonly sentences: readonly Sentence[];
}

/** Cada pedido de detalhes precisa dela, e a árvore de um trace aberto fica na memória: vale guardá-la junto. */
const known = new WeakMap<TraceTree, TraceAnalysis>();

export function analyzeTrace(tree: TraceTree): TraceAnalysis {
  const found = known.get(tree);
  if (found) return found;
  const main = mainSpan(tree);
  // Num trace de um span só, o caminho crítico é a própria barra: não diz nada.
  const segments = main && main.children.length > 0 ? criticalPath(main) : [];
  const criticalUs = new Map<SpanNode, number>();
  for (const { node, startUs, endUs } of segments) {
    criticalUs.set(node, (criticalUs.get(node) ?? 0) + endUs - startUs);
  }
  const skewedCalls = findSkewedCalls(tree);
  let sentences: readonly Sentence[] | undefined;
  const analysis: TraceAnalysis = {
    main,
    critical: groupBy(segments, ({ node }) => node),
    criticalUs,
    // Com relógios que não batem, os vãos são do desvio, e não do programa.
    gaps: groupBy(skewedCalls.length > 0 ? [] : findGaps(tree), ({ node }) => node),
    skewed: new Map(skewedCalls.map((call) => [call.callee, call])),
    // Nem toda vista a mostra, e num trace grande ela custa mais que o resto.
    get sentences() {
      return (sentences ??= explainTrace(tree));
    },
  };
  known.set(tree, analysis);
  return analysis;
}
