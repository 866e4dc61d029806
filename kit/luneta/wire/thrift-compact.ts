/**
 * Leitor do protocolo compacto do Thrift (o que os clientes Jaeger de Python, Go e Java mandam).
 *
 *   mensagem  82 | TTTVVVVV (tipo e versão 1) | sequência varint | tamanho varint | nome | struct de argumentos
 *   campo     DDDDTTTT (distância do id anterior e tipo; distância 0: o id vem em seguida, zigzag) | valor
 *
 * Inteiros são varints em zigzag; double em little-endian; um campo booleano traz o valor no próprio tipo.
 * Formato: thrift/doc/specs/thrift-compact-protocol.md.
 */
import { ThriftReader } from './thrift-reader.ts';
import { ThriftType, type ThriftMessageHeader } from './thrift-types.ts';
import { WireError } from './wire-error.ts';

const PROTOCOL_ID = 0x82;
const VERSION_1 = 1;
const TRUE = 1;

/** Tipo do protocolo compacto (a posição) → `ThriftType`. */
const TYPES: readonly number[] = [
  ThriftType.STOP,
  ThriftType.BOOL,
  ThriftType.BOOL,
  ThriftType.BYTE,
  ThriftType.I16,
  ThriftType.I32,
  ThriftType.I64,
  ThriftType.DOUBLE,
  ThriftType.STRING,
  ThriftType.LIST,
  ThriftType.SET,
  ThriftType.MAP,
  ThriftType.STRUCT,
  ThriftType.UUID,
];

const UNKNOWN_TYPE = -1;

export class ThriftCompactReader extends ThriftReader {
  /** Id do último campo lido em cada nível: a distância do próximo conta a partir dele. */
  readonly #lastFieldIds: number[] = [0];
  /** Valor do campo atual, se booleano: veio junto do tipo. Numa lista cada booleano ocupa o seu byte. */
  #pendingBool: boolean | undefined;
  /** As duas metades do último varint (32 bits baixos e altos). */
  #low = 0;
  #high = 0;

  override readMessageHeader(): ThriftMessageHeader {
    const protocol = this.readByte();
    const versionAndType = this.readByte();
    if (protocol !== PROTOCOL_ID || (versionAndType & 0x1f) !== VERSION_1) {
      const received = this.bytes.subarray(0, 2).toString('hex');
      throw new WireError(
        'malformed',
        `não é uma mensagem Thrift compacta: esperados o byte 82 e a versão 1, recebidos os bytes ${received}.`,
      );
    }
    this.#readVarint();
    const sequenceId = this.#low | 0;
    return { name: this.readString(), type: versionAndType >> 5, sequenceId };
  }

  override nextField(): boolean {
    const header = this.readByte();
    const type = header & 0x0f;
    if (type === ThriftType.STOP) {
      this.fieldType = ThriftType.STOP;
      return false;
    }
    const delta = header >> 4;
    this.fieldId = delta === 0 ? this.readI16() : this.#lastFieldIds[this.depth] + delta;
    this.#lastFieldIds[this.depth] = this.fieldId;
    this.fieldType = TYPES[type] ?? UNKNOWN_TYPE;
    this.#pendingBool = this.fieldType === ThriftType.BOOL ? type === TRUE : undefined;
    return true;
  }

  protected override startStruct(): void {
    this.#lastFieldIds[this.depth] = 0;
  }

  protected override readBool(): boolean {
    return this.#pendingBool ?? this.readByte() === TRUE;
  }

  protected override readI16(): number {
    return (this.readI32() << 16) >> 16;
  }

  protected override readI32(): number {
    this.#readVarint();
    return (this.#low >>> 1) ^ -(this.#low & 1);
  }

  protected override readI64(): bigint {
    this.#readVarint();
    const sign = -(this.#low & 1);
    const low = (((this.#low >>> 1) | (this.#high << 31)) ^ sign) >>> 0;
    const high = (this.#high >>> 1) ^ sign;
    return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
  }

  protected override readDouble(): number {
    this.need(8);
    this.position += 8;
    return this.bytes.readDoubleLE(this.position - 8);
  }

  /** Tamanhos não usam zigzag; acima de 2³¹−1 não cabem no protocolo. */
  protected override readLength(): number {
    this.#readVarint();
    if (this.#high !== 0 || this.#low < 0) throw this.malformed('tamanho acima de 2³¹−1');
    return this.#low;
  }

  protected override readListHeader(): number {
    const header = this.readByte();
    const size = header >> 4 === 15 ? this.readLength() : header >> 4;
    this.elementType = TYPES[header & 0x0f] ?? UNKNOWN_TYPE;
    return size;
  }

  protected override readMapHeader(): number {
    const size = this.readLength();
    const types = size === 0 ? 0 : this.readByte();
    this.keyType = TYPES[types >> 4] ?? UNKNOWN_TYPE;
    this.elementType = TYPES[types & 0x0f] ?? UNKNOWN_TYPE;
    return size;
  }

  protected override minimumSize(type: number): number {
    switch (type) {
      case ThriftType.DOUBLE:
        return 8;
      case ThriftType.UUID:
        return 16;
      case ThriftType.STOP:
      case UNKNOWN_TYPE:
        return 0;
      default:
        return 1;
    }
  }

  #readVarint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.readByte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw this.malformed('varint com mais de 10 bytes');
  }
}
