/**
 * Respostas que podem ser longas (traces, séries): cada item é escrito inteiro no mesmo buffer, e entre eles há pausas.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_PRETTY_BYTES, pendingAnswers } from '../http/answer.ts';
import { startSlices } from '../http/slices.ts';
import { searchParams } from '../http/url.ts';
import { readTrace } from '../query/adjust-trace.ts';
import type { Trace } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { ApiError, sendJson, sendJsonBytes } from './jaeger-error.ts';
import type { JsonBuffer } from './json-buffer.ts';

/** Spans que se decodificam de um trace, no máximo: acima disto o pedido é recusado em vez de esgotar a memória. */
export const MAX_DECODED_SPANS = 300_000;

/**
 * Escreve cada item com `write`, separados por vírgulas. Um item pode não escrever nada: o trace que saiu do
 * armazenamento numa pausa. Devolve `false` se quem pediu desistiu de esperar.
 */
export async function writeItems<T>(
  res: ServerResponse,
  out: JsonBuffer,
  items: Iterable<T>,
  write: (item: T, out: JsonBuffer) => void,
): Promise<boolean> {
  const nextSlice = startSlices();
  const start = out.length;
  for (const item of items) {
    const mark = out.length;
    if (mark > start) out.ascii(',');
    const before = out.length;
    write(item, out);
    if (out.length === before) out.length = mark;
    pendingAnswers.hold(res, out.length);
    await nextSlice();
    if (res.destroyed) return false;
  }
  return true;
}

/** Envia o que se escreveu em `out`; com recuo, se `prettyPrint` o pede. @throws ApiError */
export function sendWritten(req: IncomingMessage, res: ServerResponse, out: JsonBuffer): void {
  if (!wantsPretty(req)) {
    sendJsonBytes(res, 200, out.bytes);
    return;
  }
  if (out.length > MAX_PRETTY_BYTES) {
    throw new ApiError(400, `the answer exceeds ${MAX_PRETTY_BYTES} bytes; drop 'prettyPrint'`);
  }
  sendJson(res, 200, JSON.parse(out.bytes.toString()), 4);
}

/** Como o Jaeger: qualquer valor menos vazio e `false`. */
export function wantsPretty(req: IncomingMessage): boolean {
  return !['', 'false'].includes(searchParams(req).get('prettyPrint') ?? '');
}

/** O trace lido por inteiro, pelo modelo; `undefined` se não existe. @throws ApiError se é grande demais para isso. */
export function readWholeTrace(store: SpanStore, traceId: string, raw: boolean): Trace | undefined {
  const trace = readTrace(store, traceId, { raw, maxSpans: MAX_DECODED_SPANS });
  if (!trace?.omittedSpanCount) return trace;
  throw new ApiError(400, `trace ${traceId} has more than ${MAX_DECODED_SPANS} spans that must be decoded at once`);
}
