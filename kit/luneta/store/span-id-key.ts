/**
 * As duas palavras de um span_id como chave de `Map`. Texto, e não número: o hash dos textos do V8 tem semente, e ninguém
 * de fora escolhe ids que colidem.
 */
export function spanIdKey(high: number, low: number): string {
  return `${high},${low}`;
}
