/**
 * As linhas: uma por span guardado, em colunas de tamanho fixo usadas em anel.
 *
 *            oldest ▼            ▼ nextRow
 *   linhas  [ · · · 7 8 9 10 11 · · · ]     a linha mais antiga sai primeiro; ao fim da coluna volta-se ao zero
 *
 * `bytes[offset, offset+length)` do anel de bytes é a mensagem Span; o resto é o que o índice precisa sem abri-la.
 * As colunas só ocupam memória de verdade quando são tocadas.
 */
import { FILTER_BYTES_PER_ROW } from './block-filters.ts';
import { SIGNATURE_WORDS } from './row-signature.ts';

/** Bytes por linha somando todas as colunas, mais a entrada na lista do serviço e o filtro do bloco. */
export const BYTES_PER_ROW = 4 * 11 + 2 + 8 + 16 + SIGNATURE_WORDS * 4 + 8 + FILTER_BYTES_PER_ROW;

export class SpanRows {
  readonly capacity: number;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  /** Slot na tabela de traces, ou -1 depois que o trace saiu. */
  readonly trace: Int32Array;
  /** Próxima linha do mesmo trace, ou -1. */
  readonly nextInTrace: Int32Array;
  readonly service: Uint32Array;
  readonly operation: Uint32Array;
  readonly resource: Uint32Array;
  readonly scope: Uint32Array;
  readonly kind: Uint8Array;
  readonly statusCode: Uint8Array;
  /** Início em nanossegundos Unix, em duas metades. */
  readonly startLow: Uint32Array;
  readonly startHigh: Uint32Array;
  /** Já reparada: nunca menor que 1. */
  readonly durationNs: Float64Array;
  /** span_id (2 palavras) e parent_span_id (2 palavras). */
  readonly ids: Uint32Array;
  readonly signature: Uint32Array;
  /** Índice da linha mais antiga e da próxima a escrever. */
  oldest = 0;
  nextRow = 0;
  count = 0;
  /** Número de ordem (crescente, nunca reaproveitado) da linha mais antiga. */
  #oldestOrder = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.offset = new Uint32Array(capacity);
    this.length = new Uint32Array(capacity);
    this.trace = new Int32Array(capacity);
    this.nextInTrace = new Int32Array(capacity);
    this.service = new Uint32Array(capacity);
    this.operation = new Uint32Array(capacity);
    this.resource = new Uint32Array(capacity);
    this.scope = new Uint32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.statusCode = new Uint8Array(capacity);
    this.startLow = new Uint32Array(capacity);
    this.startHigh = new Uint32Array(capacity);
    this.durationNs = new Float64Array(capacity);
    this.ids = new Uint32Array(capacity * 4);
    this.signature = new Uint32Array(capacity * SIGNATURE_WORDS);
  }

  /** Número de ordem da linha mais antiga; sem nenhuma, o da próxima. */
  get oldestOrder(): number {
    return this.#oldestOrder;
  }

  /** Reserva a próxima linha; quem chama já garantiu que há lugar. */
  push(): number {
    const row = this.nextRow;
    this.nextRow = row + 1 === this.capacity ? 0 : row + 1;
    this.count++;
    return row;
  }

  /** Libera a linha mais antiga. */
  shift(): void {
    this.oldest = this.oldest + 1 === this.capacity ? 0 : this.oldest + 1;
    this.count--;
    this.#oldestOrder++;
  }

  /** Número de ordem de uma linha guardada: maior é mais nova. */
  orderOf(row: number): number {
    const distance = row - this.oldest;
    return this.#oldestOrder + (distance < 0 ? distance + this.capacity : distance);
  }

  /** A i-ésima linha, da mais antiga (0) para a mais nova. */
  at(i: number): number {
    const row = this.oldest + i;
    return row < this.capacity ? row : row - this.capacity;
  }
}
