/** Diferenças de duração, com o sinal sempre à vista. */
import { formatDuration } from '../../../format.ts';

const times = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 2 });

/** `+12,3 ms`, `−4 ms`. */
export function formatDelta(us: number): string {
  return `${us > 0 ? '+' : us < 0 ? '−' : '±'}${formatDuration(Math.abs(us))}`;
}

/** `×1,8`. */
export function formatRatio(ratio: number): string {
  return `×${times.format(ratio)}`;
}
