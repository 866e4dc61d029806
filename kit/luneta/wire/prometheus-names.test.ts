/** Exemplos da especificação do OpenTelemetry (compatibilidade com o Prometheus) e do tradutor que o Prometheus usa. */
import { describe, expect, test } from 'vitest';
import { prometheusUnit } from '../../prometheus-units.ts';
import { type NamedAs, prometheusLabelName, prometheusMetricName } from './prometheus-names.ts';

describe('nomes de métricas', () => {
  test.each<[name: string, unit: string, kind: NamedAs, expected: string]>([
    // Caracteres
    ['simple_metric', '', 'gauge', 'simple_metric'],
    ['metric@with#special$chars', '', 'gauge', 'metric_with_special_chars'],
    ['metric@@##$$name', '', 'gauge', 'metric_name'],
    ['metric__with__multiple__underscores', '', 'gauge', 'metric_with_multiple_underscores'],
    ['_começo.e.fim_', '', 'gauge', 'come_o_e_fim'],
    ['job:http:taxa', '', 'gauge', 'job:http:taxa'],
    ['123metric', '', 'gauge', '_123metric'],
    ['@#$%', '', 'gauge', ''],
    ['', '', 'gauge', ''],
    // Tipos
    ['requests', '', 'counter', 'requests_total'],
    ['requests_total', '', 'counter', 'requests_total'],
    ['total.requests', '', 'counter', 'requests_total'],
    ['cpu_usage', '1', 'gauge', 'cpu_usage_ratio'],
    ['cpu_usage_ratio', '1', 'gauge', 'cpu_usage_ratio'],
    ['items', '1', 'counter', 'items_total'],
    ['active_connections', '1', 'other', 'active_connections'],
    ['total', '', 'counter', 'total'],
    // Unidades
    ['http.server.request.duration', 's', 'other', 'http_server_request_duration_seconds'],
    ['response_time', 'ms', 'gauge', 'response_time_milliseconds'],
    ['response_time_seconds', 's', 'gauge', 'response_time_seconds'],
    ['process.cpu.seconds', 's', 'counter', 'process_cpu_seconds_total'],
    ['memory_usage', 'By', 'gauge', 'memory_usage_bytes'],
    ['disco', 'TiBy', 'gauge', 'disco_tebibytes'],
    ['uso', '%', 'gauge', 'uso_percent'],
    ['temperatura', 'Cel', 'gauge', 'temperatura_celsius'],
    ['requests', '1/s', 'gauge', 'requests_per_second'],
    ['throughput', 'By/s', 'gauge', 'throughput_bytes_per_second'],
    ['velocidade', 'm/s', 'gauge', 'velocidade_meters_per_second'],
    ['ritmo', '{pedido}/m', 'gauge', 'ritmo_per_minute'],
    ['requests', 'By/s', 'counter', 'requests_bytes_per_second_total'],
    ['loja.pedidos', '{pedido}', 'counter', 'loja_pedidos_total'],
    ['custom_metric', 'By/{custom}', 'gauge', 'custom_metric_bytes'],
    ['custom_metric', 'custom_unit', 'gauge', 'custom_metric_custom_unit'],
    ['custom_metric', 'unit@with#special/chars', 'gauge', 'custom_metric_unit_with_special_per_chars'],
    ['custom_metric', ' s ', 'gauge', 'custom_metric_seconds'],
    ['custom_metric', '/', 'gauge', 'custom_metric'],
    ['custom_metric', '€', 'gauge', 'custom_metric'],
  ])('%s em %j, como %s: %s', (name, unit, kind, expected) => {
    expect(prometheusMetricName(name, unit, kind)).toBe(expected);
  });
});

test.each([
  ['s', 'seconds'],
  ['By/s', 'bytes_per_second'],
  ['1/s', 'per_second'],
  ['1', ''],
  ['{pedido}', ''],
  ['unit__multiple__underscores', 'unit_multiple_underscores'],
])('a unidade %s é %j', (unit, expected) => {
  expect(prometheusUnit(unit)).toBe(expected);
});

test.each([
  ['http.method', 'http_method'],
  ['label:with:colons', 'label_with_colons'],
  ['LabelWithCapitalLetters', 'LabelWithCapitalLetters'],
  ['label!with&special$chars)', 'label_with_special_chars_'],
  ['label_with_foreign_characters_字符', 'label_with_foreign_characters___'],
  ['emoji_🙂', 'emoji__'],
  ['123label', 'key_123label'],
  ['_label_starting_with_underscore', 'key_label_starting_with_underscore'],
  ['__label_starting_with_2underscores', '__label_starting_with_2underscores'],
  ['ようこそ', ''],
  ['__', ''],
  ['', ''],
])('o rótulo %j é %j', (key, expected) => {
  expect(prometheusLabelName(key)).toBe(expected);
});
