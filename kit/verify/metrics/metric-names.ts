/** O nome de uma métrica do OpenTelemetry nos jeitos de o Prometheus escrevê-lo. */
import { isUnitSuffix, prometheusUnit } from '../../prometheus-units.ts';
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
  // O sufixo é a unidade, a que o backend diz ou a que se espera. Se ele não diz nenhuma, vale o que é certamente uma.
  const words = [series.unit, unit].map((each) => plainName(prometheusUnit(each ?? ''))).filter((word) => word !== '');
  if (words.some((word) => found === `${wanted}_${word}`)) return true;
  return series.unit === undefined && unitInName(series.name, wanted) !== undefined;
}

/** O nome que se escreveu no programa, tanto quanto se sabe: sem a unidade nem o que o tipo lhe acrescenta. */
export function writtenName({ name, unit }: Pick<ObservedSeries, 'name' | 'unit'>): string {
  const bare = bareName(name);
  const last = bare.slice(bare.lastIndexOf('_') + 1);
  const word = unit === undefined && isUnitSuffix(last) ? last : plainName(prometheusUnit(unit ?? ''));
  return word !== '' && bare.endsWith(`_${word}`) ? bare.slice(0, -word.length - 1) : bare;
}

/** A unidade que o backend pôs no fim do nome, se o resto dele é o que se escreveu no programa. */
export function unitInName(name: string, written: string): string | undefined {
  const bare = bareName(name);
  const start = `${bareName(written)}_`;
  const suffix = bare.startsWith(start) ? bare.slice(start.length) : '';
  return isUnitSuffix(suffix) ? suffix : undefined;
}

/** O nome sem o que o tipo lhe acrescenta. */
export function bareName(name: string): string {
  return plainName(name).replace(TYPE_SUFFIX, '');
}
