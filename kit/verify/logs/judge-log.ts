/** Os logs contra o que se espera deles. */
import { count } from '../../format.ts';
import { type Finding, mostAlike, toNamedCheck } from '../finding.ts';
import { inspectLabel } from '../inspect-label.ts';
import { labelOf } from '../labels.ts';
import { exists, shorten, showValue } from '../matchers.ts';
import { isLikelyTypo, nearest } from '../nearest.ts';
import type { SpanIndex } from '../span-index.ts';
import type { Check } from '../verdict.ts';
import type { ObservedLog } from './log.ts';
import type { LogExpectation, LogSpec } from './log-expectation.ts';

const SHOWN_BODIES = 5;

/** @param logs Os da evidência; pelo menos um. */
export function judgeLog({ spec }: LogExpectation, logs: readonly ObservedLog[], index: SpanIndex): Check[] {
  const subject = { name: spec.name, text: `log ${logText(spec)}` };
  const candidates = logs.filter(({ body }) => spec.body.test(body));
  const alike = mostAlike(candidates, (log) => inspectLog(log, spec, index));
  if (!alike) return [toNamedCheck(missing(spec, logs), subject)];
  const [best, findings] = alike;
  const among = isAnyBody(spec) ? 'que chegaram' : 'com este corpo';
  const note = candidates.length > 1 ? ` (no log que mais confere, dos ${candidates.length} ${among})` : '';
  const isDuplicated = spec.isOnly === true && candidates.length > 1;
  const found: Finding = {
    code: isDuplicated ? 'log_duplicated' : 'log_missing',
    passed: !isDuplicated,
    expected: isDuplicated ? 'um só' : '',
    observed: count(candidates.length, 'log', 'logs'),
  };
  const place = best.traceId === '' ? {} : { traceId: best.traceId };
  return [
    toNamedCheck(found, subject, '', place),
    ...findings.map((finding) => toNamedCheck(finding, subject, finding.passed ? '' : note, place)),
  ];
}

/** O corpo ou, se ele não é um texto só, o nome que as dicas lhe dão. */
function logText(spec: LogSpec): string {
  const { name, body } = spec;
  if (name === undefined || name === body.value) return body.description;
  return isAnyBody(spec) ? `"${name}"` : `"${name}" (${body.description})`;
}

/** Pelo que ele diz de si: o `exists` de quem escreveu a conferência pode ser o de outra cópia deste módulo. */
function isAnyBody({ body }: LogSpec): boolean {
  return body.description === exists.description;
}

function inspectLog(log: ObservedLog, spec: LogSpec, index: SpanIndex): Finding[] {
  const findings: Finding[] = [];
  if (spec.severity) {
    findings.push({
      code: 'log_severity_differs',
      passed: log.severity === spec.severity,
      expected: `severidade ${spec.severity}`,
      observed: log.severity ?? 'não tem severidade: dê severityNumber a emit()',
      field: 'severity',
    });
  }
  if (spec.service) {
    findings.push({
      code: 'log_service_differs',
      passed: spec.service.test(log.service),
      expected: `serviço (service.name): ${spec.service.description}`,
      observed: showValue(log.service),
      field: 'service',
    });
  }
  for (const attribute of spec.attributes) {
    findings.push(inspectLabel(log.attributes, attribute, ['log_attribute_missing', 'log_attribute_differs']));
  }
  for (const key of spec.absentAttributes) {
    const value = labelOf(log.attributes, key);
    findings.push({
      code: 'log_attribute_unexpected',
      passed: value === undefined,
      expected: `sem o atributo ${key}`,
      observed: value === undefined ? 'não tem este atributo' : `${key}: ${showValue(value)}`,
      field: key,
    });
  }
  for (const attribute of spec.resource) {
    const codes = ['log_resource_missing', 'log_resource_differs'] as const;
    findings.push(inspectLabel(log.resource, attribute, codes, 'do recurso'));
  }
  if (spec.span !== undefined) findings.push(inspectSpan(log, spec.span, index));
  return findings;
}

function inspectSpan({ traceId, spanId }: ObservedLog, wanted: string, index: SpanIndex): Finding {
  const expected = `escrito dentro do span "${wanted}"`;
  if (traceId === '') {
    const observed = 'não tem trace_id: foi escrito sem span ativo, ou não há um gerenciador de contexto registrado';
    return { code: 'log_not_in_trace', passed: false, expected, observed, field: wanted };
  }
  const span = index.spanAt({ traceId, spanId });
  const observed = span
    ? `escrito dentro do span "${span.name}"`
    : `o span dele (${spanId || 'sem span_id'}, do trace ${traceId}) não chegou: foi terminado com end()?`;
  return {
    code: 'log_other_trace',
    passed: index.isNamed({ traceId, spanId }, wanted),
    expected,
    observed,
    field: wanted,
  };
}

function missing({ body }: LogSpec, logs: readonly ObservedLog[]): Finding {
  const bodies = [...new Set(logs.map((log) => log.body))];
  const wanted = typeof body.value === 'string' ? body.value : undefined;
  const alike = wanted === undefined ? undefined : nearest(wanted, bodies);
  const shown = bodies.slice(-SHOWN_BODIES).map((text) => `"${shorten(text)}"`);
  const more = bodies.length > shown.length ? `, e mais ${bodies.length - shown.length}` : '';
  const isTypo = wanted !== undefined && alike && isLikelyTypo(wanted, alike);
  const observed = isTypo ? `o mais parecido é "${alike.text}"` : `os logs que chegaram: ${shown.join(', ')}${more}`;
  return { code: 'log_missing', passed: false, expected: '', observed };
}
