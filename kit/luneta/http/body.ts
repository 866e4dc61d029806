/**
 * Recebe o corpo de um pedido HTTP com memória limitada, e o descomprime.
 *
 * Três cuidados, cada um por um ataque barato:
 *  - nada é reservado por causa do `Content-Length`: um envio parado não segura o que não mandou;
 *  - pedaços miúdos são juntados em blocos: um `Buffer` de 1 byte custa mais de 100;
 *  - o limite vale durante a descompressão: uma bomba gzip para no limite, não depois dele.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import type { IncomingMessage } from 'node:http';

/** Abaixo disto um pedaço é copiado para um bloco. */
const SMALL_CHUNK = 4096;
const BLOCK = 16_384;

/** O corpo não pôde ser lido; a mensagem é para quem o enviou. */
export class BodyError extends Error {
  /** `too_large`, `overloaded`, `aborted`, `bad_compression` ou `unsupported_encoding`. */
  readonly code: 'too_large' | 'overloaded' | 'aborted' | 'bad_compression' | 'unsupported_encoding';

  constructor(code: BodyError['code'], message: string) {
    super(message);
    this.name = 'BodyError';
    this.code = code;
  }

  /** O estado HTTP que conta este erro a quem enviou. */
  get status(): 400 | 413 | 503 {
    if (this.code === 'too_large') return 413;
    return this.code === 'overloaded' ? 503 : 400;
  }
}

/** Soma dos corpos que estão sendo recebidos por todas as conexões de uma porta. */
export class MemoryBudget {
  readonly #limit: number;
  #used = 0;

  /** @param limit Em bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Ocupa mais `bytes`. @throws BodyError `overloaded` se o limite passaria; nada muda. */
  hold(bytes: number): void {
    if (this.#used + bytes > this.#limit) {
      throw new BodyError('overloaded', 'A Luneta está recebendo mais do que consegue guardar; tente de novo.');
    }
    this.#used += bytes;
  }

  /** Devolve o que `hold` ocupou. */
  release(bytes: number): void {
    this.#used -= bytes;
  }
}

/** Pedaços de um corpo, na ordem; a memória que ocupam é no máximo o dobro do que chegou, mais um bloco. */
export class BodyChunks {
  list: Buffer[] = [];
  /** Bytes recebidos. */
  size = 0;
  /** Quanto do último bloco de pedaços miúdos está em uso; -1: não há bloco aberto. */
  #blockUsed = -1;

  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (chunk.length >= SMALL_CHUNK) {
      this.#closeBlock();
      this.list.push(chunk);
      return;
    }
    if (this.#blockUsed < 0 || this.#blockUsed + chunk.length > BLOCK) {
      this.#closeBlock();
      this.list.push(Buffer.allocUnsafeSlow(BLOCK));
      this.#blockUsed = 0;
    }
    this.#blockUsed += chunk.copy(this.list[this.list.length - 1], this.#blockUsed);
  }

  /** O corpo inteiro. Vale até o próximo `join` da mesma porta: quem quiser guardar, copia. */
  join(scratch: Scratch): Uint8Array {
    this.#closeBlock();
    if (this.list.length === 1) return this.list[0];
    const whole = scratch.take(this.size);
    let at = 0;
    for (const chunk of this.list) at += chunk.copy(whole, at);
    return whole;
  }

  #closeBlock(): void {
    if (this.#blockUsed < 0) return;
    const last = this.list.length - 1;
    const used = this.list[last].subarray(0, this.#blockUsed);
    // Um bloco quase vazio (pedaços miúdos e grandes alternados) não fica segurando 16 KiB.
    this.list[last] = this.#blockUsed < BLOCK / 2 ? exactCopy(used) : used;
    this.#blockUsed = -1;
  }
}

/** Cópia com memória só sua, fora do pool do Node. */
function exactCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** Um buffer reaproveitado para juntar pedaços: quem consome o corpo é síncrono, então basta um. */
export class Scratch {
  static readonly KEPT = 1 << 20;
  #buffer = Buffer.alloc(0);

  take(size: number): Buffer {
    if (size > Scratch.KEPT) return Buffer.allocUnsafeSlow(size);
    if (this.#buffer.length < size) this.#buffer = Buffer.allocUnsafeSlow(Math.min(Scratch.KEPT, size * 2));
    return this.#buffer.subarray(0, size);
  }
}

/**
 * Junta o corpo de `request` e chama `done` uma vez: com os bytes ou com um `BodyError`. Os bytes só valem
 * durante a chamada. Com erro, o resto do corpo continua sendo lido e descartado, para que a resposta chegue a quem
 * ainda está enviando.
 */
export function receiveBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: MemoryBudget,
  scratch: Scratch,
  done: (body: Uint8Array, error?: BodyError) => void,
): void {
  const chunks = new BodyChunks();
  let finished = false;
  const finish = (error?: BodyError) => {
    if (finished) return;
    finished = true;
    budget.release(chunks.size);
    const body = error ? new Uint8Array(0) : chunks.join(scratch);
    chunks.list = [];
    done(body, error);
  };
  request.on('data', (chunk: Buffer) => {
    if (finished) return;
    try {
      if (chunks.size + chunk.length > maxBytes) throw tooLarge(maxBytes);
      budget.hold(chunk.length);
      chunks.add(chunk);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      finish(error);
    }
  });
  request.on('end', () => finish());
  // 'close' vem também depois de um corpo completo: aí não há erro a criar (e criar um custa uma pilha).
  request.on('close', () => {
    if (!finished) finish(new BodyError('aborted', 'A conexão caiu antes do fim do corpo.'));
  });
  request.on('error', () => {}); // a queda da conexão já chega por 'close'
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) finish(tooLarge(maxBytes));
}

/**
 * O corpo inteiro, já descomprimido, numa cópia que se pode guardar.
 * @throws BodyError
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: MemoryBudget,
  scratch: Scratch,
): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    receiveBody(request, maxBytes, budget, scratch, (body, error) => {
      try {
        if (error) throw error;
        resolve(Buffer.from(decodeContent(body, request.headers['content-encoding'], maxBytes)));
      } catch (failure) {
        reject(failure as Error);
      }
    });
  });
}

/** Desfaz o `Content-Encoding`. Síncrono: cabe num fôlego, porque a saída é limitada. */
export function decodeContent(body: Uint8Array, encoding: string | undefined, maxBytes: number): Uint8Array {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  const options = { maxOutputLength: maxBytes, chunkSize: Math.min(262_144, Math.max(16_384, body.length * 8)) };
  try {
    if (name === 'gzip' || name === 'x-gzip') return gunzipSync(body, options);
    if (name === 'deflate' || name === 'zlib') return inflateSync(body, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new BodyError('bad_compression', `O corpo diz ser ${name} e não é, ou chegou cortado.`);
  }
  throw new BodyError(
    'unsupported_encoding',
    `Content-Encoding "${name.slice(0, 40)}" não é aceito; use gzip ou deflate.`,
  );
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('too_large', `Corpo maior que ${maxBytes} bytes (depois de descomprimido).`);
}
