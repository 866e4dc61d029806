/** De somas `delta` e de contadores que recomeçam (regras 3 e 4 do contrato). Funções puras. */

/** O que se sabe de uma série antes do ponto novo. */
export interface Accumulated {
  /** Instante da última amostra, e o último valor que não é NaN. */
  lastMs: number;
  lastValue: number;
  /** O último início visto; NaN se nenhum. */
  startMs: number;
}

/** O valor acumulado depois de um ponto. Uma ausência, ou outro NaN, passa como veio. */
export function accumulate({ lastValue }: Accumulated, value: number, isDelta: boolean): number {
  return isDelta ? lastValue + value : value;
}

/** Um ponto `delta` que não é posterior à última amostra: é o mesmo dela, que chegou de novo? */
export function isRepeatedDelta(
  { lastMs, startMs: known }: Accumulated,
  startMs: number,
  timestampMs: number,
): boolean {
  // De um intervalo que acaba no milissegundo em que começa não dá para saber: é mais provável que seja outro.
  return timestampMs === lastMs && startMs === known && startMs < timestampMs;
}

/**
 * O contador recomeçou sem que isso se veja nos valores? Então falta um zero em `startMs`. Um início que não é posterior à
 * última amostra não é recomeço: há SDKs que mandam um início novo a cada ponto.
 */
export function hidesReset(
  { lastMs, lastValue, startMs: known }: Accumulated,
  startMs: number,
  timestampMs: number,
  value: number,
): boolean {
  return startMs > known && startMs > lastMs && startMs < timestampMs && value >= lastValue;
}
