/**
 * Spans do Zipkin v1 → modelo do OTLP. Função pura; as regras são as do tradutor do OpenTelemetry Collector
 * (`pkg/translator/zipkin/zipkinv1`), que é o do Jaeger 2.
 *
 *   cs, cr → CLIENT    sr, ss → SERVER    ms → PRODUCER    mr → CONSUMER    o resto vira evento
 */
import { SpanKind, type Attribute, type ResourceSpans, type SpanFields } from '../store/model.ts';
import { ZIPKIN_UNKNOWN_SERVICE } from '../store/service-name.ts';
import { setText, toAttributeList, type AttributeMap } from './zipkin-attributes.ts';
import type { ZipkinEndpoint } from './zipkin-span.ts';
import { START_TIME_ABSENT } from './zipkin-to-otlp.ts';
import type { ZipkinV1Annotation, ZipkinV1BinaryAnnotation, ZipkinV1Span } from './zipkin-v1-span.ts';
import { takeZipkinV1Status } from './zipkin-v1-status.ts';
import { microsToNanos } from './zipkin-values.ts';

const KINDS = new Map<string, number>([
  ['cs', SpanKind.CLIENT],
  ['cr', SpanKind.CLIENT],
  ['sr', SpanKind.SERVER],
  ['ss', SpanKind.SERVER],
  ['ms', SpanKind.PRODUCER],
  ['mr', SpanKind.CONSUMER],
]);

/**
 * Spans do mesmo endpoint ficam juntos, na ordem em que o primeiro deles chegou.
 * @param nowUnixNano O tempo dos spans que não trazem nenhum.
 * @throws WireError se um tempo não cabe em nanossegundos.
 */
export function zipkinV1SpansToOtlp(spans: readonly ZipkinV1Span[], nowUnixNano: bigint): ResourceSpans[] {
  const groups = new Map<string, { attributes: Attribute[]; spans: SpanFields[] }>();
  for (const span of spans) {
    const attributes = toAttributeList(endpointAttributes(localEndpoint(span)));
    const key = JSON.stringify(attributes);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { attributes, spans: [] }));
    group.spans.push(toSpan(span, nowUnixNano));
  }
  const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };
  return Array.from(groups.values(), (group) => ({
    resource: { attributes: group.attributes, droppedAttributesCount: 0 },
    scopeSpans: [{ scope, spans: group.spans }],
  }));
}

/**
 * Quem emitiu o span: o endpoint da primeira anotação de tipo que diz o nome do serviço. Sem nenhuma, só o nome, da
 * última `binaryAnnotation` que o diz, ou o componente local (`lc`).
 */
function localEndpoint({ annotations, binaryAnnotations }: ZipkinV1Span): ZipkinEndpoint {
  const named = annotations.find(({ value, endpoint }) => KINDS.has(value) && endpoint?.serviceName);
  if (named?.endpoint) return named.endpoint;
  const fallback = binaryAnnotations.findLast(({ endpoint }) => endpoint?.serviceName)?.endpoint?.serviceName;
  const component = binaryAnnotations.findLast(({ key }) => key === 'lc')?.value;
  const componentName = component?.type === 'string' ? component.value : '';
  return { serviceName: fallback || componentName || ZIPKIN_UNKNOWN_SERVICE, ipv4: '', ipv6: '', port: 0 };
}

function endpointAttributes({ serviceName, ipv4, ipv6, port }: ZipkinEndpoint): AttributeMap {
  const attributes: AttributeMap = new Map();
  setText(attributes, 'service.name', serviceName);
  if (ipv4 !== '') setText(attributes, 'ipv4', ipv4);
  if (ipv6 !== '') setText(attributes, 'ipv6', ipv6);
  if (port !== 0) setText(attributes, 'port', String(port));
  return attributes;
}

function toSpan(span: ZipkinV1Span, nowUnixNano: bigint): SpanFields {
  const annotations = span.annotations.filter(({ value }) => value !== '');
  const kind = annotations.find(({ value }) => KINDS.has(value))?.value ?? '';
  const attributes = toAttributes(span.binaryAnnotations);
  const status = takeZipkinV1Status(attributes);
  let [startTimeUnixNano, endTimeUnixNano] = timesOf(span, annotations);
  if (startTimeUnixNano === 0n) {
    startTimeUnixNano = endTimeUnixNano = nowUnixNano;
    attributes.set(START_TIME_ABSENT, { type: 'bool', value: true });
  }
  return {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId: span.parentId,
    traceState: '',
    flags: 0,
    name: span.name,
    kind: KINDS.get(kind) ?? SpanKind.UNSPECIFIED,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes: toAttributeList(attributes),
    droppedAttributesCount: 0,
    events: annotations.filter(({ value }) => !KINDS.has(value)).map(toEvent),
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status,
  };
}

function toAttributes(binaryAnnotations: readonly ZipkinV1BinaryAnnotation[]): AttributeMap {
  const attributes: AttributeMap = new Map();
  for (const { key, value } of binaryAnnotations) attributes.set(key === 'lc' ? 'component' : key, value);
  return attributes;
}

/** Início e fim: os do span; sem eles, a primeira e a última anotação. */
function timesOf(span: ZipkinV1Span, annotations: readonly ZipkinV1Annotation[]): [start: bigint, end: bigint] {
  if (span.timestamp !== 0n) {
    return [toNanos(span.timestamp, 'timestamp'), toNanos(span.timestamp + span.duration, 'timestamp + duration')];
  }
  let [first, last] = [0n, 0n];
  annotations.forEach(({ timestamp }, i) => {
    if (i === 0 || timestamp < first) first = timestamp;
    if (i === 0 || timestamp > last) last = timestamp;
  });
  return [toNanos(first, 'annotation.timestamp'), toNanos(last, 'annotation.timestamp')];
}

function toEvent({ timestamp, value }: ZipkinV1Annotation): SpanFields['events'][number] {
  const timeUnixNano = toNanos(timestamp, 'annotation.timestamp');
  return { timeUnixNano, name: value, attributes: [], droppedAttributesCount: 0 };
}

function toNanos(micros: bigint, name: string): bigint {
  return micros > 0n ? microsToNanos(micros, name) : 0n;
}
