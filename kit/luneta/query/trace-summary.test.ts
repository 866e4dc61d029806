import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { arbitrarySpan, arbitraryTime } from '../store/testing/arbitrary-span.ts';
import { append, spanId as storedSpanId, TRACE_A, TRACE_B, traceId } from '../store/testing/spans.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { readTrace, repairTrace } from './adjust-trace.ts';
import { fixtureTraces, makeSpan, spanId } from './testing/fixture-traces.ts';
import { readTraceSummary, summarizeTrace, type TraceSummary } from './trace-summary.ts';

interface RecordedSummary {
  traceId: string;
  rootServiceName?: string;
  rootOperationName?: string;
  minStartTimeUnixNano: string;
  maxEndTimeUnixNano: string;
  spanCount: number;
  errorSpanCount?: number;
  orphanSpanCount?: number;
  services: { name: string; spanCount: number; errorSpanCount?: number }[];
}

const RECORDED = new URL('../api/fixtures/jaeger-api/v3-summaries-no-service.json', import.meta.url);
const recorded = (JSON.parse(readFileSync(RECORDED, 'utf8')) as { summaries: RecordedSummary[] }).summaries;
const summaries = new Map(fixtureTraces().map((trace) => [trace.traceId, summarizeTrace(trace)]));

/** A forma gravada: contagens zero ausentes. */
function asRecorded(summary: TraceSummary | undefined): RecordedSummary | undefined {
  if (!summary) return undefined;
  const { rootServiceName, rootOperationName } = summary;
  return {
    traceId: summary.traceId,
    ...(rootServiceName !== undefined && { rootServiceName, rootOperationName }),
    minStartTimeUnixNano: String(summary.startTimeUnixNano),
    maxEndTimeUnixNano: String(summary.endTimeUnixNano),
    spanCount: summary.spanCount,
    ...(summary.errorSpanCount > 0 && { errorSpanCount: summary.errorSpanCount }),
    ...(summary.orphanSpanCount > 0 && { orphanSpanCount: summary.orphanSpanCount }),
    services: summary.services.map(({ name, spanCount, errorSpanCount }) => ({
      name,
      spanCount,
      ...(errorSpanCount > 0 && { errorSpanCount }),
    })),
  };
}

test.each(recorded.map((summary) => [summary.traceId, summary] as const))('%s: igual ao do Jaeger', (id, summary) => {
  expect(asRecorded(summaries.get(id))).toEqual(summary);
});

test('com várias raízes vale a que começou primeiro; empate, a que chegou antes', () => {
  const spans = [
    makeSpan({ spanId: spanId(1), startMs: 5, name: 'depois' }),
    makeSpan({ spanId: spanId(2), startMs: 1, name: 'antes' }),
    makeSpan({ spanId: spanId(3), startMs: 1, name: 'empate' }),
  ];
  expect(summarizeTrace({ traceId: 't', spans })).toMatchObject({ rootOperationName: 'antes', spanCount: 3 });
});

test('nomes de serviço estranhos são nomes como outros quaisquer', () => {
  const spans = ['__proto__', 'constructor', '', '__proto__'].map((service, i) =>
    makeSpan({ spanId: spanId(i + 1), service }),
  );
  expect(summarizeTrace({ traceId: 't', spans }).services).toEqual([
    { name: '', spanCount: 1, errorSpanCount: 0 },
    { name: '__proto__', spanCount: 2, errorSpanCount: 0 },
    { name: 'constructor', spanCount: 1, errorSpanCount: 0 },
  ]);
});

test('um trace sem raiz mostra o primeiro span, e um trace vazio não derruba nada', () => {
  const spans = [makeSpan({ spanId: spanId(2), parentSpanId: spanId(1), service: 'estoque', name: 'reservar' })];
  const summary = summarizeTrace({ traceId: 't', spans });
  expect(summary.rootServiceName).toBeUndefined();
  expect(summary).toMatchObject({ firstServiceName: 'estoque', firstOperationName: 'reservar', orphanSpanCount: 1 });
  expect(summarizeTrace({ traceId: 't', spans: [] })).toMatchObject({ spanCount: 0, durationNs: 0n });
});

test('das colunas do armazenamento sai o mesmo resumo que dos spans, e só ids repetidos as fazem desistir', () => {
  // Ids quase sempre únicos, e tempos de todo o tamanho: sem início, com duração enorme, no último instante.
  const time = fc.oneof(
    arbitraryTime,
    fc.constantFrom(0n, 1n, 0xffffffffn, (1n << 63n) + 0xffffffffn, (1n << 64n) - 2n, (1n << 64n) - 1n),
  );
  const span = fc.record({ item: arbitrarySpan, start: time, end: time, parent: fc.nat(80), copy: fc.nat(15) });
  let quick = 0;
  let slow = 0;
  fc.assert(
    fc.property(fc.array(fc.array(span, { maxLength: 80, size: '+1' }), { minLength: 1, maxLength: 3 }), (batches) => {
      const store = new MemoryStore({ maxBytes: 4 << 20, codec: otlpCodec });
      let next = 0;
      for (const batch of batches) {
        const spans = batch.map(({ item, start, end, parent, copy }) => ({
          ...item,
          traceId: traceId(parent % 2),
          spanId: storedSpanId(copy === 0 ? 0 : ++next),
          parentSpanId: parent === 0 ? '' : storedSpanId(parent),
          startTimeUnixNano: start,
          endTimeUnixNano: end,
        }));
        append(store, ...spans);
      }
      for (const id of store.findTraceIds({ limit: 9 })) {
        const trace = store.getTrace(id)!;
        const unique = new Set(trace.spans.map((item) => item.spanId)).size === trace.spans.length;
        const expected = unique ? summarizeTrace(readTrace(store, id)!) : undefined;
        expect(store.summarizeTrace(id)).toEqual(expected);
        expect(readTraceSummary(store, id, { raw: true })).toEqual(summarizeTrace(repairTrace(trace)));
        if (unique) quick++;
        else slow++;
      }
    }),
    { numRuns: 80 },
  );
  expect(quick).toBeGreaterThan(10);
  expect(slow).toBeGreaterThan(10);
});

test('de um trace com cópias, só os primeiros spans são lidos, e os outros contados', () => {
  const store = new MemoryStore({ maxBytes: 4 << 20, codec: otlpCodec });
  append(store, { spanId: storedSpanId(1) }, { spanId: storedSpanId(1) }, { spanId: storedSpanId(2) });
  expect(readTraceSummary(store, TRACE_A, {})?.spanCount).toBe(2);
  expect(readTraceSummary(store, TRACE_A, { maxSpans: 1 })?.spanCount).toBe(3);
  expect(readTraceSummary(store, TRACE_B, {})).toBeUndefined();
});
