import { expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { append, spanId, TRACE_A } from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { readCallsBetween } from './calls-between.ts';

test('de um trace que só se leu em parte, o resumo conta todos os spans', async () => {
  const store = new MemoryStore({ maxBytes: 1 << 20, codec: otlpCodec });
  const span = (n: number, service: string, parent = 0) => ({
    traceId: TRACE_A,
    spanId: spanId(n),
    parentSpanId: parent === 0 ? '' : spanId(parent),
    service,
  });
  // O id repetido obriga a ler os spans: o índice sozinho não resume este trace.
  append(store, span(1, 'loja'), span(2, 'estoque', 1), span(3, 'loja', 1), span(4, 'loja', 1), span(4, 'loja', 2));
  const found = await readCallsBetween(store, { parent: 'loja', child: 'estoque', startTimeMin: 0n, maxSpans: 3 });
  expect(found).toMatchObject({ sampledTraces: 1, traces: [{ traceId: TRACE_A, spanCount: 5 }] });
});
