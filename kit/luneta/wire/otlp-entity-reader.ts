/**
 * Leitor de Resource e de InstrumentationScope do OTLP: valida e anota posições, sem criar objetos.
 * As duas mensagens têm a mesma forma (atributos e um contador); o escopo tem também nome e versão.
 */
import { KeyValueTable, nestedValueCount, resetNestedValues } from './key-value-table.ts';
import { lastPosition, readLength, readTag, readVarint32, skipField } from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';

/** Etiquetas (`campo << 3 | tipo`) de cada mensagem; -1 quando ela não tem o campo. */
export interface EntityFields {
  message: string;
  attributes: number;
  dropped: number;
  name: number;
  version: number;
  last: number;
}
export const RESOURCE_FIELDS: EntityFields = {
  message: 'Resource',
  attributes: 0x0a,
  dropped: 0x10,
  name: -1,
  version: -1,
  last: 2,
};
export const SCOPE_FIELDS: EntityFields = {
  message: 'InstrumentationScope',
  name: 0x0a,
  version: 0x12,
  attributes: 0x1a,
  dropped: 0x20,
  last: 4,
};

export class EntityReader {
  readonly attributes = new KeyValueTable('um recurso ou escopo');
  nameStart = 0;
  nameEnd = 0;
  versionStart = 0;
  versionEnd = 0;
  droppedAttributesCount = 0;

  /** Atributos e itens de listas dentro deles. */
  get itemCount(): number {
    return this.attributes.count + nestedValueCount();
  }

  /** @throws WireError se a mensagem em `[start, end)` é inválida. */
  read(bytes: Uint8Array, start: number, end: number, fields: EntityFields): void {
    resetNestedValues();
    this.attributes.count = 0;
    this.nameStart = this.nameEnd = this.versionStart = this.versionEnd = 0;
    this.droppedAttributesCount = 0;
    let at = start;
    while (at < end) {
      const tag = readTag(bytes, at, end);
      const fieldAt = at;
      const content = lastPosition();
      at = skipField(bytes, tag, content, end);
      if (tag === fields.dropped) {
        this.droppedAttributesCount = readVarint32(bytes, content, end);
        continue;
      }
      const field = tag >>> 3;
      if ((tag & 7) !== 2) {
        if (field > fields.last) continue;
        throw new WireError(
          'malformed',
          `protobuf inválido: o campo ${field} de ${fields.message} veio com o tipo ${tag & 7} (byte ${fieldAt}).`,
        );
      }
      readLength(bytes, content, end);
      if (tag === fields.attributes) {
        this.attributes.add(bytes, lastPosition(), at);
      } else if (tag === fields.name) {
        this.nameStart = lastPosition();
        this.nameEnd = at;
      } else if (tag === fields.version) {
        this.versionStart = lastPosition();
        this.versionEnd = at;
      } else if (field === fields.dropped >>> 3) {
        throw new WireError(
          'malformed',
          `protobuf inválido: o campo ${field} de ${fields.message} veio com o tipo 2 (byte ${fieldAt}).`,
        );
      }
    }
  }
}
