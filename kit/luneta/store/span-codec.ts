/**
 * O que o armazenamento precisa saber da codificação dos spans que guarda. Quem implementa é `wire/`
 * (`otlp-codec.ts`); o armazenamento recebe pronto e não conhece o protocolo.
 */
import type { Resource, Scope, Span } from './model.ts';

export interface SpanCodec {
  decodeResource(bytes: Uint8Array): Resource;
  decodeScope(bytes: Uint8Array): Scope;
  /** Decodifica o span em `bytes[start, end)`, emitido por `resource` e `scope`; o resultado não aponta para `bytes`. */
  decodeSpan(bytes: Uint8Array, start: number, end: number, resource: Resource, scope: Scope): Span;
  /**
   * Os hashes com que o atributo `key` de texto `value` pode estar num `SpanBatch`, um por codificação possível (texto,
   * inteiro, …). Quem não tem nenhum deles, nem `ANY_PAIR`, não tem o atributo.
   */
  attributeHashes(key: string, value: string): Uint32Array;
  /** O span, algum evento ou link dele, tem mesmo o atributo? */
  spanHasAttribute(bytes: Uint8Array, start: number, end: number, key: string, value: string): boolean;
}
