import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureTraces, makeSpan, spanId } from './testing/fixture-traces.ts';
import { summarizeTrace, type TraceSummary } from './trace-summary.ts';

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
