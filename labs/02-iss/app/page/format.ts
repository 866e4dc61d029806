// Números, lugares e horas como quem lê em português os espera.

import type { LonLat, Place } from './api.ts';

const integer = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const time = new Intl.DateTimeFormat('pt-BR', { timeStyle: 'medium' });
const regions = new Intl.DisplayNames('pt-BR', { type: 'region' });

/** `5.421 km`. */
export function formatKm(km: number): string {
  return `${integer.format(km)}\u00a0km`;
}

/** `27.576 km/h`, do que vem em quilômetros por segundo. */
export function formatSpeed(kmS: number): string {
  return `${integer.format(kmS * 3_600)}\u00a0km/h`;
}

/** `8,05° S, 34,90° O`. */
export function formatPosition([longitude, latitude]: LonLat): string {
  return `${degrees(latitude, 'N', 'S')}, ${degrees(longitude, 'L', 'O')}`;
}

function degrees(value: number, positive: string, negative: string): string {
  return `${decimal.format(Math.abs(value))}°\u00a0${value < 0 ? negative : positive}`;
}

/** `14:03:22`, no fuso de quem olha. @param at ISO 8601 ou milissegundos Unix. */
export function formatTime(at: string | number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'agora' : time.format(date);
}

/** `Recife, Brasil`. */
export function formatPlace({ name, country }: Place): string {
  return country ? `${name}, ${regionName(country)}` : name;
}

/** O nome do país, de um código da ISO 3166 (`BR` ou `076`). O que não é código fica como veio. */
export function regionName(code: string): string {
  if (!/^([A-Z]{2}|\d{3})$/.test(code)) return code;
  const { region } = new Intl.Locale(`und-${code}`);
  return (region && regions.of(region)) ?? code;
}
