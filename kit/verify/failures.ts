/** Que falhas cada expectativa pode dar: quem escreve as dicas de um passo precisa de uma para cada. */
import type { Expectation, SpanSpec, TraceSpec } from './expectations.ts';
import { silenceKeys } from './judge-silence.ts';
import type { LogSpec } from './logs/log-expectation.ts';
import type { MetricSpec } from './metrics/metric-expectation.ts';
import type { RuleSpec } from './rules/rule-expectation.ts';
import { type FailureCode, hintKeys } from './verdict.ts';

type Failure = readonly [code: FailureCode, field?: string];

/** De cada falha possível, as chaves de dica, da mais específica à mais geral. O contrato das fontes prova que não falta nenhuma. */
export function failuresOf(expectation: Expectation): string[][] {
  switch (expectation.about) {
    case 'stdout':
      return [hintKeys('stdout_missing')];
    case 'answer':
      return [hintKeys('answer_differs', undefined, expectation.name)];
    case 'no_span':
      return [hintKeys('no_telemetry'), hintKeys('span_unexpected', expectation.name)];
    case 'trace':
      return [
        hintKeys('no_telemetry'),
        ...traceFailures(expectation.spec).map(([code, field]) => hintKeys(code, undefined, field)),
      ];
    case 'metric': {
      const { spec } = expectation;
      const own = metricFailures(spec).map(([code, field]) => hintKeys(code, spec.name, field));
      return [silenceKeys('metrics'), ...own];
    }
    case 'log': {
      const { spec } = expectation;
      return [silenceKeys('logs'), ...logFailures(spec).map(([code, field]) => hintKeys(code, spec.name, field))];
    }
    case 'rule': {
      const { spec } = expectation;
      const own = ruleFailures(spec).map(([code, field]) => hintKeys(code, spec.name, field));
      return [silenceKeys('metrics'), hintKeys('rules_unreadable'), ...own];
    }
    case 'no_log':
      return [silenceKeys('logs'), hintKeys('log_unexpected', expectation.name)];
    case 'no_value':
      return [hintKeys('no_telemetry'), hintKeys('value_unexpected', expectation.name)];
    case 'span': {
      const { spec } = expectation;
      return [hintKeys('no_telemetry'), ...spanFailures(spec).map(([code, field]) => hintKeys(code, spec.name, field))];
    }
  }
}

function spanFailures(spec: SpanSpec): Failure[] {
  const failures: Failure[] = [['span_missing']];
  // Quem conta só conta: o que um span não tem não reprova, e só não entra na conta.
  if (spec.count) return [...failures, ['span_count_differs', spec.count.name]];
  if (spec.isOnly) failures.push(['span_duplicated']);
  if (spec.isRoot) failures.push(['span_not_root', 'parent']);
  if (spec.parent !== undefined) failures.push(['span_not_child', 'parent'], ['span_other_trace', 'parent']);
  if (spec.kind) failures.push(['kind_differs', 'kind']);
  if (spec.status) failures.push(['status_differs', 'status']);
  if (spec.service) failures.push(['service_differs', 'service']);
  if (spec.scope) failures.push(['scope_differs', 'scope']);
  if (spec.duration) failures.push(['duration_differs', 'duration']);
  for (const { key } of spec.attributes) failures.push(['attribute_missing', key], ['attribute_differs', key]);
  for (const key of spec.absentAttributes) failures.push(['attribute_unexpected', key]);
  for (const { key } of spec.resource) failures.push(['resource_missing', key], ['resource_differs', key]);
  for (const { name, attributes } of spec.events) {
    failures.push(['event_missing', name]);
    if (attributes.length > 0) failures.push(['event_differs', name]);
  }
  for (const target of spec.links) failures.push(['link_missing', target]);
  return failures;
}

function traceFailures({ services, spans, spanCount }: TraceSpec): Failure[] {
  const failures: Failure[] = [];
  if (services.length > 0) failures.push(['trace_services_differ', 'services']);
  if (spans.length > 0) failures.push(['span_other_trace', 'spans']);
  if (spanCount) failures.push(['trace_span_count_differs', 'spanCount']);
  return failures;
}

function metricFailures(spec: MetricSpec): Failure[] {
  const failures: Failure[] = [['metric_missing']];
  if (spec.type) failures.push(['metric_type_differs', 'type']);
  if (spec.unit !== undefined) failures.push(['metric_unit_differs', 'unit']);
  if (spec.service) failures.push(['metric_service_differs', 'service']);
  for (const { key } of spec.resource)
    failures.push(['metric_resource_missing', key], ['metric_resource_differs', key]);
  for (const { key } of spec.attributes) {
    failures.push(['metric_attribute_missing', key], ['metric_attribute_differs', key]);
  }
  for (const key of spec.absentAttributes) failures.push(['metric_attribute_unexpected', key]);
  if (spec.value) failures.push(['metric_value_differs', 'value']);
  if (spec.maxSeries !== undefined) failures.push(['metric_series_exceeded', 'series']);
  if (spec.bounds || spec.boundsReach !== undefined || spec.boundsFrom !== undefined)
    failures.push(['metric_buckets_differ', 'buckets']);
  if (spec.hasExemplar) failures.push(['metric_exemplar_missing', 'exemplar']);
  return failures;
}

function logFailures(spec: LogSpec): Failure[] {
  const failures: Failure[] = [['log_missing']];
  if (spec.isOnly) failures.push(['log_duplicated']);
  if (spec.severity) failures.push(['log_severity_differs', 'severity']);
  if (spec.service) failures.push(['log_service_differs', 'service']);
  for (const { key } of spec.attributes) failures.push(['log_attribute_missing', key], ['log_attribute_differs', key]);
  for (const key of spec.absentAttributes) failures.push(['log_attribute_unexpected', key]);
  for (const { key } of spec.resource) failures.push(['log_resource_missing', key], ['log_resource_differs', key]);
  if (spec.span !== undefined) failures.push(['log_not_in_trace', spec.span], ['log_other_trace', spec.span]);
  return failures;
}

function ruleFailures({ fires, value, maxSeries, labels, annotations }: RuleSpec): Failure[] {
  const failures: Failure[] = [['rule_missing'], ['rule_invalid']];
  if (fires !== undefined || value || maxSeries !== undefined) failures.push(['rule_no_data']);
  if (fires !== undefined) failures.push([fires ? 'rule_not_firing' : 'rule_firing']);
  if (value) failures.push(['rule_value_differs', 'value']);
  if (maxSeries !== undefined) failures.push(['rule_series_exceeded', 'series']);
  for (const { key } of labels) failures.push(['rule_label_differs', key]);
  for (const { key } of annotations) failures.push(['rule_annotation_differs', key]);
  return failures;
}
