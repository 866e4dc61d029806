/**
 * Leitor do protocolo binário estrito do Thrift (o que `@opentelemetry/exporter-jaeger` e jaeger-client-node mandam).
 *
 *   mensagem  80 01 00 TT | tamanho i32 | nome | sequência i32 | struct de argumentos
 *   campo     tipo (1 byte) | id i16 | valor            struct: campos e, no fim, um byte 0
 *
 * Números em big-endian; os de 16 e 32 bits, que vêm em todo campo, são montados à mão, mais depressa que o
 * `readInt32BE`. Formato: thrift/doc/specs/thrift-binary-protocol.md.
 */
import { ThriftReader } from './thrift-reader.ts';
import { ThriftType, type ThriftMessageHeader } from './thrift-types.ts';
import { WireError } from './wire-error.ts';

const STRICT_VERSION_1 = 0x8001;

/** Menor tamanho de um valor, pelo número do tipo; 0: o tipo não existe. */
const MINIMUM_SIZES: readonly number[] = sizesByType();

export class ThriftBinaryReader extends ThriftReader {
  override readMessageHeader(): ThriftMessageHeader {
    this.need(4);
    const version = this.bytes.readUInt16BE(this.position);
    if (version !== STRICT_VERSION_1) {
      const received = this.bytes.subarray(0, 4).toString('hex');
      throw new WireError(
        'malformed',
        `não é uma mensagem Thrift binária estrita: esperados os bytes 8001, recebidos ${received}.`,
      );
    }
    const type = this.bytes[this.position + 3];
    this.position += 4;
    return { name: this.readString(), type, sequenceId: this.readI32() };
  }

  override nextField(): boolean {
    this.fieldType = this.readByte();
    if (this.fieldType === ThriftType.STOP) return false;
    this.fieldId = this.readI16();
    return true;
  }

  protected override readBool(): boolean {
    return this.readByte() === 1;
  }

  protected override readI16(): number {
    this.need(2);
    const { bytes, position } = this;
    this.position = position + 2;
    return ((bytes[position] << 24) >> 16) | bytes[position + 1];
  }

  protected override readI32(): number {
    this.need(4);
    const { bytes, position } = this;
    this.position = position + 4;
    return (bytes[position] << 24) | (bytes[position + 1] << 16) | (bytes[position + 2] << 8) | bytes[position + 3];
  }

  protected override readI64(): bigint {
    this.need(8);
    this.position += 8;
    return this.bytes.readBigInt64BE(this.position - 8);
  }

  protected override readDouble(): number {
    this.need(8);
    this.position += 8;
    return this.bytes.readDoubleBE(this.position - 8);
  }

  protected override readLength(): number {
    return this.readI32();
  }

  protected override readListHeader(): number {
    this.elementType = this.readByte();
    return this.readI32();
  }

  protected override readMapHeader(): number {
    this.keyType = this.readByte();
    this.elementType = this.readByte();
    return this.readI32();
  }

  protected override minimumSize(type: number): number {
    return MINIMUM_SIZES[type] ?? 0;
  }
}

function sizesByType(): number[] {
  const sizes: number[] = [];
  sizes[ThriftType.BOOL] = 1;
  sizes[ThriftType.BYTE] = 1;
  sizes[ThriftType.DOUBLE] = 8;
  sizes[ThriftType.I16] = 2;
  sizes[ThriftType.I32] = 4;
  sizes[ThriftType.I64] = 8;
  sizes[ThriftType.STRING] = 4;
  sizes[ThriftType.STRUCT] = 1;
  sizes[ThriftType.MAP] = 6;
  sizes[ThriftType.SET] = 5;
  sizes[ThriftType.LIST] = 5;
  sizes[ThriftType.UUID] = 16;
  return sizes;
}
