/** Rótulos, números e instantes como o Prometheus os escreve em JSON. */
import type { Labels } from '../store/metrics/metric-store.ts';
import { numberText } from '../store/number-text.ts';

/** Um objeto, também com nomes como `__proto__`. */
export function labelsJson(labels: Labels): string {
  return `{${labels.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** `[1435781451.781,"1"]`. */
export function pointJson(timestampMs: number, value: number): string {
  return `[${secondsJson(timestampMs)},"${formatValue(value)}"]`;
}

/** O mesmo com um número que não é de uma série: sem expoente, do tamanho que for. */
export function scalarJson(timestampMs: number, value: number): string {
  return `[${secondsJson(timestampMs)},"${numberText(value)}"]`;
}

/** Segundos Unix, com os milissegundos em casas. */
export function secondsJson(timestampMs: number): string {
  return String(timestampMs / 1000);
}

/** Um double como texto, como o Go: `NaN`, `+Inf`, `-0`, `1e-07`, `1e+21`. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  if (text === '-Infinity') return '-Inf';
  return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}
