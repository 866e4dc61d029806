import { expect, test } from 'vitest';
import { labelOf, matchesText, plainName } from './labels.ts';
import { between, equals, excludes, inAnyOrder, matches, type Matcher } from './matchers.ts';
import { isNamed, writtenName } from './metrics/metric-names.ts';
import type { ObservedSeries } from './metrics/series.ts';

test.each<[string, Matcher, string, boolean]>([
  ['o próprio texto', equals('42'), '42', true],
  ['o número que ele escreve', equals(42), '42', true],
  ['outro número', between(1, 41), '42', false],
  ['uma fração', equals(1.5), '1.5', true],
  ['um número enorme', equals(1e21), '1e+21', true],
  ['o infinito', equals(-Infinity), '-Infinity', true],
  ['o que não é bem um número', matches(/^\d+$/), '12.', false],
  ['o que não é número nenhum', equals(NaN), 'NaN', true],
  ['um booleano', equals(true), 'true', true],
  ['uma lista', inAnyOrder('b', 'a'), '["a","b"]', true],
  ['o que só parece uma lista', equals(['a']), '[a', false],
  ['um texto vazio não é zero', equals(0), '', false],
  ['o que não contém', excludes('@'), 'ana', true],
  ['o que contém', excludes('@'), 'ana@exemplo.com', false],
])('um valor escrito como rótulo: %s', (_title, matcher, text, expected) => {
  expect(matchesText(matcher, text)).toBe(expected);
});

test('a chave do OpenTelemetry acha o rótulo, escrito de qualquer jeito', () => {
  for (const written of ['http.route', 'http_route', 'http__route', 'key_http_route'.slice(4)]) {
    expect(labelOf({ [written]: '/' }, 'http.route')).toBe('/');
  }
  expect(labelOf({ http_routes: '/' }, 'http.route')).toBeUndefined();
  expect(labelOf({}, 'constructor')).toBeUndefined();
  expect(plainName('_é_')).toBe('');
});

test.each<[wanted: string, unit: string | undefined, name: string, seenUnit: string | undefined, boolean]>([
  ['iss.lookups', undefined, 'iss_lookups_total', '{lookup}', true],
  ['iss.lookups', undefined, 'iss_lookups', undefined, true],
  ['iss.lookups', undefined, 'iss.lookups', undefined, true],
  ['iss.lookups', undefined, 'iss_lookups_failed_total', '', false],
  ['iss.distance', undefined, 'iss_distance_km', 'km', true],
  ['iss.distance', undefined, 'iss_distance_km', undefined, true],
  ['iss.distance', undefined, 'iss_distance_km_failed', undefined, false],
  ['iss.distance', 'km', 'iss_distance_km', undefined, true],
  ['process.uptime', undefined, 'process_uptime_seconds', undefined, true],
  ['process.uptime', undefined, 'process_uptime_seconds_total', undefined, true],
  ['process.uptime', undefined, 'process_uptime_idle_seconds', undefined, false],
  ['process.uptime', undefined, 'process_uptime_seconds', '', false],
  ['process.uptime', 'ms', 'process_uptime_seconds', undefined, true],
  ['process.uptime', 'ms', 'process_uptime_seconds', 's', true],
  ['rate', undefined, 'rate_bytes_per_second', undefined, true],
  ['rate', undefined, 'rate_per_second', undefined, true],
  ['rate', undefined, 'rate_bytes_per_search', undefined, false],
  ['http.server.request.duration', undefined, 'http_server_request_duration_seconds', 'seconds', true],
  ['rate', undefined, 'rate_bytes_per_second', 'By/s', true],
  ['share', undefined, 'share_ratio', '1', true],
  ['requests.total', undefined, 'requests_total', '', true],
])('%s (%s) é %s (%s)? %s', (name, unit, seen, seenUnit, expected) => {
  expect(isNamed({ name, unit }, { name: seen, unit: seenUnit } as ObservedSeries)).toBe(expected);
});

test('o nome que se escreveu', () => {
  expect(writtenName({ name: 'iss_distance_seconds_total', unit: 's' })).toBe('iss_distance');
  expect(writtenName({ name: 'seconds', unit: 's' })).toBe('seconds');
  expect(writtenName({ name: 'iss_distance_seconds_total', unit: undefined })).toBe('iss_distance');
  expect(writtenName({ name: 'iss_distance_seconds_total', unit: '' })).toBe('iss_distance_seconds');
  expect(writtenName({ name: 'iss_distance_failed', unit: undefined })).toBe('iss_distance_failed');
});
