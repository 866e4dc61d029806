/**
 * Unidades do OpenTelemetry (UCUM) como o Prometheus as escreve no nome de uma métrica: `s` é `seconds`, `By/s` é
 * `bytes_per_second`.
 */

/** Unidades do UCUM (https://ucum.org) que o Prometheus escreve por extenso. */
const UNITS = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tebibytes'],
  ['kBy', 'kilobytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

/** As que vêm depois da barra, no singular: `By/s` é `bytes_per_second`. */
const PER_UNITS = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** A unidade por extenso, como numa linha `# UNIT`: `By/s` → `bytes_per_second`; `''` se não há. */
export function prometheusUnit(unit: string): string {
  const { main, per } = unitWords(unit);
  return [main, per].filter((word) => word !== '').join('_');
}

/** As duas partes do sufixo. O que vem entre chaves (`{pedido}`) é comentário, e some. */
export function unitWords(unit: string): { main: string; per: string } {
  const slash = unit.indexOf('/');
  const before = slash < 0 ? unit : unit.slice(0, slash);
  const after = slash < 0 ? '' : unit.slice(slash + 1);
  const per = cleanUnit(after, PER_UNITS);
  return { main: cleanUnit(before, UNITS), per: per && `per_${per}` };
}

const UNIT_WORDS: ReadonlySet<string> = new Set([...UNITS.values()].filter((word) => word !== ''));
const PER_WORDS: ReadonlySet<string> = new Set(PER_UNITS.values());
/** As que não têm nome por extenso ficam como se escrevem: `km`, `kW`, `MHz`. */
const PREFIXED = /^[kMGTcmunh](?:m|g|W|V|A|J|L|Hz|Pa)$/;

/** O fim do nome de uma métrica é uma unidade: `seconds`, `bytes_per_second`, `km`. */
export function isUnitSuffix(text: string): boolean {
  const [main, per, ...others] = text.split(/_?per_/);
  const isMain = UNIT_WORDS.has(main) || PREFIXED.test(main) || (main === '' && per !== undefined);
  return isMain && (per === undefined || PER_WORDS.has(per)) && others.length === 0;
}

function cleanUnit(text: string, names: ReadonlyMap<string, string>): string {
  const unit = text.trim();
  if (/[{}]/.test(unit)) return '';
  return (names.get(unit) ?? unit).replaceAll(/[^a-zA-Z0-9:]+/g, '_').replaceAll(/^_|_$/g, '');
}
