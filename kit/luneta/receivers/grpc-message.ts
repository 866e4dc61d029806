/**
 * A mensagem de uma chamada unária, com memória limitada pelo que chegou.
 *
 *   DATA   [ comprimida? (1) | tamanho (4, big-endian) | mensagem … ]
 *
 * O tamanho declarado só serve para recusar cedo e para saber quando acabou: nada é reservado por causa dele.
 * Formato: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { BodyError, decodeContent, type MemoryBudget } from '../http/body.ts';
import { RpcCode } from '../wire/otlp-status.ts';

const PREFIX_BYTES = 5;

/** Quanto uma chamada ocupa antes de mandar qualquer coisa (fluxo HTTP/2, cabeçalhos); conta no orçamento. */
export const CALL_BYTES = 16 * 1024;

const NO_BYTES = Buffer.alloc(0);

/** Buffers de mensagens que já acabaram: alocar um por chamada seria quase todo o trabalho do coletor de lixo. */
const spares: Buffer[] = [];
const MAX_SPARES = 16;
const MIN_SPARE_BYTES = 16 * 1024;
const MAX_SPARE_BYTES = 512 * 1024;

function takeSpare(minBytes: number, maxBytes: number): Buffer | undefined {
  const found = spares.findIndex(({ length }) => length >= minBytes && length <= maxBytes);
  return found < 0 ? undefined : spares.splice(found, 1)[0];
}

function keepSpare(buffer: Buffer): void {
  if (buffer.length < MIN_SPARE_BYTES || buffer.length > MAX_SPARE_BYTES) return;
  spares.push(buffer);
  // Os mais antigos dão lugar: os tamanhos acompanham o que tem chegado.
  if (spares.length > MAX_SPARES) spares.shift();
}

/** Uma chamada que não será atendida. */
export class GrpcError extends Error {
  /** O `grpc-status` da resposta. */
  readonly status: number;
  /** O motivo nos contadores da porta. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'GrpcError';
    this.status = status;
    this.code = code;
  }
}

/** A mensagem que uma chamada está mandando: `add` a cada pedaço, `finish` no fim, `release` sempre. */
export class GrpcMessage {
  readonly #maxBytes: number;
  readonly #budget: MemoryBudget;
  #buffer: Buffer = NO_BYTES;
  #size = 0;
  #prefixBytes = 0;
  #compressed = 0;
  #length = 0;
  /** Quanto do orçamento esta chamada ocupa. */
  #held = 0;

  /** Quanto a mensagem reserva agora, em bytes. */
  get reservedBytes(): number {
    return this.#buffer.length;
  }

  /** @throws GrpcError UNAVAILABLE se não cabe mais uma chamada. */
  constructor(maxBytes: number, budget: MemoryBudget) {
    this.#maxBytes = maxBytes;
    this.#budget = budget;
    this.#hold(CALL_BYTES);
  }

  /** @throws GrpcError se a mensagem passa dos limites ou não é uma só. */
  add(data: Buffer): void {
    let at = 0;
    while (this.#prefixBytes < PREFIX_BYTES && at < data.length) {
      if (this.#prefixBytes === 0) this.#compressed = data[at];
      else this.#length = this.#length * 256 + data[at];
      at++;
      if (++this.#prefixBytes === PREFIX_BYTES && this.#length > this.#maxBytes) throw tooLarge(this.#maxBytes);
    }
    const rest = at === 0 ? data : data.subarray(at);
    if (rest.length === 0) return;
    if (this.#size + rest.length > this.#length) {
      throw new GrpcError(RpcCode.UNIMPLEMENTED, 'malformed', 'Export recebe uma mensagem só por chamada.');
    }
    this.#hold(rest.length);
    this.#reserve(this.#size + rest.length);
    this.#size += rest.copy(this.#buffer, this.#size);
  }

  /**
   * A mensagem inteira, descomprimida; só vale até `release`.
   * @param encoding O `grpc-encoding` da chamada.
   * @throws GrpcError se ela não está inteira ou não descomprime.
   */
  finish(encoding: string | undefined): Uint8Array {
    if (this.#prefixBytes < PREFIX_BYTES || this.#size < this.#length) {
      throw new GrpcError(RpcCode.INTERNAL, 'malformed', 'A chamada acabou antes do fim da mensagem.');
    }
    const body = this.#buffer.subarray(0, this.#size);
    if (this.#compressed === 0) return body;
    if (this.#compressed !== 1 || encoding === undefined || encoding === 'identity') {
      throw new GrpcError(RpcCode.INTERNAL, 'malformed', 'A mensagem diz estar comprimida e não diz como.');
    }
    try {
      return decodeContent(body, encoding, this.#maxBytes);
    } catch (error) {
      throw grpcErrorOf(error, this.#maxBytes);
    }
  }

  /** Devolve ao orçamento o que a chamada ocupava. Pode ser chamado mais de uma vez. */
  release(): void {
    this.#budget.release(this.#held);
    this.#held = 0;
    keepSpare(this.#buffer);
    this.#buffer = NO_BYTES;
    this.#size = 0;
  }

  /** Cresce em dobro, até o tamanho declarado: o que se reserva é no máximo o dobro do que chegou. */
  #reserve(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const bigger = takeSpare(needed, needed * 2) ?? Buffer.allocUnsafeSlow(Math.min(this.#length, needed * 2));
    this.#buffer.copy(bigger, 0, 0, this.#size);
    keepSpare(this.#buffer);
    this.#buffer = bigger;
  }

  #hold(bytes: number): void {
    try {
      this.#budget.hold(bytes);
    } catch (error) {
      throw grpcErrorOf(error, this.#maxBytes);
    }
    this.#held += bytes;
  }
}

/** Um `BodyError` nas palavras do gRPC; qualquer outro erro é um defeito, e segue como veio. */
function grpcErrorOf(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof BodyError)) return error;
  switch (error.code) {
    case 'too_large':
      return tooLarge(maxBytes);
    case 'overloaded':
      return new GrpcError(RpcCode.UNAVAILABLE, error.code, error.message);
    case 'unsupported_encoding':
      return new GrpcError(RpcCode.UNIMPLEMENTED, error.code, error.message);
    default:
      return new GrpcError(RpcCode.INTERNAL, error.code, error.message);
  }
}

function tooLarge(maxBytes: number): GrpcError {
  return new GrpcError(
    RpcCode.RESOURCE_EXHAUSTED,
    'too_large',
    `Mensagem maior que ${maxBytes} bytes (depois de descomprimida): mande lotes menores.`,
  );
}
