/**
 * `Batch` do Jaeger → modelo do OTLP. Função pura.
 *
 * Segue o tradutor Thrift do OpenTelemetry Collector (`pkg/translator/jaeger`), que é o do Jaeger 2, com três acréscimos
 * que o tradutor protobuf dele já faz ou fazia: as tags de escopo viram escopo, `w3c.tracestate` vira o trace state,
 * e um log sem `event` ganha nome pelo texto de `message` (o atributo continua lá).
 */
import type { ResourceSpans, Scope, SpanEvent, SpanFields, SpanLink } from '../store/model.ts';
import {
  tagsToAttributes,
  takeKind,
  takeScope,
  takeStatus,
  takeText,
  textOf,
  toAttributeList,
  type AttributeMap,
} from './jaeger-attributes.ts';
import {
  SpanRefType,
  type JaegerBatch,
  type JaegerLog,
  type JaegerProcess,
  type JaegerSpan,
  type JaegerSpanRef,
} from './jaeger-batch.ts';

/** Vazio quando o lote não traz span nenhum. Os bytes de tags binárias apontam para a mensagem decodificada. */
export function jaegerBatchToOtlp(batch: JaegerBatch): ResourceSpans[] {
  const groups = new Map<string, { scope: Scope; spans: SpanFields[] }>();
  for (const jaegerSpan of batch.spans) {
    if (isBlank(jaegerSpan)) continue;
    const attributes = tagsToAttributes(jaegerSpan.tags);
    const { name, version } = takeScope(attributes);
    const key = JSON.stringify([name, version]);
    let group = groups.get(key);
    if (!group) {
      group = { scope: { name, version, attributes: [], droppedAttributesCount: 0 }, spans: [] };
      groups.set(key, group);
    }
    group.spans.push(toSpan(jaegerSpan, attributes));
  }
  if (groups.size === 0) return [];
  const resource = { attributes: toAttributeList(resourceAttributes(batch.process)), droppedAttributesCount: 0 };
  return [{ resource, scopeSpans: [...groups.values()] }];
}

/** O nome do serviço vem primeiro; uma tag `service.name` do processo o substitui. */
function resourceAttributes(process: JaegerProcess): AttributeMap {
  const attributes: AttributeMap = new Map();
  if (process.serviceName !== '') attributes.set('service.name', { type: 'string', value: process.serviceName });
  for (const [key, value] of tagsToAttributes(process.tags)) attributes.set(key, value);

  const hostname = attributes.get('hostname');
  if (hostname && !attributes.has('host.name')) {
    attributes.set('host.name', hostname);
    attributes.delete('hostname');
  }
  const version = attributes.get('jaeger.version');
  if (version && !attributes.has('opencensus.exporterversion')) {
    attributes.set('opencensus.exporterversion', { type: 'string', value: `Jaeger-${textOf(version)}` });
    attributes.delete('jaeger.version');
  }
  return attributes;
}

function toSpan(span: JaegerSpan, attributes: AttributeMap): SpanFields {
  const parentSpanId = inferParent(span);
  const kind = takeKind(attributes);
  const status = takeStatus(attributes, kind);
  const traceState = takeText(attributes, 'w3c.tracestate') ?? '';
  return {
    traceId: traceIdHex(span),
    spanId: hex64(span.spanId),
    parentSpanId: parentSpanId === 0n ? '' : hex64(parentSpanId),
    traceState,
    flags: span.flags & 1, // o bit "sampled" é o único que o OTLP também tem
    name: span.operationName,
    kind,
    startTimeUnixNano: toNanoseconds(span.startTime),
    endTimeUnixNano: toNanoseconds(span.startTime + span.duration),
    attributes: toAttributeList(attributes),
    droppedAttributesCount: 0,
    events: (span.logs ?? []).map(toEvent),
    droppedEventsCount: 0,
    links: (span.references ?? []).filter((reference) => !isParent(reference, parentSpanId)).map(toLink),
    droppedLinksCount: 0,
    status,
  };
}

/** Sem `parentSpanId`, o pai é a primeira referência do mesmo trace: antes CHILD_OF, depois FOLLOWS_FROM. */
function inferParent(span: JaegerSpan): bigint {
  if (span.parentSpanId !== 0n) return span.parentSpanId;
  const sameTrace = (span.references ?? []).filter(
    ({ traceIdHigh, traceIdLow }) => traceIdHigh === span.traceIdHigh && traceIdLow === span.traceIdLow,
  );
  const parent =
    sameTrace.find(({ refType }) => refType === SpanRefType.CHILD_OF) ??
    sameTrace.find(({ refType }) => refType === SpanRefType.FOLLOWS_FROM);
  return parent?.spanId ?? 0n;
}

function isParent(reference: JaegerSpanRef, parentSpanId: bigint): boolean {
  return reference.refType === SpanRefType.CHILD_OF && reference.spanId === parentSpanId;
}

function toLink(reference: JaegerSpanRef): SpanLink {
  const refType = reference.refType === SpanRefType.CHILD_OF ? 'child_of' : 'follows_from';
  return {
    traceId: traceIdHex(reference),
    spanId: hex64(reference.spanId),
    traceState: '',
    attributes: [{ key: 'opentracing.ref_type', value: { type: 'string', value: refType } }],
    droppedAttributesCount: 0,
    flags: 0,
  };
}

function toEvent(log: JaegerLog): SpanEvent {
  const attributes = tagsToAttributes(log.fields);
  const name = takeText(attributes, 'event') ?? textOf(attributes.get('message'));
  return {
    timeUnixNano: toNanoseconds(log.timestamp),
    name,
    attributes: toAttributeList(attributes),
    droppedAttributesCount: 0,
  };
}

/** Um span inteiramente zerado é enchimento, não telemetria: o Jaeger também o descarta. */
function isBlank(span: JaegerSpan): boolean {
  return (
    (span.traceIdLow | span.traceIdHigh | span.spanId | span.parentSpanId | span.startTime | span.duration) === 0n &&
    span.operationName === '' &&
    span.flags === 0 &&
    span.references === undefined &&
    span.tags === undefined &&
    span.logs === undefined
  );
}

function traceIdHex(ids: { traceIdHigh: bigint; traceIdLow: bigint }): string {
  return hex64(ids.traceIdHigh) + hex64(ids.traceIdLow);
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}

/** Em 64 bits sem sinal, com a mesma volta que a soma teria no Jaeger. */
function toNanoseconds(microseconds: bigint): bigint {
  return BigInt.asUintN(64, microseconds * 1000n);
}
