/** As mensagens de um pedido OTLP em protobuf, uma dentro da outra: percorridas e contadas até um limite por pedido. */
import { type EntityFields, EntityReader } from './otlp-entity-reader.ts';
import { lastPosition, readLength, readTag, skipField } from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';

export class RequestWalk {
  readonly #maxMessages: number;
  readonly #entity = new EntityReader();
  #messages = 0;

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  /** Começa a contar outro pedido. */
  restart(): void {
    this.#messages = 0;
  }

  /** @throws WireError se o pedido tem mensagens demais. */
  count(messages: number): void {
    this.#messages += messages;
    if (this.#messages <= this.#maxMessages) return;
    throw new WireError('too_many', `protobuf com mais de ${this.#maxMessages} mensagens dentro.`);
  }

  /** Chama `visit` com os limites de cada submensagem do campo `field`; pula os outros campos. */
  forEach(
    bytes: Uint8Array,
    start: number,
    end: number,
    field: number,
    name: string,
    visit: (start: number, end: number) => void,
  ): void {
    let at = start;
    while (at < end) {
      const tag = readTag(bytes, at, end);
      const content = lastPosition();
      at = skipField(bytes, tag, content, end);
      if (tag >>> 3 !== field) continue;
      if ((tag & 7) !== 2) {
        throw new WireError('malformed', `protobuf inválido: ${name} não é uma mensagem (byte ${content}).`);
      }
      readLength(bytes, content, end);
      const contentStart = lastPosition();
      this.count(1);
      visit(contentStart, at);
    }
  }

  /**
   * Valida todas as ocorrências do campo 1 (Resource ou Scope) e devolve os limites da última, vazio se não há. `onRead`
   * recebe cada uma; só vale durante a chamada.
   */
  readEntity(
    bytes: Uint8Array,
    start: number,
    end: number,
    name: string,
    fields: EntityFields,
    onRead?: (entity: EntityReader) => void,
  ): [start: number, end: number] {
    let found: [number, number] = [start, start];
    this.forEach(bytes, start, end, 1, name, (messageStart, messageEnd) => {
      this.#entity.read(bytes, messageStart, messageEnd, fields);
      this.count(this.#entity.itemCount);
      onRead?.(this.#entity);
      found = [messageStart, messageEnd];
    });
    return found;
  }
}
