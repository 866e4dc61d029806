/**
 * Modelo de domínio → JSON da API v1 do Jaeger (`model/json` do jaeger-idl). Funções puras.
 *
 * O que a v1 faz com o OTLP: atributos viram tags com tipo; escopo, tipo do span e status viram tags; eventos viram
 * logs; links viram referências FOLLOWS_FROM (e perdem os atributos); tempos são truncados para microssegundos.
 */
import { attributeText } from '../store/attribute-text.ts';
import {
  type Attribute,
  type Resource,
  type Span,
  SPAN_KIND_NAMES,
  type SpanLink,
  StatusCode,
  type Trace,
} from '../store/model.ts';

export interface JaegerTag {
  key: string;
  type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  /** `null`: binário vazio. */
  value: string | number | boolean | null;
}

export interface JaegerReference {
  refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  traceID: string;
  spanID: string;
}

export interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: JaegerReference[];
  /** Microssegundos Unix. */
  startTime: number;
  /** Microssegundos. */
  duration: number;
  tags: JaegerTag[];
  logs: { timestamp: number; fields: JaegerTag[] }[];
  processID: string;
  warnings: string[] | null;
}

export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string; tags: JaegerTag[] }>;
  warnings: null;
}

export function toJaegerTrace(trace: Trace): JaegerTrace {
  const processes = new ProcessTable();
  const spans = trace.spans.map((span) => toJaegerSpan(span, processes.idOf(span.resource)));
  return { traceID: shortTraceId(trace.traceId), spans, processes: processes.toJson(), warnings: null };
}

/** Um processo por conteúdo distinto de recurso, numerados na ordem em que aparecem. */
export class ProcessTable {
  #byObject = new Map<Resource, string>();
  #byContent = new Map<string, string>();
  #processes: JaegerTrace['processes'] = {};

  idOf(resource: Resource): string {
    const known = this.#byObject.get(resource);
    if (known) return known;
    const process = {
      serviceName: resource.serviceName,
      tags: resource.attributes.filter(({ key }) => key !== 'service.name').map(toTag),
    };
    const content = JSON.stringify(process);
    let id = this.#byContent.get(content);
    if (!id) {
      id = `p${this.#byContent.size + 1}`;
      this.#byContent.set(content, id);
      this.#processes[id] = process;
    }
    this.#byObject.set(resource, id);
    return id;
  }

  toJson(): JaegerTrace['processes'] {
    return this.#processes;
  }
}

function toJaegerSpan(span: Span, processID: string): JaegerSpan {
  return {
    traceID: shortTraceId(span.traceId),
    spanID: span.spanId,
    operationName: span.name,
    references: toReferences(span),
    startTime: toMicros(span.startTimeUnixNano),
    duration: toMicros(span.endTimeUnixNano - span.startTimeUnixNano),
    tags: [...scopeTags(span), ...span.attributes.map(toTag), ...fieldTags(span)],
    logs: span.events.map((event) => ({
      timestamp: toMicros(event.timeUnixNano),
      fields: [...eventNameTag(event.name, event.attributes), ...event.attributes.map(toTag)],
    })),
    processID,
    warnings: span.warnings.length > 0 ? span.warnings : null,
  };
}

/** A v1 escreve ids de 64 bits com 16 dígitos. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith('0000000000000000') ? traceId.slice(16) : traceId;
}

function toMicros(ns: bigint): number {
  return Number(ns / 1000n);
}

/** O pai vem primeiro; um link para o próprio pai não é outra referência: só diz de que tipo ela é. */
function toReferences({ traceId, parentSpanId, links }: Span): JaegerReference[] {
  const references: JaegerReference[] = [];
  if (parentSpanId) references.push({ refType: 'CHILD_OF', traceID: shortTraceId(traceId), spanID: parentSpanId });
  for (const link of links) {
    const refType = refTypeOf(link);
    if (parentSpanId && link.spanId === parentSpanId && link.traceId === traceId) references[0].refType = refType;
    else references.push({ refType, traceID: shortTraceId(link.traceId), spanID: link.spanId });
  }
  return references;
}

function refTypeOf({ attributes }: SpanLink): JaegerReference['refType'] {
  const value = attributes.find(({ key }) => key === 'opentracing.ref_type')?.value;
  return value?.type === 'string' && value.value === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM';
}

function scopeTags({ scope }: Span): JaegerTag[] {
  const tags: JaegerTag[] = [];
  if (scope.name) tags.push({ key: 'otel.scope.name', type: 'string', value: scope.name });
  if (scope.version) tags.push({ key: 'otel.scope.version', type: 'string', value: scope.version });
  return tags;
}

/** Campos do span que a v1 mostra como tags, depois dos atributos. */
function fieldTags(span: Span): JaegerTag[] {
  const tags: JaegerTag[] = [];
  const kind = SPAN_KIND_NAMES[span.kind];
  if (kind) tags.push({ key: 'span.kind', type: 'string', value: kind });
  if (span.status.code === StatusCode.ERROR) {
    tags.push({ key: 'otel.status_code', type: 'string', value: 'ERROR' }, { key: 'error', type: 'bool', value: true });
  } else if (span.status.code === StatusCode.OK) {
    tags.push({ key: 'otel.status_code', type: 'string', value: 'OK' });
  }
  if (span.status.message) tags.push({ key: 'otel.status_description', type: 'string', value: span.status.message });
  if (span.traceState) tags.push({ key: 'w3c.tracestate', type: 'string', value: span.traceState });
  return tags;
}

/** Um atributo `event` já presente vale mais que o nome do evento. */
function eventNameTag(name: string, attributes: readonly Attribute[]): JaegerTag[] {
  if (name === '' || attributes.some(({ key }) => key === 'event')) return [];
  return [{ key: 'event', type: 'string', value: name }];
}

function toTag({ key, value }: Attribute): JaegerTag {
  switch (value.type) {
    case 'bool':
      return { key, type: 'bool', value: value.value };
    case 'int':
      return { key, type: 'int64', value: safeInteger(value.value) };
    case 'double':
      return { key, type: 'float64', value: Number.isFinite(value.value) ? value.value : String(value.value) };
    case 'bytes':
      return { key, type: 'binary', value: attributeText(value) || null };
    default:
      return { key, type: 'string', value: attributeText(value) };
  }
}

/** Acima de 2⁵³−1 um número de JSON perderia dígitos em quem o lê: vai como texto. */
function safeInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
