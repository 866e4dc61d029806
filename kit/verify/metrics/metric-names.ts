/** O nome de uma métrica do OpenTelemetry nos jeitos de o Prometheus escrevê-lo. */
import { prometheusUnit } from '../../prometheus-units.ts';
import { plainName } from '../labels.ts';
import type { MetricSpec } from './metric-expectation.ts';
import type { ObservedSeries } from './series.ts';

/** De um contador, e de um medidor de unidade `1`. */
const TYPE_SUFFIX = /_(?:total|ratio)$/;

/** `iss.lookups` é `iss_lookups`, `iss_lookups_total` e, medido em segundos, `iss_lookups_seconds`. */
export function isNamed({ name, unit }: Pick<MetricSpec, 'name' | 'unit'>, series: ObservedSeries): boolean {
  const wanted = bareName(name);
  const found = bareName(series.name);
  if (found === wanted) return true;
  // O sufixo é a unidade. Se o backend não a diz, é a que se espera; sem nenhuma das duas, poderia ser outra métrica.
  const words = [series.unit, unit].map((each) => plainName(prometheusUnit(each ?? ''))).filter((word) => word !== '');
  return words.some((word) => found === `${wanted}_${word}`);
}

/** O nome que se escreveu no programa, tanto quanto se sabe: sem a unidade nem o que o tipo lhe acrescenta. */
export function writtenName({ name, unit = '' }: Pick<ObservedSeries, 'name' | 'unit'>): string {
  const word = plainName(prometheusUnit(unit));
  const bare = bareName(name);
  return word !== '' && bare.endsWith(`_${word}`) ? bare.slice(0, -word.length - 1) : bare;
}

/** O nome sem o que o tipo lhe acrescenta. */
export function bareName(name: string): string {
  return plainName(name).replace(TYPE_SUFFIX, '');
}
