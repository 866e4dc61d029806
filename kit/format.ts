/** Números, durações e instantes como o leitor brasileiro os espera. Nada aqui depende do navegador. */

const integer = new Intl.NumberFormat('pt-BR');
const significant = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 3, useGrouping: false });
const exact = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 6 });
const percent = new Intl.NumberFormat('pt-BR', { style: 'percent', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat('pt-BR', { numeric: 'auto', style: 'short' });
const dateAndTime = new Intl.DateTimeFormat('pt-BR', { dateStyle: 'short', timeStyle: 'medium' });
const timeOnly = new Intl.DateTimeFormat('pt-BR', { timeStyle: 'medium' });

export function formatCount(n: number): string {
  return integer.format(n);
}

/** `1 span`, `2.500 spans`. */
export function count(n: number, one: string, many: string): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

const MAX_LISTED = 10;

/** Nomes entre aspas; além de dez, só quantos são. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` e mais ${formatCount(more)}` : '');
}

const UNITS = [
  { suffix: 'ns', us: 0.001, next: 1 },
  { suffix: 'µs', us: 1, next: 1_000 },
  { suffix: 'ms', us: 1_000, next: 1_000_000 },
  { suffix: 's', us: 1_000_000, next: 60_000_000 },
] as const;

/** Duração curta, com três algarismos: `900 ns`, `12,3 ms`, `1,25 s`, `2 min 3 s`. */
export function formatDuration(us: number): string {
  if (us === 0) return '0\u00a0ms';
  for (const { suffix, us: size, next } of UNITS) {
    const rounded = Number((us / size).toPrecision(3));
    if (rounded * size < next) return `${significant.format(rounded)}\u00a0${suffix}`;
  }
  const seconds = Math.round(us / 1e6);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}\u00a0${unit}`)
    .join('\u00a0');
}

/** Duração sem arredondar, na unidade em que se lê melhor. */
export function formatExactDuration(us: number): string {
  const unit = UNITS.find(({ next }) => us < next) ?? UNITS[3];
  return `${exact.format(us / unit.us)}\u00a0${unit.suffix}`;
}

export function formatPercent(share: number): string {
  return percent.format(share);
}

/** `20/11/2026 12:00:00,123`, no fuso desta máquina. */
export function formatDateTime(unixNano: bigint): string {
  return `${dateAndTime.format(toDate(unixNano)).replace(',', '')},${fraction(unixNano, 3)}`;
}

/** Só a hora, até o nanossegundo. */
export function formatExactTime(unixNano: bigint): string {
  return `${timeOnly.format(toDate(unixNano))},${fraction(unixNano, 9)}`;
}

export function formatIso(unixNano: bigint): string {
  return toDate(unixNano).toISOString();
}

/** `há 3 min`, `agora`, `em 2 h`. */
export function formatRelative(unixNano: bigint, nowMs: number): string {
  const seconds = (Number(unixNano / 1_000_000n) - nowMs) / 1_000;
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(size < 5 ? 0 : Math.round(seconds), 'second');
  if (size < 3_600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3_600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** `12,5 MB` (1 MB = 1024 × 1024 bytes, como o limite da linha de comando). */
export function formatBytes(bytes: number): string {
  const mebibytes = bytes / 1_048_576;
  return mebibytes < 0.1 ? `${significant.format(bytes / 1_024)}\u00a0kB` : `${significant.format(mebibytes)}\u00a0MB`;
}

/** Porcentagem para um atributo de SVG: ponto decimal e no máximo três casas. */
export function svgPercent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}

function toDate(unixNano: bigint): Date {
  return new Date(Number(unixNano / 1_000_000n));
}

function fraction(unixNano: bigint, digits: number): string {
  return String(unixNano % 1_000_000_000n)
    .padStart(9, '0')
    .slice(0, digits);
}
