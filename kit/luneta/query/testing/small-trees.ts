/** Árvores pequenas para testes: escritas à mão, ou quaisquer. */
import * as fc from 'fast-check';
import type { Span } from '../../store/model.ts';
import { buildTraceTree, type TraceTree } from '../trace-tree.ts';
import { makeSpan, spanId, type SpanInput } from './fixture-traces.ts';

export function treeOf(...spans: Span[]): TraceTree {
  return buildTraceTree({ traceId: 'a'.repeat(32), spans });
}

/** O span `n`, filho do span `parent` (0: raiz), de `startMs` a `endMs`. */
export function spanAt(n: number, parent: number, [startMs, endMs]: [number, number], fields: SpanInput = {}): Span {
  return makeSpan({
    spanId: spanId(n),
    parentSpanId: parent ? spanId(parent) : '',
    startMs,
    durationMs: endMs - startMs,
    name: `s${n}`,
    ...fields,
  });
}

export const failed = { status: { code: 2, message: '' } };

/** Uma cadeia de `depth` spans, cada um dentro do anterior. */
export function chain(depth: number, fields: SpanInput = {}): TraceTree {
  return treeOf(
    ...Array.from({ length: depth }, (_, i) =>
      spanAt(i + 1, i, [i / 1_000, depth - i / 1_000], { name: 'elo', ...fields }),
    ),
  );
}

/** Árvores com irmãos iguais, órfãos, ciclos, filhos fora do pai e durações zero. */
export const anyTree: fc.Arbitrary<TraceTree> = fc
  .array(
    fc.record({
      parent: fc.integer({ min: 0, max: 14 }),
      startMs: fc.integer({ min: 0, max: 40 }),
      lengthMs: fc.integer({ min: 0, max: 40 }),
      name: fc.constantFrom('a', 'b', 'c'),
      service: fc.constantFrom('loja', 'estoque', '__proto__'),
      kind: fc.integer({ min: 0, max: 5 }),
      code: fc.constantFrom(0, 0, 1, 2),
    }),
    { maxLength: 12 },
  )
  .map((spans) =>
    treeOf(
      ...spans.map(({ parent, startMs, lengthMs, code, ...fields }, i) =>
        spanAt(i + 1, parent, [startMs, startMs + lengthMs], { ...fields, status: { code, message: '' } }),
      ),
    ),
  );
