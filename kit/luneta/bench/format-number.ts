/** Números como um brasileiro os escreve: vírgula decimal, ponto de milhar. */

/** Três algarismos significativos bastam: a máquina não repete mais que isso. */
const SMALL = new Intl.NumberFormat('pt-BR', { maximumSignificantDigits: 3 });
const LARGE = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return (Math.abs(value) < 100 ? SMALL : LARGE).format(value);
}
