/**
 * Modelo de domínio da Luneta: os nomes são os do OTLP (opentelemetry-proto, trace/v1).
 *
 * Formas: ids são hexadecimais minúsculos (32 e 16 dígitos); tempos são nanossegundos Unix sem sinal em
 * `bigint` (64 bits não cabem num `number`); inteiros de atributos também são `bigint`.
 */

/** Valor de atributo: o `AnyValue` do OTLP. `empty` é um AnyValue sem nenhum campo. */
export type AttributeValue =
  | { type: 'empty' }
  | { type: 'string'; value: string }
  | { type: 'bool'; value: boolean }
  | { type: 'int'; value: bigint }
  | { type: 'double'; value: number }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'array'; value: AttributeValue[] }
  | { type: 'kvlist'; value: Attribute[] };

export interface Attribute {
  key: string;
  value: AttributeValue;
}

/** O par mais comum: uma chave e um texto. */
export function textAttribute(key: string, value: string): Attribute {
  return { key, value: { type: 'string', value } };
}

/** Quem emitiu: o processo instrumentado. `serviceName` já é o nome com que a Luneta o indexa. */
export interface Resource {
  serviceName: string;
  attributes: Attribute[];
  droppedAttributesCount: number;
}

/** Qual biblioteca de instrumentação criou o span. */
export interface Scope {
  name: string;
  version: string;
  attributes: Attribute[];
  droppedAttributesCount: number;
}

/** `Span.SpanKind` do OTLP, pelo número do protocolo. */
export const SpanKind = { UNSPECIFIED: 0, INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;

/** Nome do tipo nas APIs do Jaeger, pelo número do protocolo (`''` quando não informado). */
export const SPAN_KIND_NAMES = ['', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** `Status.StatusCode` do OTLP. */
export const StatusCode = { UNSET: 0, OK: 1, ERROR: 2 } as const;

export interface SpanEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: Attribute[];
  droppedAttributesCount: number;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attribute[];
  droppedAttributesCount: number;
  flags: number;
}

/** Os campos de um span como vieram no protocolo, sem recurso nem escopo. */
export interface SpanFields {
  traceId: string;
  spanId: string;
  /** `''` num span raiz. */
  parentSpanId: string;
  traceState: string;
  flags: number;
  name: string;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: Attribute[];
  droppedAttributesCount: number;
  events: SpanEvent[];
  droppedEventsCount: number;
  links: SpanLink[];
  droppedLinksCount: number;
  status: { code: number; message: string };
}

/** Um span como o resto da Luneta o vê. Spans do mesmo processo compartilham o objeto `resource`. */
export interface Span extends SpanFields {
  resource: Resource;
  scope: Scope;
  /** Reparos e suspeitas, em inglês, com o texto do Jaeger (o cliente compatível espera por ele). */
  warnings: string[];
}

/** Um trace: todos os spans guardados com o mesmo id, na ordem em que chegaram. */
export interface Trace {
  traceId: string;
  spans: Span[];
  /** Spans guardados que não foram lidos, quando quem leu pôs um limite. */
  omittedSpanCount?: number;
}

/** Spans agrupados por recurso e escopo, como no pedido OTLP (`ExportTraceServiceRequest`). */
export interface ResourceSpans {
  resource: Pick<Resource, 'attributes' | 'droppedAttributesCount'>;
  scopeSpans: { scope: Scope; spans: SpanFields[] }[];
}
