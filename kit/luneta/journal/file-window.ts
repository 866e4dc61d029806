/**
 * Leitura de um arquivo por uma janela que anda: só um pedaço está na memória, por maior que o arquivo seja.
 *
 *   arquivo  [ . . . . . . . . . . . . . . . . . ]
 *   janela         [ . . . . . ]   recomeça onde a próxima leitura precisar
 */
import { readSync } from 'node:fs';

/** Quanto se lê de uma vez, salvo se um pedido só pede mais. */
export const WINDOW_BYTES = 2 * 1024 * 1024;

export class FileWindow {
  readonly #fd: number;
  /** Até onde se lê: o tamanho do arquivo quando a leitura começou, ou menos. */
  readonly size: number;
  #buffer: Buffer;
  #start = 0;
  #end = 0;

  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.size = size;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(WINDOW_BYTES, Math.max(size, 1)));
  }

  /** Os bytes `[position, position + length)`, que valem até a próxima leitura; `undefined` se passam do fim. */
  read(position: number, length: number): Buffer | undefined {
    if (position + length > this.size) return undefined;
    if (position < this.#start || position + length > this.#end) this.#refill(position, length);
    const at = position - this.#start;
    return position + length > this.#end ? undefined : this.#buffer.subarray(at, at + length);
  }

  /** A partir de `position`, o que der para ler de uma vez: pelo menos `length` bytes, se o arquivo os tem. */
  readAhead(position: number, length: number): Buffer {
    if (position < this.#start || position + length > this.#end) this.#refill(position, length);
    return this.#buffer.subarray(position - this.#start, this.#end - this.#start);
  }

  #refill(position: number, length: number): void {
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(length);
    this.#start = position;
    this.#end = position;
    const wanted = Math.min(this.#buffer.length, this.size - position);
    while (this.#end - position < wanted) {
      const at = this.#end - position;
      const count = readSync(this.#fd, this.#buffer, at, wanted - at, this.#end);
      if (count === 0) return; // o arquivo encolheu
      this.#end += count;
    }
  }
}
