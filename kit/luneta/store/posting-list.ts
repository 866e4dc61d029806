/**
 * As linhas de um serviço, na ordem de chegada: uma fila que cresce no fim e encolhe no começo.
 *
 *   [ · · a b c d · · ]      first = 2, length = 4; ao encher, dobra de tamanho
 */
export class PostingList {
  #rows = new Int32Array(64);
  #first = 0;
  length = 0;

  push(row: number): void {
    if (this.length === this.#rows.length) this.#grow();
    this.#rows[(this.#first + this.length++) & (this.#rows.length - 1)] = row;
  }

  /** Remove a linha mais antiga. */
  shift(): void {
    this.#first = (this.#first + 1) & (this.#rows.length - 1);
    this.length--;
  }

  /** A i-ésima linha, da mais antiga (0) para a mais nova. */
  at(i: number): number {
    return this.#rows[(this.#first + i) & (this.#rows.length - 1)];
  }

  #grow(): void {
    const bigger = new Int32Array(this.#rows.length * 2);
    for (let i = 0; i < this.length; i++) bigger[i] = this.at(i);
    this.#rows = bigger;
    this.#first = 0;
  }
}
