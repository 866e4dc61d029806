/** Spans de teste: só o que o teste diz é especial, o resto é um span comum e válido. */
import { encodeTraceRequest } from '../../wire/otlp-encode.ts';
import { indexTraceRequest } from '../../wire/otlp-trace-index.ts';
import type { Attribute, AttributeValue, ResourceSpans, SpanFields } from '../model.ts';
import { SpanBatch } from '../span-batch.ts';
import type { SpanStore } from '../store.ts';

export interface TestSpan extends Partial<SpanFields> {
  service?: string;
  scopeName?: string;
  resourceAttributes?: Attribute[];
  scopeAttributes?: Attribute[];
}

export const TRACE_A = 'a'.repeat(32);
export const TRACE_B = 'b'.repeat(32);
export const TRACE_C = 'c'.repeat(32);

/** O enésimo id de 16 dígitos. */
export function spanId(n: number): string {
  return (n + 1).toString(16).padStart(16, '0');
}

/** O enésimo id de 32 dígitos. */
export function traceId(n: number): string {
  return (n + 1).toString(16).padStart(32, '0');
}

export function text(key: string, value: string): Attribute {
  return { key, value: { type: 'string', value } };
}

export function attribute(key: string, value: AttributeValue): Attribute {
  return { key, value };
}

export function spanFields(overrides: Partial<SpanFields>): SpanFields {
  return {
    traceId: TRACE_A,
    spanId: spanId(0),
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: 'operation',
    kind: 1,
    startTimeUnixNano: 1_000_000_000n,
    endTimeUnixNano: 1_001_000_000n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    ...overrides,
  };
}

/** Um pedido com um ResourceSpans por span, na ordem dada. */
export function toRequest(spans: readonly TestSpan[]): Uint8Array {
  return encodeTraceRequest(
    spans.map(({ service = 'service', scopeName = '', resourceAttributes = [], scopeAttributes = [], ...fields }) => {
      const group: ResourceSpans = {
        resource: { attributes: [text('service.name', service), ...resourceAttributes], droppedAttributesCount: 0 },
        scopeSpans: [
          {
            scope: { name: scopeName, version: '', attributes: scopeAttributes, droppedAttributesCount: 0 },
            spans: [spanFields(fields)],
          },
        ],
      };
      return group;
    }),
  );
}

const batch = new SpanBatch();

/** Guarda os spans num pedido só, pelo mesmo caminho das portas. */
export function append(store: SpanStore, ...spans: TestSpan[]): boolean {
  indexTraceRequest(toRequest(spans), batch);
  return store.append(batch);
}
