/** Entregar spans do SDK pelo exporter OTLP de verdade. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { BackendError } from './backend-error.ts';

/** Spans por pedido: um lote comum do SDK. */
const BATCH = 512;
const TIMEOUT_MS = 10_000;

/**
 * Em ordem, um lote de cada vez.
 * @param otlpUrl Base do OTLP/HTTP, sem barra no fim: http://localhost:4318
 * @throws BackendError se um lote não foi aceito.
 */
export async function send(otlpUrl: string, spans: readonly ReadableSpan[], signal?: AbortSignal): Promise<void> {
  const url = `${otlpUrl}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: TIMEOUT_MS });
  try {
    for (let i = 0; i < spans.length; i += BATCH) {
      signal?.throwIfAborted();
      const error = await exportBatch(exporter, spans.slice(i, i + BATCH));
      if (error !== undefined) throw new BackendError(refused(url, error.message), { cause: error });
    }
  } finally {
    await exporter.shutdown();
  }
}

/** @returns O erro, se o lote não foi aceito. */
function exportBatch(exporter: OTLPTraceExporter, batch: ReadableSpan[]): Promise<Error | undefined> {
  return new Promise((resolve) => {
    exporter.export(batch, ({ code, error }) =>
      resolve(code === 0 ? undefined : (error ?? new Error('sem explicação'))),
    );
  });
}

function refused(url: string, reason: string): string {
  return `Não consegui mandar os traces para ${url}: ${reason}. Confira se quem atende ali recebe OTLP por HTTP, e rode de novo.`;
}
