/**
 * Escritor mínimo de protobuf (https://protobuf.dev/programming-guides/encoding/).
 *
 * Escreve de trás para a frente: o comprimento de uma submensagem já é conhecido quando chega a hora de
 * escrevê-lo, e nenhuma mensagem é montada duas vezes. Por isso quem usa escreve os campos em ordem inversa.
 */
const encoder = new TextEncoder();

/** Até este tamanho um texto é tentado como ASCII. */
const SHORT_TEXT = 64;

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
    const { length } = value;
    if (length > SHORT_TEXT || !this.#tryAscii(value, length)) {
      this.bytesField(field, encoder.encode(value));
      return;
    }
    this.#varint(length);
    this.#tag(field, 2);
  }

  /** Textos curtos em ASCII, a maioria, são escritos letra a letra: chamar o TextEncoder custaria mais. */
  #tryAscii(value: string, length: number): boolean {
    this.#reserve(length);
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.#position += length;
        return false;
      }
      this.#buffer[this.#position + i] = code;
    }
    return true;
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
    if (typeof value === 'bigint' || value < 0 || value > 0x7fffffff) {
      this.#longVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let size = 1;
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
    this.#reserve(size);
    let at = this.#position;
    for (; value > 0x7f; value >>>= 7) this.#buffer[at++] = (value & 0x7f) | 0x80;
    this.#buffer[at] = value;
  }

  #longVarint(value: bigint): void {
    const bytes: number[] = [];
    for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
    bytes.push(Number(value));
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#position);
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
