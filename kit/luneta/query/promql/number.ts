/** Números do PromQL, que são os do Go e mais as durações. */
import { parsePromDuration } from '../prom-duration.ts';

/** `1e3`, `0x1F`, `017`, `inf`, `NaN`, e durações (`5m` são 300 segundos); `undefined` se não é um número. */
export function parseNumber(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const lower = digits.toLowerCase();
  if (lower === 'inf') return Infinity;
  if (lower === 'nan') return NaN;
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  if (/^(0x[0-9a-f]+|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/.test(lower)) return Number(lower);
  const durationMs = parsePromDuration(digits);
  return durationMs === undefined ? undefined : durationMs / 1000;
}
