/** O trace num arquivo OTLP/JSON: um pedido como os que as portas recebem, `{"resourceSpans":[…]}`, sem nada em volta. */
import type { ServerResponse } from 'node:http';
import { ApiError, sendJsonBytes } from '../../api/jaeger-error.ts';
import { writeOrdinaryResourceSpans } from '../../api/jaeger-v3-fast.ts';
import { borrowJsonBuffer } from '../../api/json-buffer.ts';
import { readWholeTrace, writeItems } from '../../api/long-answer.ts';
import { writeResourceSpans } from '../../api/otlp-json-model.ts';
import { sendText } from '../../http/answer.ts';
import type { SpanStore } from '../../store/store.ts';
import { traceTexts } from '../texts/trace-page.ts';

/** Um trace grande demais para se escrever de uma vez é um 400 que o diz. */
export async function sendOtlpFile(response: ServerResponse, store: SpanStore, traceId: string): Promise<void> {
  const out = borrowJsonBuffer(response);
  out.ascii('{"resourceSpans":[');
  try {
    const written = await writeItems(response, out, [traceId], (id) => {
      if (writeOrdinaryResourceSpans(store, id, out)) return;
      const trace = readWholeTrace(store, id, false);
      if (trace) writeResourceSpans(trace, out);
    });
    if (!written) return;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return sendText(response, error.status, `${traceTexts.downloads.tooLong}\n`);
  }
  out.ascii(']}');
  response.setHeader('Content-Disposition', `attachment; filename="trace-${traceId}.otlp.json"`);
  sendJsonBytes(response, 200, out.bytes);
}
