/**
 * Um buffer em que se escreve JSON byte a byte. Existe por velocidade: textos que já estão em UTF-8 vão de um buffer a
 * outro sem virar `string`. O que sai é idêntico ao que `JSON.stringify` escreveria.
 */
import type { ServerResponse } from 'node:http';
import { MAX_ANSWER_BYTES } from '../http/answer.ts';
import { ApiError } from './jaeger-error.ts';

const INITIAL_BYTES = 1 << 14;
/** Um buffer maior que isto não fica guardado entre respostas. */
const MAX_SPARE_BYTES = 1 << 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** O buffer da resposta anterior: alocar e crescer de novo a cada uma custa mais que escrever nele. */
let spare: JsonBuffer | undefined;

/** Um buffer vazio para a resposta `res`, devolvido quando ela termina de sair. */
export function borrowJsonBuffer(res: ServerResponse): JsonBuffer {
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

  /** Bytes já em JSON, a partir de `from`. */
  raw(bytes: Uint8Array, from = 0): void {
    const { length } = bytes;
    this.#reserve(length - from);
    const buffer = this.#buffer;
    let at = this.length;
    for (let i = from; i < length; i++) buffer[at++] = bytes[i];
    this.length = at;
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

  /** Inteiro de 0 a 2⁵³ − 1, sem criar um texto; com menos de `minDigits` dígitos (até 8), ganha zeros à esquerda. */
  integer(value: number, minDigits = 1): void {
    this.#reserve(16);
    if (value < 1e8) return this.#digits(value, Math.max(minDigits, digitCount(value)));
    // Duas metades de 32 bits: dividir um double dígito a dígito custa várias vezes mais.
    const high = Math.floor(value / 1e8);
    this.#digits(high, digitCount(high));
    this.#digits(value - high * 1e8, 8);
  }

  /** Os `count` últimos dígitos de um inteiro de 32 bits. */
  #digits(value: number, count: number): void {
    const buffer = this.#buffer;
    let rest = value | 0;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const next = (rest / 10) | 0;
      buffer[at] = 0x30 + rest - next * 10;
      rest = next;
    }
    this.length += count;
  }

  /** Número finito. */
  number(value: number): void {
    this.ascii(String(value));
  }

  /** @throws ApiError se a resposta passaria do limite. */
  #reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.#buffer.length) return;
    if (needed > MAX_ANSWER_BYTES) {
      throw new ApiError(400, `the answer exceeds ${MAX_ANSWER_BYTES} bytes; lower 'limit' or narrow the search`);
    }
    const bigger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.#buffer.length * 2, MAX_ANSWER_BYTES)));
    this.#buffer.copy(bigger, 0, 0, this.length);
    this.#buffer = bigger;
  }
}

function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

const HEX_DIGITS = Buffer.from('0123456789abcdef');
