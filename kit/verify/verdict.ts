/** O resultado de julgar: dados, que uma tela mostra e um roteiro traduz em dicas. */
import type { Problem, Signal } from './sources/source.ts';

export const FAILURE_CODES = [
  'no_expectations',
  'no_telemetry',
  'span_missing',
  'span_duplicated',
  'span_count_differs',
  'span_unexpected',
  'span_not_root',
  'span_not_child',
  'span_other_trace',
  'kind_differs',
  'status_differs',
  'service_differs',
  'scope_differs',
  'duration_differs',
  'attribute_missing',
  'attribute_differs',
  'attribute_unexpected',
  'resource_missing',
  'resource_differs',
  'event_missing',
  'event_differs',
  'link_missing',
  'trace_services_differ',
  'trace_span_count_differs',
  'metric_missing',
  'metric_type_differs',
  'metric_unit_differs',
  'metric_service_differs',
  'metric_resource_missing',
  'metric_resource_differs',
  'metric_attribute_missing',
  'metric_attribute_differs',
  'metric_attribute_unexpected',
  'metric_value_differs',
  'metric_series_exceeded',
  'metric_buckets_differ',
  'metric_exemplar_missing',
  'log_missing',
  'log_duplicated',
  'log_severity_differs',
  'log_service_differs',
  'log_attribute_missing',
  'log_attribute_differs',
  'log_attribute_unexpected',
  'log_resource_missing',
  'log_resource_differs',
  'log_not_in_trace',
  'log_other_trace',
  'log_unexpected',
  'rules_unreadable',
  'rule_missing',
  'rule_invalid',
  'rule_no_data',
  'rule_not_firing',
  'rule_firing',
  'rule_value_differs',
  'rule_series_exceeded',
  'rule_label_differs',
  'rule_annotation_differs',
  'value_unexpected',
  'stdout_missing',
  'answer_differs',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A fonte não mostra o que se queria olhar: não é uma falha, nem prova nada. */
export const NOT_OBSERVABLE = 'not_observable';

export interface Check {
  code: 'ok' | typeof NOT_OBSERVABLE | FailureCode;
  passed: boolean;
  /** O que se esperava, e o que se viu, em frases para o aluno. */
  expected: string;
  observed: string;
  /** O nome do span de que se trata; o de uma métrica, ou de um log, está em `expected`. */
  span?: string;
  /** De que parte dele: a chave de um atributo, o nome de um evento, `kind`… */
  field?: string;
  /** O sinal que não veio; só de um `no_telemetry`. */
  signal?: Signal;
  /** Do mais específico ao mais geral: `attribute_differs:test_span_01:http.route`, …, `attribute_differs`. */
  hintKeys: readonly string[];
  spanId?: string;
  traceId?: string;
  /** Onde ver o trace. */
  url?: string;
  /** A posição, na lista, da expectativa que ela confere; sem expectativas, não há. */
  expectation?: number;
}

export interface Verdict {
  passed: boolean;
  checks: readonly Check[];
  /** Quantos deles são `not_observable`: `passed` não depende deles. */
  notObservable: number;
  /** O que atrapalhou a leitura da telemetria, mesmo que o veredito não dependa disso. */
  problems: readonly Problem[];
}

/** @param name De um span, de uma métrica, de um log. */
export function hintKeys(code: FailureCode, name?: string, field?: string): string[] {
  const keys: string[] = [code];
  if (name !== undefined) keys.unshift(`${code}:${name}`);
  if (field !== undefined) keys.unshift(`${keys[0]}:${field}`);
  return keys;
}
