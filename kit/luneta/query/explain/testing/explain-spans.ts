import { type Span, SpanKind } from '../../../store/model.ts';
import type { SpanInput } from '../../testing/fixture-traces.ts';
import { treeOf } from '../../testing/small-trees.ts';
import type { TraceTree } from '../../trace-tree.ts';
import { explainTrace } from '../explain-trace.ts';

/** Os espaços que não quebram viram espaços comuns, para que os textos esperados se leiam. */
export const explain = (tree: TraceTree): Record<string, string> =>
  Object.fromEntries(explainTrace(tree).map(({ code, text: told }) => [code, told.replaceAll('\u00a0', ' ')]));

export const explainSpans = (...spans: Span[]): Record<string, string> => explain(treeOf(...spans));

export const SERVER: SpanInput = { kind: SpanKind.SERVER };
export const CLIENT: SpanInput = { kind: SpanKind.CLIENT };
