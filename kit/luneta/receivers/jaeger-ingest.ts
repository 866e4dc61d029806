/** O caminho comum das portas do Jaeger, UDP e HTTP: um `Batch` decodificado → OTLP → armazenamento → contadores. */
import type { JaegerBatch } from '../wire/jaeger-batch.ts';
import { jaegerBatchToOtlp } from '../wire/jaeger-to-otlp.ts';
import { countSpans, type DoorStats, type TraceIngest } from './door.ts';

/**
 * Guarda o lote e conta o que dele entrou. Um lote sem spans é válido, e não chega ao destino.
 * @throws WireError quando o destino o recusa inteiro; quem chama o conta.
 */
export function ingestJaegerBatch(batch: JaegerBatch, ingest: TraceIngest, stats: DoorStats): void {
  const request = jaegerBatchToOtlp(batch);
  if (request.length === 0) return;
  // Nenhuma resposta do Jaeger sabe dizer "aceitei uma parte": o doutor é que conta.
  countSpans(stats, ingest.traces(request));
}
