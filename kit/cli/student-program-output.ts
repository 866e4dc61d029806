/** O que um programa escreveu, com a memória limitada: o começo, que diz o que ele fez, e o fim, que diz como acabou. */
import { formatCount } from '../format.ts';

const FIRST_BYTES = 16 * 1024;

export interface CapturedOutput {
  /** UTF-8; um byte que não o seja vira U+FFFD. Se algo foi cortado, uma linha no meio diz quanto. */
  text: string;
  truncated: boolean;
  /** Quanto o programa escreveu, com o que foi cortado. */
  totalBytes: number;
}

/** Guarda no máximo `limit` bytes (ao menos 2): a primeira metade fica; a segunda é um anel, com os mais recentes. */
export class OutputKeeper {
  readonly #limit: number;
  readonly #half: number;
  #kept: Buffer;
  #total = 0;

  constructor(limit: number) {
    this.#limit = Math.max(2, Math.floor(limit));
    this.#half = Math.floor(this.#limit / 2);
    this.#kept = Buffer.alloc(Math.min(this.#limit, FIRST_BYTES));
  }

  write(chunk: Buffer): void {
    this.#grow(this.#total + chunk.length);
    for (let read = 0; read < chunk.length;) {
      const at = this.#place(this.#total);
      const copied = chunk.copy(this.#kept, at, read);
      read += copied;
      this.#total += copied;
    }
  }

  read(): CapturedOutput {
    const totalBytes = this.#total;
    if (totalBytes <= this.#limit) {
      return { text: this.#kept.toString('utf8', 0, totalBytes), truncated: false, totalBytes };
    }
    const oldest = this.#place(totalBytes);
    const head = withoutCutEnd(this.#kept.subarray(0, this.#half));
    const tail = withoutCutStart(Buffer.concat([this.#kept.subarray(oldest), this.#kept.subarray(this.#half, oldest)]));
    const omitted = formatCount(totalBytes - head.length - tail.length);
    const text = `${head.toString()}\n[... ${omitted} bytes omitidos ...]\n${tail.toString()}`;
    return { text, truncated: true, totalBytes };
  }

  /** Onde fica o byte número `n`: antes do limite, no lugar dele. */
  #place(n: number): number {
    return n < this.#half ? n : this.#half + ((n - this.#half) % (this.#limit - this.#half));
  }

  #grow(needed: number): void {
    if (needed <= this.#kept.length || this.#kept.length === this.#limit) return;
    const larger = Buffer.alloc(Math.min(this.#limit, Math.max(needed, this.#kept.length * 2)));
    this.#kept.copy(larger, 0, 0, this.#total);
    this.#kept = larger;
  }
}

/** Um caractere UTF-8 tem até 4 bytes; os que continuam o primeiro são `10xxxxxx`. */
const MAX_CONTINUATION = 3;

function continues(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function withoutCutStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < MAX_CONTINUATION && continues(bytes[start])) start++;
  return bytes.subarray(start);
}

function withoutCutEnd(bytes: Buffer): Buffer {
  let last = bytes.length - 1;
  while (last > 0 && bytes.length - last <= MAX_CONTINUATION && continues(bytes[last])) last--;
  const lead = bytes[last] ?? 0;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return last + size > bytes.length ? bytes.subarray(0, last) : bytes;
}
