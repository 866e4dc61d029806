/**
 * Descarta cópias exatas de um span (reenvios do exporter depois de um tempo esgotado, por exemplo).
 *
 * Spans com o mesmo id e conteúdo diferente ficam: são informação, e quem lê decide o que fazer com eles.
 */
import type { Span } from '../store/model.ts';

export function dedupeSpans(spans: readonly Span[]): Span[] {
  const idCount = new Map<string, number>();
  for (const { spanId } of spans) idCount.set(spanId, (idCount.get(spanId) ?? 0) + 1);
  if (idCount.size === spans.length) return [...spans];

  // Só os ids repetidos pagam pela impressão digital; um conjunto (e não pares) mantém o custo linear.
  const seen = new Set<string>();
  return spans.filter((span) => {
    if (idCount.get(span.spanId) === 1) return true;
    const print = fingerprint(span);
    if (seen.has(print)) return false;
    seen.add(print);
    return true;
  });
}

/** Todo o conteúdo recebido, sem as `warnings`, que são nossas. */
function fingerprint(span: Span): string {
  return JSON.stringify({ ...span, warnings: undefined }, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    // JSON escreveria NaN e os infinitos como null, e -0 como 0.
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return Object.is(value, -0) ? '-0' : String(value);
    }
    return value;
  });
}
