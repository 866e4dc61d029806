/** Spans observados → pedido OTLP/JSON (`ExportTraceServiceRequest`). Função pura. */
import { groupBy } from '../../group-by.ts';
import {
  type Attributes,
  type AttributeValue,
  type ObservedSpan,
  type Scalar,
  SPAN_KINDS,
  STATUS_CODES,
} from '../../verify/span.ts';

/** Os spans de um mesmo recurso e escopo vão juntos. */
export function toOtlpRequest(spans: readonly ObservedSpan[]): unknown {
  const groups = groupBy(spans, ({ service, resource, scope }) => JSON.stringify([service, resource, scope]));
  return {
    resourceSpans: [...groups.values()].map((group) => ({
      resource: { attributes: toKeyValues({ 'service.name': group[0].service, ...group[0].resource }) },
      scopeSpans: [{ scope: { name: group[0].scope }, spans: group.map(toOtlpSpan) }],
    })),
  };
}

function toOtlpSpan(span: ObservedSpan): unknown {
  const start = toNanos(span.startUs);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    name: span.name,
    // No protocolo, 0 é "não informado".
    kind: SPAN_KINDS.indexOf(span.kind) + 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + toNanos(span.durationUs)),
    attributes: toKeyValues(span.attributes),
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name,
      timeUnixNano: String(toNanos(timeUs)),
      attributes: toKeyValues(attributes),
    })),
    // Um id ilegível faria o pedido inteiro ser recusado.
    links: span.links
      .filter(({ traceId, spanId }) => /^[\da-f]{32}$/i.test(traceId) && /^[\da-f]{16}$/i.test(spanId))
      .map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes: toKeyValues(attributes) })),
    status: { code: STATUS_CODES.indexOf(span.status.code), message: span.status.message },
  };
}

/** Ano 2262: além dele, a soma de dois tempos não caberia no protocolo. */
const MAX_US = 2 ** 63 / 1000;

/** A parte inteira à parte: multiplicados por mil, os microssegundos de hoje já não cabem num número sem arredondar. */
function toNanos(us: number): bigint {
  if (!(us > 0 && us < MAX_US)) return 0n;
  const whole = Math.floor(us);
  return BigInt(whole) * 1000n + BigInt(Math.floor((us - whole) * 1000));
}

function toKeyValues(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: AttributeValue): unknown {
  return typeof value === 'object' ? { arrayValue: { values: value.map(toScalarValue) } } : toScalarValue(value);
}

function toScalarValue(value: Scalar): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  // NaN e infinitos não existem em JSON: o proto3 os escreve como texto.
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
