/**
 * O que o armazenamento precisa saber da codificação dos registros que guarda. Quem implementa é `wire/`
 * (`otlp-log-codec.ts`); o armazenamento recebe pronto e não conhece o protocolo.
 */
import type { Resource, Scope } from '../model.ts';
import type { LogRecord } from './log-store.ts';

/** O que só o armazenamento sabe de um registro. */
export type LogOrigin = Pick<LogRecord, 'timeUnixNano' | 'traceId' | 'spanId' | 'resource' | 'scope' | 'sequence'>;

export interface LogCodec {
  decodeResource(bytes: Uint8Array): Resource;
  decodeScope(bytes: Uint8Array): Scope;
  /** Decodifica o registro em `bytes[start, end)`; o resultado não aponta para `bytes`. */
  decodeRecord(bytes: Uint8Array, start: number, end: number, origin: LogOrigin): LogRecord;
}
