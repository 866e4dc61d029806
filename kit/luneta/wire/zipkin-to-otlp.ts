/**
 * Spans do Zipkin v2 → modelo do OTLP. Função pura.
 *
 * As regras são as do tradutor do OpenTelemetry Collector (`pkg/translator/zipkin`), que é o do Jaeger 2. Onde ele perde
 * o que recebeu, a Luneta guarda; a lista está em `api/deviations.ts`.
 */
import {
  SpanKind,
  StatusCode,
  type ResourceSpans,
  type Scope,
  type SpanEvent,
  type SpanFields,
  type SpanLink,
} from '../store/model.ts';
import { setText, takeText, textAt, toAttributeList, type AttributeMap } from './zipkin-attributes.ts';
import { decodeEvent, decodeLink } from './zipkin-encoded.ts';
import { NO_SERVICE_NAME, RESOURCE_KEYS, SERVICE_NAME_SOURCE } from './zipkin-resource-keys.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-span.ts';
import { microsToNanos } from './zipkin-values.ts';

/** Marca um span que chegou sem tempo: o início e o fim são invenção. */
export const START_TIME_ABSENT = 'otel.zipkin.absentField.startTime';

/** Mais links que isto o Collector não procura. */
const MAX_LINKS = 128;

const KINDS = new Map<string, number>([
  ['CLIENT', SpanKind.CLIENT],
  ['SERVER', SpanKind.SERVER],
  ['PRODUCER', SpanKind.PRODUCER],
  ['CONSUMER', SpanKind.CONSUMER],
]);

/** Os nomes de `otel.status_code`: os da especificação, os do Collector e os que ele já usou. */
const STATUS_CODES = new Map<string, number>(
  (['UNSET', 'OK', 'ERROR'] as const).flatMap((name) => [
    [name, StatusCode[name]],
    [`STATUS_CODE_${name}`, StatusCode[name]],
    [name[0] + name.slice(1).toLowerCase(), StatusCode[name]],
  ]),
);

/**
 * Spans do mesmo recurso e escopo ficam juntos, na ordem em que o primeiro deles chegou.
 * @throws WireError se um tempo não cabe em nanossegundos.
 */
export function zipkinSpansToOtlp(spans: readonly ZipkinSpan[]): ResourceSpans[] {
  const resources = new Map<string, { group: ResourceSpans; scopes: Map<string, SpanFields[]> }>();
  for (const span of spans) {
    const tags: AttributeMap = new Map();
    for (const [key, value] of span.tags) setText(tags, key, value);
    const resource = toAttributeList(takeResource(tags, span.localEndpoint));
    const scope = takeScope(tags);

    const resourceKey = JSON.stringify(resource);
    let known = resources.get(resourceKey);
    if (!known) {
      const group = { resource: { attributes: resource, droppedAttributesCount: 0 }, scopeSpans: [] };
      resources.set(resourceKey, (known = { group, scopes: new Map() }));
    }
    const scopeKey = JSON.stringify([scope.name, scope.version]);
    let sameScope = known.scopes.get(scopeKey);
    if (!sameScope) {
      known.scopes.set(scopeKey, (sameScope = []));
      known.group.scopeSpans.push({ scope, spans: sameScope });
    }
    sameScope.push(toSpan(span, tags));
  }
  return Array.from(resources.values(), ({ group }) => group);
}

/** Retira das tags o que é do recurso. Uma tag `service.name` vence o nome do `localEndpoint`. */
function takeResource(tags: AttributeMap, local: ZipkinEndpoint | undefined): AttributeMap {
  const resource: AttributeMap = new Map();
  const source = takeText(tags, SERVICE_NAME_SOURCE) || 'service.name';
  if (local && local.serviceName !== '' && local.serviceName !== NO_SERVICE_NAME) {
    setText(resource, source, local.serviceName);
  }
  for (const [key, value] of tags) {
    if (!RESOURCE_KEYS.has(key)) continue;
    resource.set(key, value);
    tags.delete(key);
  }
  return resource;
}

/** `otel.library.*` é o nome antigo de `otel.scope.*`; exporters mandam os dois. */
function takeScope(tags: AttributeMap): Scope {
  const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };
  for (const prefix of ['otel.library', 'otel.scope']) {
    if (tags.has(`${prefix}.name`)) scope.name = takeText(tags, `${prefix}.name`);
    if (tags.has(`${prefix}.version`)) scope.version = takeText(tags, `${prefix}.version`);
  }
  return scope;
}

function toSpan(span: ZipkinSpan, tags: AttributeMap): SpanFields {
  const startTimeUnixNano = microsToNanos(span.timestamp ?? 0n, 'timestamp');
  const traceState = takeText(tags, 'w3c.tracestate');
  const kind = takeKind(span.kind, tags);
  const status = takeStatus(tags);
  const links = takeLinks(tags);
  setEndpoint(tags, 'net.host', span.localEndpoint);
  if (span.remoteEndpoint?.serviceName) {
    setText(tags, 'peer.service', span.remoteEndpoint.serviceName);
  }
  setEndpoint(tags, 'net.peer', span.remoteEndpoint);
  if (span.timestamp === undefined) tags.set(START_TIME_ABSENT, { type: 'bool', value: true });
  return {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId: span.parentId === span.id ? '' : span.parentId,
    traceState,
    flags: 0,
    name: span.name,
    kind,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + microsToNanos(span.duration, 'duration'),
    attributes: toAttributeList(tags),
    droppedAttributesCount: 0,
    events: span.annotations.map(toEvent),
    droppedEventsCount: 0,
    links,
    droppedLinksCount: 0,
    status,
  };
}

/** O Zipkin não tem o tipo INTERNAL: exporters do OpenTelemetry o escrevem numa tag. */
function takeKind(kind: string, tags: AttributeMap): number {
  const known = KINDS.get(kind);
  if (known !== undefined) return known;
  if (textAt(tags, 'span.kind') !== 'internal') return SpanKind.UNSPECIFIED;
  tags.delete('span.kind');
  return SpanKind.INTERNAL;
}

/** No Zipkin basta a tag `error` existir para o span ser um erro; o texto dela, quando diz algo, continua nas tags. */
function takeStatus(tags: AttributeMap): { code: number; message: string } {
  let status: { code: number; message: string } = { code: StatusCode.UNSET, message: '' };
  const code = STATUS_CODES.get(textAt(tags, 'otel.status_code'));
  if (code !== undefined) {
    tags.delete('otel.status_code');
    status = { code, message: takeText(tags, 'otel.status_description') };
  }
  if (!tags.has('error')) return status;
  if (textAt(tags, 'error') === 'true') tags.delete('error');
  return { code: StatusCode.ERROR, message: status.message };
}

function takeLinks(tags: AttributeMap): SpanLink[] {
  const links: SpanLink[] = [];
  for (let i = 0; i < MAX_LINKS; i++) {
    const key = `otlp.link.${i}`;
    if (!tags.has(key)) break;
    const link = decodeLink(textAt(tags, key));
    if (!link) continue;
    links.push(link);
    tags.delete(key);
  }
  return links;
}

/** Com os dois endereços, o IPv6 vence, como no Collector. */
function setEndpoint(tags: AttributeMap, prefix: 'net.host' | 'net.peer', endpoint: ZipkinEndpoint | undefined): void {
  if (!endpoint) return;
  const address = endpoint.ipv6 || endpoint.ipv4;
  if (address !== '') setText(tags, `${prefix}.ip`, address);
  if (endpoint.port > 0) tags.set(`${prefix}.port`, { type: 'int', value: BigInt(endpoint.port) });
}

function toEvent({ timestamp, value }: ZipkinAnnotation): SpanEvent {
  const timeUnixNano = microsToNanos(timestamp, 'annotation.timestamp');
  const encoded = decodeEvent(value) ?? { name: value, attributes: [], droppedAttributesCount: 0 };
  return { timeUnixNano, ...encoded };
}
