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
   * Assinaturas que um span com o atributo `key` de texto `value` pode ter: grupos de `SIGNATURE_WORDS` palavras,
   * um por codificação possível (texto, inteiro, …). Um span cuja assinatura não contém nenhum dos grupos não o tem.
   */
  attributeSignatures(key: string, value: string): Uint32Array;
  /** O span, algum evento ou link dele, tem mesmo o atributo? */
  spanHasAttribute(bytes: Uint8Array, start: number, end: number, key: string, value: string): boolean;
  /** Início do span em nanossegundos, exato. */
  spanStart(bytes: Uint8Array, start: number, end: number): bigint;
}
