/**
 * Um double como o `strconv.FormatFloat(v, 'f', -1, 64)` do Go: o menor decimal que volta ao mesmo número, sem expoente. É como
 * o Prometheus escreve o `le` de um balde e o Loki, os valores: `0.005`, `1000000`, `+Inf`, `NaN`, `-0`.
 */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (!found) return String(value);
  const [, sign, whole, fraction = '', exponentText] = found;
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  // O JavaScript só escreve com expoente o que é menor que 1e-6 ou não cabe em 21 algarismos: o ponto nunca fica no meio.
  return exponent < 0 ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}` : sign + digits.padEnd(exponent + 1, '0');
}
