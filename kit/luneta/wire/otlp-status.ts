/**
 * As respostas do OTLP, nas duas codificações: `Export*ServiceResponse` (com `partial_success`) e os erros,
 * que são `google.rpc.Status`. Os três sinais têm a mesma forma; só muda o nome do contador de recusados.
 */
import { ProtobufWriter } from './protobuf-writer.ts';
import type { Signal } from './signal.ts';

export type Encoding = 'json' | 'protobuf';

/** Códigos de `google.rpc.Code` que as portas usam; no gRPC são o `grpc-status`. */
export const RpcCode = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

export interface PartialSuccess {
  rejected: number;
  errorMessage: string;
}

/** Nome do contador de recusados no JSON; em protobuf os três são o campo 1. */
const REJECTED_FIELD: Record<Signal, string> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
};

/**
 * Resposta de um pedido aceito. Sem recusas, `partial_success` vai presente e vazio, como o Collector responde
 * (`{"partialSuccess":{}}`; em protobuf, os bytes 0A 00).
 */
export function encodeExportResponse(encoding: Encoding, signal: Signal, partial?: PartialSuccess): Uint8Array {
  if (encoding === 'json') {
    const body: Record<string, string> = {};
    // int64 é texto no JSON do protobuf.
    if (partial?.rejected) body[REJECTED_FIELD[signal]] = String(partial.rejected);
    if (partial?.errorMessage) body.errorMessage = partial.errorMessage;
    return Buffer.from(JSON.stringify({ partialSuccess: body }));
  }
  const writer = new ProtobufWriter();
  if (partial?.errorMessage) writer.stringField(2, partial.errorMessage);
  if (partial?.rejected) writer.varintField(1, partial.rejected);
  writer.endMessage(1, 0);
  return writer.finish();
}

/** Corpo de um erro: `google.rpc.Status`. */
export function encodeStatus(encoding: Encoding, code: number, message: string): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  const writer = new ProtobufWriter();
  writer.stringField(2, message);
  writer.varintField(1, code);
  return writer.finish();
}
