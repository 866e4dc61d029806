/**
 * As linhas: uma por registro guardado, em colunas de tamanho fixo usadas em anel.
 *
 *   número de ordem   … 41 42 43 44 45 46 …        cresce a cada chegada e nunca se repete
 *   linha             [ 45 46 · · 41 42 43 44 ]    é o número de ordem, módulo a capacidade
 *                              oldest ▲
 *
 * `bytes[offset, offset+length)` do anel de bytes é a mensagem LogRecord; o resto é o que o índice precisa sem abri-la.
 * As colunas só ocupam memória de verdade quando são tocadas.
 */
import { compareTimes } from '../unix-time.ts';

/** Bytes por linha somando todas as colunas, mais os índices por instante e por trace. */
export const BYTES_PER_LOG_ROW = 4 * 8 + 2 + 8 + 8;

export class LogRows {
  readonly capacity: number;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  /** Já reparado. Nanossegundos Unix, em duas metades. */
  readonly timeLow: Uint32Array;
  readonly timeHigh: Uint32Array;
  readonly resource: Uint32Array;
  readonly scope: Uint32Array;
  readonly severity: Uint8Array;
  readonly hasTextBody: Uint8Array;
  /** Posição dos ids no anel de bytes, ou -1. */
  readonly traceIdAt: Int32Array;
  readonly spanIdAt: Int32Array;
  /** Quantas linhas há; são as de ordem `lastSequence - count + 1` a `lastSequence`. */
  count = 0;
  /** O número de ordem da linha mais nova; 0 se nunca houve. */
  lastSequence = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.offset = new Uint32Array(capacity);
    this.length = new Uint32Array(capacity);
    this.timeLow = new Uint32Array(capacity);
    this.timeHigh = new Uint32Array(capacity);
    this.resource = new Uint32Array(capacity);
    this.scope = new Uint32Array(capacity);
    this.severity = new Uint8Array(capacity);
    this.hasTextBody = new Uint8Array(capacity);
    this.traceIdAt = new Int32Array(capacity);
    this.spanIdAt = new Int32Array(capacity);
  }

  /** Reserva a próxima linha; quem chama já garantiu que há lugar. */
  push(): number {
    this.count++;
    return ++this.lastSequence % this.capacity;
  }

  /** A linha mais antiga; só há uma se `count` não é zero. */
  get oldest(): number {
    return (this.lastSequence - this.count + 1) % this.capacity;
  }

  /** Libera a linha mais antiga. */
  shift(): void {
    this.count--;
  }

  /** O número de ordem que a linha tem, ou teria se ainda estivesse guardada. */
  sequenceOf(row: number): number {
    const distance = (this.lastSequence % this.capacity) - row;
    return this.lastSequence - (distance < 0 ? distance + this.capacity : distance);
  }

  /** O número de ordem é de uma linha que ainda está guardada. */
  holds(sequence: number): boolean {
    return sequence > this.lastSequence - this.count;
  }

  /** A ordem do contrato: a do instante e, empatados, a da chegada. */
  compare(a: number, b: number): number {
    const { timeLow, timeHigh } = this;
    return compareTimes(timeLow[a], timeHigh[a], timeLow[b], timeHigh[b]) || this.sequenceOf(a) - this.sequenceOf(b);
  }
}
