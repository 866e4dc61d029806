/**
 * Tempos e durações no formato dos textos de Go que as respostas do Jaeger carregam.
 * Formas: nanossegundos em `bigint`.
 */

const SECOND = 1_000_000_000n;

/** `time.Duration.String()`: `5.025s`, `1m30s`, `900µs`, `0s`. */
export function formatGoDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  if (ns < 0n) return `-${formatGoDuration(-ns)}`;
  if (ns < 1_000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${decimal(ns, 3)}µs`;
  if (ns < SECOND) return `${decimal(ns, 6)}ms`;
  const seconds = `${decimal(ns % (60n * SECOND), 9)}s`;
  const minutes = ns / (60n * SECOND);
  if (minutes === 0n) return seconds;
  if (minutes < 60n) return `${minutes}m${seconds}`;
  return `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value / 10^digits` sem zeros à direita. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, -digits);
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}

/** `time.Time.String()` em UTC: `2026-11-20 12:00:07.128456789 +0000 UTC`. */
export function formatGoTime(unixNano: bigint): string {
  const date = new Date(Number(unixNano / 1_000_000n)).toISOString();
  const fraction = (unixNano % SECOND).toString().padStart(9, '0').replace(/0+$/, '');
  return `${date.slice(0, 10)} ${date.slice(11, 19)}${fraction ? `.${fraction}` : ''} +0000 UTC`;
}

/** RFC 3339 com até nove casas e fuso → nanossegundos Unix; `undefined` se o texto não é um instante. */
export function parseRfc3339(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, dateTime, fraction = '', zone] = match;
  const ms = Date.parse(`${dateTime}${zone}`);
  // `Date.parse` aceita 30 de fevereiro; o dia refeito no mesmo fuso denuncia.
  if (Number.isNaN(ms) || new Date(`${dateTime}Z`).toISOString().slice(0, 19) !== dateTime) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
