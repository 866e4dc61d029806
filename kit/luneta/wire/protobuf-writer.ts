/**
 * Escritor mínimo de protobuf (https://protobuf.dev/programming-guides/encoding/).
 *
 * Escreve de trás para a frente: o comprimento de uma submensagem já é conhecido quando chega a hora de
 * escrevê-lo, e nenhuma mensagem é montada duas vezes. Por isso quem usa escreve os campos em ordem inversa.
 */
const encoder = new TextEncoder();

export class ProtobufWriter {
  #buffer: Uint8Array = new Uint8Array(4096);
  #view = new DataView(this.#buffer.buffer);
  /** Primeiro byte já escrito; a mensagem ocupa `[#position, fim)`. */
  #position = this.#buffer.length;

  /** Bytes escritos até agora; sirva-se dele como marca para `endMessage`. */
  get length(): number {
    return this.#buffer.length - this.#position;
  }

  /** Devolve uma cópia do que foi escrito. */
  finish(): Uint8Array {
    return this.#buffer.slice(this.#position);
  }

  varintField(field: number, value: number | bigint): void {
    this.#varint(value);
    this.#tag(field, 0);
  }

  fixed64Field(field: number, value: bigint): void {
    this.#reserve(8);
    this.#view.setBigUint64(this.#position, value, true);
    this.#tag(field, 1);
  }

  doubleField(field: number, value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#tag(field, 1);
  }

  fixed32Field(field: number, value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#position, value, true);
    this.#tag(field, 5);
  }

  bytesField(field: number, value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#position);
    this.#varint(value.length);
    this.#tag(field, 2);
  }

  stringField(field: number, value: string): void {
    this.bytesField(field, encoder.encode(value));
  }

  /** Fecha uma submensagem cujo conteúdo foi escrito desde `mark` (um `length` guardado antes). */
  endMessage(field: number, mark: number): void {
    this.#varint(this.length - mark);
    this.#tag(field, 2);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    do {
      bytes.push(Number(rest & 127n));
      rest >>= 7n;
    } while (rest > 0n);
    this.#reserve(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      this.#buffer[this.#position + i] = bytes[i] | (i < bytes.length - 1 ? 128 : 0);
    }
  }

  #reserve(size: number): void {
    if (this.#position < size) this.#grow(size);
    this.#position -= size;
  }

  #grow(size: number): void {
    const used = this.length;
    const bigger = new Uint8Array(Math.max(this.#buffer.length * 2, used + size));
    bigger.set(this.#buffer.subarray(this.#position), bigger.length - used);
    this.#buffer = bigger;
    this.#view = new DataView(bigger.buffer);
    this.#position = bigger.length - used;
  }
}
