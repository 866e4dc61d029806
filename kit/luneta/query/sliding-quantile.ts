/**
 * O quantil de uma janela que desliza, exato: cada valor entra numa posição e sai noutra.
 *
 *   posições      0   1   2   3   4
 *   valor 30          ├───────┤           enter = 1, leave = 3: conta nas posições 1 e 2
 *   valor 10      ├───────────────┤       enter = 0, leave = 4
 *
 * As janelas se sobrepõem (dez minutos, de cinco em cinco segundos): ordenar cada uma custaria posições × valores. Em vez
 * disso, ordena-se tudo uma vez e contam-se os presentes por posto e por bloco de postos: entrar e sair são duas somas,
 * e achar o k-ésimo é pular blocos e depois postos.
 */

/** 512 postos por bloco: com meio milhão de valores, um achado são mil blocos e 512 postos no pior caso. */
const BLOCK_BITS = 9;

export interface WindowedValues {
  values: readonly number[];
  /** A primeira posição em que cada valor conta, e a primeira em que já não conta; `enter[i] < leave[i]`. */
  enter: readonly number[];
  leave: readonly number[];
}

/**
 * O quantil de cada posição: o menor valor presente que não fica abaixo de uma fração `quantile` dos presentes (posto mais
 * próximo). Sem presentes, NaN. Como no PromQL, abaixo de 0 é −Infinity, acima de 1 é Infinity, NaN é NaN.
 */
export function slidingQuantile(windowed: WindowedValues, positions: number, quantile: number): Float64Array {
  const results = new Float64Array(positions).fill(NaN);
  if (Number.isNaN(quantile)) return results;
  if (quantile < 0 || quantile > 1) return results.fill(quantile < 0 ? -Infinity : Infinity);
  const { values, enter, leave } = windowed;
  const sorted = distinct(Float64Array.from(values).toSorted());
  const present = new RankCounts(sorted.length);
  const entering = listsByPosition(enter, positions);
  const leaving = listsByPosition(leave, positions);
  const ranks = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) ranks[i] = rankOf(sorted, values[i]);
  for (let position = 0; position < positions; position++) {
    for (let i = entering.head[position]; i >= 0; i = entering.next[i]) present.add(ranks[i], 1);
    for (let i = leaving.head[position]; i >= 0; i = leaving.next[i]) present.add(ranks[i], -1);
    if (present.total === 0) continue;
    // A folga desfaz o erro da multiplicação: 7% de 100 não é 7,000000000000001.
    const place = Math.max(1, Math.ceil(quantile * present.total - 1e-9));
    results[position] = sorted[present.rankAt(place)];
  }
  return results;
}

/** Quantos valores há em cada posto, e em cada bloco de postos. */
class RankCounts {
  total = 0;
  readonly #ranks: Int32Array;
  readonly #blocks: Int32Array;

  constructor(size: number) {
    this.#ranks = new Int32Array(size);
    this.#blocks = new Int32Array((size >> BLOCK_BITS) + 1);
  }

  add(rank: number, count: number): void {
    this.total += count;
    this.#ranks[rank] += count;
    this.#blocks[rank >> BLOCK_BITS] += count;
  }

  /** O posto do `place`-ésimo presente, a partir de 1; `place` não passa de `total`. */
  rankAt(place: number): number {
    let left = place;
    let block = 0;
    while (left > this.#blocks[block]) left -= this.#blocks[block++];
    let rank = block << BLOCK_BITS;
    while (left > this.#ranks[rank]) left -= this.#ranks[rank++];
    return rank;
  }
}

/** Os índices de cada posição, em listas encadeadas; os que ficam além da última não entram. */
function listsByPosition(positionOf: readonly number[], positions: number): { head: Int32Array; next: Int32Array } {
  const head = new Int32Array(positions).fill(-1);
  const next = new Int32Array(positionOf.length);
  for (let i = 0; i < positionOf.length; i++) {
    const position = positionOf[i];
    if (position >= positions) continue;
    next[i] = head[position];
    head[position] = i;
  }
  return { head, next };
}

/** Junta os iguais de uma lista ordenada, no mesmo lugar. */
function distinct(sorted: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (count === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i];
  }
  return sorted.subarray(0, count);
}

function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
