/**
 * A unidade em que o valor de uma métrica se lê: segundos viram ms quando são poucos, bytes viram MB quando são muitos.
 * Contas puras, que o servidor faz para desenhar o eixo e a ilha, para dizer o valor sob o ponteiro.
 */
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../format.ts';

/** O que se mede, e quanto vale um na unidade de base: microssegundos, bytes, ou a fração de um todo. */
export interface Quantity {
  kind: 'time' | 'bytes' | 'share' | 'number';
  perBase: number;
  /** Uma taxa: o que se mede, por segundo. */
  perSecond: boolean;
}

/** Em que o eixo inteiro se lê: `value / factor`, seguido de `suffix`. */
export interface AxisUnit {
  factor: number;
  suffix: string;
}

const NUMBER: Quantity = { kind: 'number', perBase: 1, perSecond: false };

/** Unidades UCUM que o OpenTelemetry usa, e os sufixos que o Prometheus põe nos nomes no lugar delas. */
const KNOWN: readonly (readonly [unit: string, suffix: string, kind: Quantity['kind'], perBase: number])[] = [
  ['ns', 'nanoseconds', 'time', 0.001],
  ['us', 'microseconds', 'time', 1],
  ['ms', 'milliseconds', 'time', 1_000],
  ['s', 'seconds', 'time', 1_000_000],
  ['min', 'minutes', 'time', 60_000_000],
  ['h', 'hours', 'time', 3_600_000_000],
  ['d', 'days', 'time', 86_400_000_000],
  ['By', 'bytes', 'bytes', 1],
  ['kBy', 'kilobytes', 'bytes', 1_000],
  ['MBy', 'megabytes', 'bytes', 1_000_000],
  ['KiBy', 'kibibytes', 'bytes', 1_024],
  ['MiBy', 'mebibytes', 'bytes', 1_048_576],
  ['%', 'percent', 'share', 0.01],
];

/** @param unit Como veio (UCUM); `''` se não veio: aí vale o sufixo do nome, que uma página do Prometheus sempre traz. */
export function quantityOf(unit: string, name: string): Quantity {
  const base = name.replace(/_total$/, '');
  const known = KNOWN.find(([ucum, suffix]) => (unit === '' ? base.endsWith(`_${suffix}`) : unit === ucum));
  if (known) return { kind: known[2], perBase: known[3], perSecond: false };
  // Unidade `1` é de qualquer número sem dimensão; só o sufixo diz que é uma fração.
  return base.endsWith('_ratio') ? { kind: 'share', perBase: 1, perSecond: false } : NUMBER;
}

export function perSecond(quantity: Quantity): Quantity {
  return { ...quantity, perSecond: true };
}

const AXIS_UNITS: Record<Quantity['kind'], readonly (readonly [suffix: string, base: number])[]> = {
  time: [
    ['ns', 0.001],
    ['µs', 1],
    ['ms', 1_000],
    ['s', 1_000_000],
    ['min', 60_000_000],
    ['h', 3_600_000_000],
    ['d', 86_400_000_000],
  ],
  bytes: [
    ['B', 1],
    ['kB', 1_024],
    ['MB', 1_024 ** 2],
    ['GB', 1_024 ** 3],
    ['TB', 1_024 ** 4],
  ],
  share: [['%', 0.01]],
  number: [
    ['', 1],
    ['mil', 1e3],
    ['mi', 1e6],
    ['bi', 1e9],
    ['tri', 1e12],
  ],
};

/** @param most O maior valor do eixo, em módulo. */
export function axisUnit({ kind, perBase, perSecond: rate }: Quantity, most: number): AxisUnit {
  const units = AXIS_UNITS[kind];
  const base = most * perBase;
  const smallest = kind === 'time' && base === 0 ? 2 : 0;
  // Até 9.999 um número se lê melhor inteiro do que em milhares.
  const atLeast = (size: number): number => (kind === 'number' && size > 1 ? size * (size === 1e3 ? 10 : 1) : size);
  const at = Math.max(
    units.findLastIndex(([, size]) => base >= atLeast(size)),
    smallest,
  );
  const [suffix, size] = units[at];
  return { factor: size / perBase, suffix: suffix + (rate ? '/s' : '') };
}

const significant = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 3 });
const tiny = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 3, notation: 'scientific' });

/** Um valor na unidade do eixo dele, com três algarismos. */
export function formatOnAxis(value: number, { factor, suffix }: AxisUnit): string {
  const shown = value / factor;
  const number = shown !== 0 && Math.abs(shown) < 0.0005 ? tiny.format(shown) : significant.format(shown);
  return suffix === ''
    ? number
    : `${number}${suffix.startsWith('/') || suffix.startsWith('%') ? '' : '\u00a0'}${suffix}`;
}

/** Um valor sozinho, na unidade em que se lê melhor: `12,3 ms`, `64 MB`, `3,2/s`. */
export function formatQuantity(value: number, quantity: Quantity): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+∞' : '−∞';
  if (value < 0) return `−${formatQuantity(-value, quantity)}`;
  const { kind, perBase, perSecond: rate } = quantity;
  const base = value * perBase;
  if (kind === 'time' && !rate) return formatDuration(base);
  if (kind === 'bytes' && !rate && base >= 1_024 && base < 1_024 ** 3) return formatBytes(base);
  if (kind === 'share' && !rate) return formatPercent(base);
  if (kind === 'number' && !rate && Number.isInteger(value) && value < 1e6) return formatCount(value);
  return formatOnAxis(value, axisUnit(quantity, value));
}
