/** O pacote `thrift` não traz tipos: aqui está só o que os testes usam dele. */
declare module 'thrift' {
  /** Inteiro de 64 bits em 8 bytes big-endian. */
  export class Int64 {
    constructor(bytes: Buffer);
    buffer: Buffer;
  }

  export class TBufferedTransport {
    constructor(buffer?: undefined, onFlush?: (message: Buffer) => void);
    static receiver(onData: (transport: TBufferedTransport) => void, sequenceId: number): (data: Buffer) => void;
    flush(): void;
    readCursor: number;
  }

  export interface TProtocol {
    writeMessageBegin(name: string, type: number, sequenceId: number): void;
    writeMessageEnd(): void;
    writeStructBegin(name: string): void;
    writeStructEnd(): void;
    writeFieldBegin(name: string, type: number, id: number): void;
    writeFieldEnd(): void;
    writeFieldStop(): void;
    writeListBegin(elementType: number, size: number): void;
    writeListEnd(): void;
    writeBool(value: boolean): void;
    writeI32(value: number): void;
    writeI64(value: Int64): void;
    writeDouble(value: number): void;
    writeString(value: string): void;
    writeBinary(value: Buffer): void;
    flush(): void;

    readMessageBegin(): { fname: string; mtype: number; rseqid: number };
    readStructBegin(): void;
    readStructEnd(): void;
    readFieldBegin(): { ftype: number; fid: number };
    readFieldEnd(): void;
    readListBegin(): { etype: number; size: number };
    readListEnd(): void;
    readBool(): boolean;
    readI32(): number;
    readI64(): Int64;
    readDouble(): number;
    readString(): string;
    readBinary(): Buffer;
    skip(type: number): void;
  }

  export const TBinaryProtocol: new (transport: TBufferedTransport) => TProtocol;
  export const TCompactProtocol: new (transport: TBufferedTransport) => TProtocol;
}
