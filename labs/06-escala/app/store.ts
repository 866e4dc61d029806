// Os spans no OpenSearch, nos índices e na forma em que o Zipkin os procura: um índice por dia, e um documento por span.

import { Client } from '@opensearch-project/opensearch';
import type { Rejected, ZipkinSpan } from './zipkin-span';

/** O nome dos índices do Zipkin; o dia vem depois. */
const INDEX = 'zipkin-span';
/** O que o Zipkin deixa procurar tem até este tamanho, em caracteres. */
const LONGEST_QUERY = 255;
/** Quanto um nó espera por um pedaço do índice que perdeu o seu; um pouco depois, desiste-se do nó. */
const SHARD_WAIT = '3s';
const REQUEST_TIMEOUT_MS = 5000;
/** Recusas que passam: fila cheia, ou o servidor em apuros. As outras são do documento, e tentar de novo não muda nada. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

export interface Store {
  /**
   * Um pedido só. @returns Os que ele recusa para sempre.
   * @throws Error se não respondeu, ou se algum documento ficou para depois: mande todos de novo.
   */
  save(spans: readonly ZipkinSpan[]): Promise<Rejected[]>;
}

/** @param urls Os nós: um que não responde é trocado por outro. */
export function createStore(urls: readonly string[]): Store {
  // Quem tenta de novo é quem chama: assim cada falha aparece.
  const client = new Client({ nodes: [...urls], maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS });
  return {
    async save(spans) {
      if (spans.length === 0) return [];
      const { body } = await client.bulk({
        timeout: SHARD_WAIT,
        body: spans.flatMap((span) => [action(span), document(span)]),
      });
      return rejectedIn(body.items as readonly BulkItem[], spans);
    },
  };
}

interface BulkItem {
  readonly index?: { readonly status: number; readonly error?: { readonly reason?: string } };
}

function rejectedIn(items: readonly BulkItem[], spans: readonly ZipkinSpan[]): Rejected[] {
  const rejected: Rejected[] = [];
  for (const [position, { index }] of items.entries()) {
    if (!index?.error) continue;
    const reason = index.error.reason ?? `status ${index.status}`;
    if (PASSING.has(index.status)) throw new Error(reason);
    rejected.push({ value: JSON.stringify(spans[position]), reason });
  }
  return rejected;
}

/** Em que índice, e com que id. */
function action(span: ZipkinSpan): object {
  const index = `${INDEX}-${dayOf(span)}`;
  // #region 7 O mesmo span, outra vez, é o mesmo documento
  // O `kind` entra porque, no B3, os dois lados de uma chamada podem ter o mesmo id.
  return { index: { _index: index, _id: [span.traceId, span.id, span.kind ?? ''].join('-') } };
  // #problema
  // return { index: { _index: index } };
  // #endregion
}

function dayOf({ timestamp = Date.now() * 1000 }: ZipkinSpan): string {
  return new Date(timestamp / 1000).toISOString().slice(0, 10);
}

/** O span, mais o que o Zipkin acrescenta para procurar: a hora em milissegundos e as palavras da busca. */
function document(span: ZipkinSpan): object {
  const tags = Object.entries(span.tags ?? {}).flatMap(([key, value]) => [key, `${key}=${value}`]);
  const said = (span.annotations ?? []).map(({ value }) => value);
  const words = [...said, ...tags].filter((word) => word.length <= LONGEST_QUERY);
  return {
    ...(span.timestamp !== undefined && { timestamp_millis: Math.floor(span.timestamp / 1000) }),
    ...(words.length > 0 && { _q: words }),
    ...span,
  };
}
