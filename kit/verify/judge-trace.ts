/** Um trace inteiro contra o que se espera dele. */
import { count, list } from '../format.ts';
import { hasName, hasService } from './capabilities.ts';
import type { TraceSpec } from './expectations.ts';
import { type Finding, mostAlike, placeOf, toCheck } from './finding.ts';
import type { ObservedSpan } from './span.ts';
import type { SpanIndex } from './span-index.ts';
import type { Check } from './verdict.ts';

export function judgeTrace(spec: TraceSpec, index: SpanIndex): Check[] {
  const [spans, inspected] = mostAlike(index.byTrace.values(), (trace) => inspectTrace(trace, spec)) ?? [[], []];
  // trace() sem mais nada: basta haver um.
  const observed = count(index.byTrace.size, 'trace', 'traces');
  const findings: readonly Finding[] =
    inspected.length > 0 ? inspected : [{ code: 'no_telemetry', passed: true, expected: 'um trace', observed }];
  const note = index.byTrace.size > 1 ? ` (no trace que mais confere, dos ${index.byTrace.size} que chegaram)` : '';
  const { traceId, url } = placeOf(spans[0]);
  return findings.map((finding) =>
    toCheck(finding, undefined, finding.passed ? '' : note, { traceId, ...(url && { url }) }),
  );
}

function inspectTrace(spans: readonly ObservedSpan[], { services, spans: names, spanCount }: TraceSpec): Finding[] {
  const findings: Finding[] = [];
  if (services.length > 0) {
    const seen = new Set(spans.map(({ service }) => service));
    findings.push({
      code: 'trace_services_differ',
      passed: services.every((service) => spans.some((span) => hasService(span, service))),
      expected: `um trace que passa por ${list(services)}`,
      observed: `o trace passa por ${list([...seen])}`,
      field: 'services',
    });
  }
  if (names.length > 0) {
    const seen = new Set(spans.map(({ name }) => name));
    findings.push({
      code: 'span_other_trace',
      passed: names.every((name) => spans.some((span) => hasName(span, name))),
      expected: `um só trace com ${list(names)}`,
      observed: `o trace tem ${list([...seen])}`,
      field: 'spans',
    });
  }
  if (spanCount) {
    findings.push({
      code: 'trace_span_count_differs',
      passed: spanCount.test(spans.length),
      expected: `spans no trace: ${spanCount.description}`,
      observed: count(spans.length, 'span', 'spans'),
      field: 'spanCount',
    });
  }
  return findings;
}
