/**
 * Descarta cópias exatas de um span (reenvios do exporter depois de um tempo esgotado, por exemplo).
 *
 * Spans com o mesmo id e conteúdo diferente ficam: são informação, e quem lê decide o que fazer com eles.
 */
import { createHash } from 'node:crypto';
import type { Span } from '../store/model.ts';

export function dedupeSpans(spans: readonly Span[]): Span[] {
  const idCount = new Map<string, number>();
  for (const { spanId } of spans) idCount.set(spanId, (idCount.get(spanId) ?? 0) + 1);
  if (idCount.size === spans.length) return [...spans];

  // Só os ids repetidos pagam pela impressão digital; um conjunto (e não pares) mantém o custo linear.
  const seen = new Set<string>();
  const summaryOf = summarizer();
  return spans.filter((span) => {
    if (idCount.get(span.spanId) === 1) return true;
    const print = fingerprint(span, summaryOf);
    if (seen.has(print)) return false;
    seen.add(print);
    return true;
  });
}

/**
 * Um texto curto por recurso ou escopo: objetos são compartilhados por muitos spans, e descrevê-los de novo em cada um
 * custaria o tamanho deles.
 */
function summarizer(): (value: object) => string {
  const known = new Map<object, string>();
  return (value) => {
    let summary = known.get(value);
    if (summary === undefined) known.set(value, (summary = digest(value)));
    return summary;
  };
}

/** Resumo de todo o conteúdo recebido, sem as `warnings`, que são nossas. */
function fingerprint(span: Span, summaryOf: (value: object) => string): string {
  return digest({ ...span, resource: summaryOf(span.resource), scope: summaryOf(span.scope), warnings: undefined });
}

function digest(content: object): string {
  const text = JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    // JSON escreveria NaN e os infinitos como null, e -0 como 0.
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return Object.is(value, -0) ? '-0' : String(value);
    }
    return value;
  });
  return createHash('sha256').update(text).digest('base64');
}
