// O que ficou no store: os spans de um serviço, contados um por um.

import { Client } from '@opensearch-project/opensearch';

/** Um por dia. */
const INDEX = 'zipkin-span-*';
/** O que o OpenSearch devolve numa página. */
const PAGE = 10_000;

export interface Stored {
  /** De cada trace, quantos spans de verdade. */
  readonly traces: ReadonlyMap<string, number>;
  /** Documentos. */
  readonly documents: number;
  /** Spans de verdade: os documentos, sem as repetições. */
  readonly spans: number;
}

/** @param service Em minúsculas, como o Zipkin o guarda. */
export async function readStored(urls: readonly string[], service: string): Promise<Stored> {
  const client = new Client({ nodes: [...urls] });
  const traces = new Map<string, number>();
  const spanIds = new Set<string>();
  let documents = 0;
  try {
    // Antes do primeiro span, o índice não existe.
    const { body: exists } = await client.indices.exists({ index: INDEX, allow_no_indices: false });
    if (!exists) return { traces, documents, spans: 0 };
    await client.indices.refresh({ index: INDEX });
    const found = client.helpers.scrollDocuments<{ traceId: string; id: string }>({
      index: INDEX,
      size: PAGE,
      // Um índice que ainda não voltou inteiro responderia só o que tem.
      allow_partial_search_results: false,
      _source: ['traceId', 'id'],
      body: { query: { term: { 'localEndpoint.serviceName': service } } },
    });
    for await (const { traceId, id } of found) {
      documents++;
      if (spanIds.has(`${traceId}-${id}`)) continue;
      spanIds.add(`${traceId}-${id}`);
      traces.set(traceId, (traces.get(traceId) ?? 0) + 1);
    }
  } finally {
    await client.close();
  }
  return { traces, documents, spans: spanIds.size };
}
