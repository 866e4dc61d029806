/**
 * O que os dois protocolos do Thrift (binário e compacto) têm em comum, para que cada struct seja decodificada por um
 * código só. As subclasses sabem como um número está escrito; esta classe sabe quanto se pode confiar nele:
 *
 *  - nada é lido além do fim: `ThriftTruncatedError` diz onde faltou e quanto;
 *  - um tamanho anunciado é conferido contra os bytes que restam ANTES de reservar memória;
 *  - a profundidade e o total de itens por mensagem têm limite.
 *
 * Quem decodifica uma struct percorre os campos com `nextField()` e pega cada um com `stringField()`, `i64Field()`…:
 * um campo com tipo inesperado é pulado e vale `undefined`, como faz o código gerado pelo Apache Thrift.
 */
import { KeyCache } from './key-cache.ts';
import { MAX_DEPTH, MAX_ITEMS, ThriftTruncatedError, ThriftType, type ThriftMessageHeader } from './thrift-types.ts';
import { WireError } from './wire-error.ts';

const keys = new KeyCache((bytes, start, end) => bytes.toString('utf8', start, end));

export abstract class ThriftReader {
  /** Campo em que o último `nextField()` parou. */
  fieldId = 0;
  fieldType = 0;
  /** Tipos anunciados pela última lista ou pelo último mapa aberto. */
  protected elementType = 0;
  protected keyType = 0;
  protected readonly bytes: Buffer;
  protected position = 0;
  protected depth = 0;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  abstract readMessageHeader(): ThriftMessageHeader;
  /** Avança até o próximo campo da struct aberta; `false` no fim dela. */
  abstract nextField(): boolean;
  protected abstract readBool(): boolean;
  protected abstract readI16(): number;
  protected abstract readI32(): number;
  protected abstract readI64(): bigint;
  protected abstract readDouble(): number;
  /** Comprimento de texto ou de bytes. */
  protected abstract readLength(): number;
  /** Abre uma lista ou conjunto: anota `elementType` e devolve o tamanho anunciado. */
  protected abstract readListHeader(): number;
  protected abstract readMapHeader(): number;
  /** Menor número de bytes que um valor deste tipo ocupa; 0 se o tipo não existe. */
  protected abstract minimumSize(type: number): number;

  boolField(): boolean | undefined {
    return this.#has(ThriftType.BOOL) ? this.readBool() : undefined;
  }

  i16Field(): number | undefined {
    return this.#has(ThriftType.I16) ? this.readI16() : undefined;
  }

  i32Field(): number | undefined {
    return this.#has(ThriftType.I32) ? this.readI32() : undefined;
  }

  i64Field(): bigint | undefined {
    return this.#has(ThriftType.I64) ? this.readI64() : undefined;
  }

  doubleField(): number | undefined {
    return this.#has(ThriftType.DOUBLE) ? this.readDouble() : undefined;
  }

  stringField(): string | undefined {
    return this.#has(ThriftType.STRING) ? this.readString() : undefined;
  }

  /** Um texto que se repete de mensagem em mensagem: o criado da outra vez serve. */
  keyField(): string | undefined {
    if (!this.#has(ThriftType.STRING)) return undefined;
    const length = this.#skipBytes(this.readLength());
    return keys.get(this.bytes, this.position - length, this.position);
  }

  /** Os bytes apontam para a mensagem: copie se forem viver mais do que ela. */
  binaryField(): Uint8Array | undefined {
    return this.#has(ThriftType.STRING) ? this.#take(this.readLength()) : undefined;
  }

  structField<T>(readBody: (reader: ThriftReader) => T): T | undefined {
    return this.#has(ThriftType.STRUCT) ? this.struct(readBody) : undefined;
  }

  /** Lista de structs. Uma lista vazia de qualquer tipo vale: alguns clientes não preenchem o tipo nesse caso. */
  structListField<T>(readBody: (reader: ThriftReader) => T): T[] | undefined {
    if (!this.#has(ThriftType.LIST)) return undefined;
    const size = this.readListHeader();
    if (size > 0 && this.elementType !== ThriftType.STRUCT) {
      this.#skipItems(size, this.elementType);
      return undefined;
    }
    return this.#structs(size, readBody);
  }

  /** Lista de structs sem campo em volta: a mensagem inteira. */
  structList<T>(readBody: (reader: ThriftReader) => T): T[] {
    const size = this.readListHeader();
    if (size > 0 && this.elementType !== ThriftType.STRUCT) throw this.malformed('lista que não é de structs');
    return this.#structs(size, readBody);
  }

  /** Lê uma struct: `readBody` percorre os campos com `nextField()` até o fim. */
  struct<T>(readBody: (reader: ThriftReader) => T): T {
    this.#enter();
    const result = readBody(this);
    this.depth--;
    return result;
  }

  /** Descarta o valor do campo atual. */
  skipField(): void {
    this.#skip(this.fieldType);
  }

  protected readString(): string {
    const length = this.#skipBytes(this.readLength());
    return this.bytes.toString('utf8', this.position - length, this.position);
  }

  /** Garante que `count` bytes ainda existem; negativo é um tamanho inválido. */
  protected need(count: number): void {
    if (count < 0) throw this.malformed(`tamanho negativo (${count})`);
    const missing = this.position + count - this.bytes.length;
    if (missing > 0) throw new ThriftTruncatedError(this.bytes.length, missing);
  }

  protected readByte(): number {
    if (this.position >= this.bytes.length) throw new ThriftTruncatedError(this.bytes.length, 1);
    return this.bytes[this.position++];
  }

  protected malformed(what: string): WireError {
    return new WireError('malformed', `mensagem Thrift inválida: ${what} no byte ${this.position}.`);
  }

  #structs<T>(size: number, readBody: (reader: ThriftReader) => T): T[] {
    this.#checkSize(size, this.minimumSize(ThriftType.STRUCT));
    this.#enter();
    const items: T[] = [];
    for (let i = 0; i < size; i++) items.push(this.struct(readBody));
    this.depth--;
    return items;
  }

  /** Abre uma struct ou lista dentro da atual. Quem chama desfaz com `depth--`. */
  #enter(): void {
    if (++this.depth > MAX_DEPTH) {
      throw new WireError('too_deep', `mensagem Thrift com mais de ${MAX_DEPTH} níveis de aninhamento.`);
    }
    this.startStruct();
  }

  /** Gancho para o protocolo compacto, que conta os campos a partir do anterior. */
  protected startStruct(): void {}

  #has(type: number): boolean {
    if (this.fieldType === type) return true;
    this.skipField();
    return false;
  }

  #skipBytes(length: number): number {
    this.need(length);
    this.position += length;
    return length;
  }

  #take(length: number): Uint8Array {
    this.#skipBytes(length);
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + this.position - length, length);
  }

  #checkSize(size: number, minimumItemSize: number): void {
    if (size > 0 && minimumItemSize === 0) throw this.malformed('lista com itens de tipo desconhecido');
    this.need(size * minimumItemSize);
    this.#items += size;
    if (this.#items > MAX_ITEMS) {
      throw new WireError('too_many', `mensagem Thrift com mais de ${MAX_ITEMS} itens de lista.`);
    }
  }

  #skip(type: number): void {
    switch (type) {
      case ThriftType.BOOL:
        this.readBool();
        return;
      case ThriftType.BYTE:
        this.readByte();
        return;
      case ThriftType.I16:
        this.readI16();
        return;
      case ThriftType.I32:
        this.readI32();
        return;
      case ThriftType.I64:
        this.readI64();
        return;
      case ThriftType.DOUBLE:
        this.readDouble();
        return;
      case ThriftType.STRING:
        this.#skipBytes(this.readLength());
        return;
      case ThriftType.UUID:
        this.#skipBytes(16);
        return;
      case ThriftType.STRUCT:
        this.struct(skipBody);
        return;
      case ThriftType.LIST:
      case ThriftType.SET: {
        const size = this.readListHeader();
        this.#skipItems(size, this.elementType);
        return;
      }
      case ThriftType.MAP: {
        const size = this.readMapHeader();
        this.#skipPairs(size, this.keyType, this.elementType);
        return;
      }
      default:
        throw this.malformed(`tipo de campo desconhecido (${type})`);
    }
  }

  #skipItems(size: number, type: number): void {
    this.#checkSize(size, this.minimumSize(type));
    this.#enter();
    for (let i = 0; i < size; i++) this.#skip(type);
    this.depth--;
  }

  #skipPairs(size: number, keyType: number, valueType: number): void {
    const [keySize, valueSize] = [this.minimumSize(keyType), this.minimumSize(valueType)];
    this.#checkSize(size, keySize && valueSize && keySize + valueSize);
    this.#enter();
    for (let i = 0; i < size; i++) {
      this.#skip(keyType);
      this.#skip(valueType);
    }
    this.depth--;
  }
}

function skipBody(reader: ThriftReader): void {
  while (reader.nextField()) reader.skipField();
}
