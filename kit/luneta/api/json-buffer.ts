/**
 * Um buffer em que se escreve JSON byte a byte. Existe por velocidade: textos que já estão em UTF-8 vão de um buffer a
 * outro sem virar `string`. O que sai é idêntico ao que `JSON.stringify` escreveria.
 */
import type { Response } from 'express';

const INITIAL_BYTES = 1 << 14;
/** Um buffer maior que isto não fica guardado entre respostas. */
const MAX_SPARE_BYTES = 1 << 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** O buffer da resposta anterior: alocar e crescer de novo a cada uma custa mais que escrever nele. */
let spare: JsonBuffer | undefined;

/** Um buffer vazio para a resposta `res`, devolvido quando ela termina de sair. */
export function borrowJsonBuffer(res: Response): JsonBuffer {
  const buffer = spare ?? new JsonBuffer();
  spare = undefined;
  buffer.length = 0;
  res.once('close', () => {
    if (buffer.capacity <= MAX_SPARE_BYTES) spare = buffer;
  });
  return buffer;
}

export class JsonBuffer {
  #buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** Bytes escritos. Pode ser diminuído para desfazer o que se escreveu depois. */
  length = 0;

  /** Bytes reservados. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /** O que foi escrito até agora, sem copiar. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  /** JSON já pronto, em ASCII. */
  ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const buffer = this.#buffer;
    let at = this.length;
    for (let i = 0; i < length; i++) buffer[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** JSON já pronto, em qualquer língua. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    this.length += this.#buffer.write(text, this.length, 'utf8');
  }

  /** Bytes já em JSON. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const buffer = this.#buffer;
    const at = this.length;
    for (let i = 0; i < length; i++) buffer[at + i] = bytes[i];
    this.length = at + length;
  }

  /** `bytes[start, end)`, em UTF-8, como texto JSON entre aspas. */
  quoted(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start + 2);
    const buffer = this.#buffer;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = bytes[i];
      if (byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) {
        // Escapes e acentos (que podem ser UTF-8 inválido) ficam com quem os conhece.
        this.text(JSON.stringify(bytes.toString('utf8', start, end)));
        return;
      }
      buffer[at++] = byte;
    }
    buffer[at++] = QUOTE;
    this.length = at;
  }

  /** `bytes[start, end)` em hexadecimal minúsculo, entre aspas. */
  quotedHex(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 2 + 2);
    const buffer = this.#buffer;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      buffer[at++] = HEX_DIGITS[bytes[i] >> 4];
      buffer[at++] = HEX_DIGITS[bytes[i] & 15];
    }
    buffer[at++] = QUOTE;
    this.length = at;
  }

  /** Número finito. */
  number(value: number): void {
    this.ascii(String(value));
  }

  #reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.#buffer.length) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, needed));
    this.#buffer.copy(bigger, 0, 0, this.length);
    this.#buffer = bigger;
  }
}

const HEX_DIGITS = Buffer.from('0123456789abcdef');
