/** Ids do OTLP (`trace_id`, `span_id`) dentro de uma mensagem em protobuf. */
import { WireError } from './wire-error.ts';

/** @returns Onde o id começa; -1 se é vazio. @throws WireError se tem outro tamanho que não o certo, como no Collector. */
export function idPosition(field: string, start: number, end: number, size: number): number {
  if (end - start === size) return start;
  if (end === start) return -1;
  throw new WireError('invalid_id', `${field} com ${end - start} bytes; o OTLP pede ${size}.`);
}

/** Um id só com zeros não identifica nada. */
export function isZeroId(bytes: Uint8Array, at: number, size: number): boolean {
  for (let i = at; i < at + size; i++) if (bytes[i] !== 0) return false;
  return true;
}
