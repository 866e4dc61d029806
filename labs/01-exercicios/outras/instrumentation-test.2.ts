// Outra solução do exercício 2: os spans viram um objeto só com o que importa, e a comparação é uma.

import { deepStrictEqual } from 'node:assert';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { tryVersions } from './try-versions';

/** Nem ids, nem horas: o que muda a cada vez não se compara. */
function shapeOf(spans: readonly ReadableSpan[]): object {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  const shapes = spans.map(({ name, parentSpanContext, attributes, status }) => [
    name,
    { parent: names.get(parentSpanContext?.spanId ?? ''), attributes: { ...attributes }, status: status.code },
  ]);
  return Object.fromEntries(shapes) as object;
}

void tryVersions(async (spans) => {
  deepStrictEqual(shapeOf(spans), {
    pedido: { parent: undefined, attributes: { 'order.items': 3 }, status: SpanStatusCode.UNSET },
    cobrar: { parent: 'pedido', attributes: {}, status: SpanStatusCode.ERROR },
  });
});
