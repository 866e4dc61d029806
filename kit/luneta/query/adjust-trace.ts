/**
 * Os consertos que o Jaeger aplica a um trace antes de mostrá-lo (os "adjusters" do `jaeger-query` 2.x), como funções
 * puras: o trace que entra não muda. A ordem importa e é a do Jaeger.
 *
 *   repairTrace   o que o Jaeger repara ao receber: nome vazio, duração que não é positiva
 *   adjustTrace   o que ele arruma ao ler: ids repetidos de cliente e servidor, ordem, cópias, desvio de relógio, …
 *
 * Os avisos ficam em inglês, com o texto do Jaeger, porque ferramentas de fora os leem.
 */
import { attributeText, lastValues } from '../store/attribute-text.ts';
import { type Attribute, type Resource, type Span, type SpanEvent, SpanKind, type Trace } from '../store/model.ts';
import { EMPTY_SPAN_NAME, type SpanStore } from '../store/store.ts';
import { clockSkewWarnings } from './clock-skew.ts';
import { dedupeSpans } from './dedupe-spans.ts';
import { formatGoTime } from './go-time.ts';

export interface ReadOptions {
  /** Só os reparos de chegada, como `?raw=true` no Jaeger. */
  raw?: boolean;
  /** Lê no máximo estes spans; o resto é contado em `omittedSpanCount`. */
  maxSpans?: number;
}

/** Lê um trace pronto para mostrar. */
export function readTrace(store: SpanStore, traceId: string, options: ReadOptions = {}): Trace | undefined {
  const stored = store.getTrace(traceId, options.maxSpans);
  if (!stored) return undefined;
  const repaired = repairTrace(stored);
  return options.raw ? repaired : adjustTrace(repaired);
}

/**
 * Cópia rasa de um span. Campo a campo, e não com spread: o spread de um objeto deste tamanho custa várias vezes mais,
 * e um trace pode ter dezenas de milhares de spans.
 */
function copySpan(span: Span): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceState: span.traceState,
    flags: span.flags,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    attributes: span.attributes,
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events,
    droppedEventsCount: span.droppedEventsCount,
    links: span.links,
    droppedLinksCount: span.droppedLinksCount,
    status: span.status,
    resource: span.resource,
    scope: span.scope,
    warnings: span.warnings,
  };
}

/** Nome vazio ganha um nome; fim que não vem depois do início vira início + 1 ns, com aviso; avisos que vieram num atributo saem dele. */
export function repairTrace(trace: Trace): Trace {
  return { ...trace, spans: trace.spans.map(repairSpan) };
}

const MAX_TIME = (1n << 64n) - 1n;

/** Atributo em que o Jaeger leva os avisos sobre um span: a API v3 os mostra nele, e um span exportado de um Jaeger os traz. */
export const WARNINGS_KEY = '@jaeger@warnings';

function repairSpan(received: Span): Span {
  const span = withReceivedWarnings(received);
  const name = span.name === '' ? EMPTY_SPAN_NAME : span.name;
  if (span.endTimeUnixNano > span.startTimeUnixNano) return name === span.name ? span : { ...span, name };
  // Depois do último instante de 64 bits não há outro.
  const endTimeUnixNano = span.startTimeUnixNano < MAX_TIME ? span.startTimeUnixNano + 1n : MAX_TIME;
  const warning =
    'Negative duration detected, sanitizing end timestamp. Original end timestamp: ' +
    `${formatGoTime(span.endTimeUnixNano)}, adjusted to: ${formatGoTime(endTimeUnixNano)}`;
  return { ...span, name, endTimeUnixNano, warnings: [...span.warnings, warning] };
}

function withReceivedWarnings(span: Span): Span {
  const value = span.attributes.find(({ key }) => key === WARNINGS_KEY)?.value;
  if (!value) return span;
  return {
    ...span,
    attributes: span.attributes.filter(({ key }) => key !== WARNINGS_KEY),
    warnings: [...span.warnings, ...(value.type === 'array' ? value.value : [value]).map(attributeText)],
  };
}

export function adjustTrace(trace: Trace): Trace {
  let { spans } = trace;
  spans = separateClientAndServer(spans);
  spans = sortCollections(spans);
  spans = dedupeSpans(spans);
  spans = addWarnings(spans, clockSkewWarnings(spans));
  spans = normalizeIpAttributes(spans);
  spans = moveLibraryAttributes(spans);
  return { ...trace, spans: spans.map(dropInvalidLinks) };
}

/** Clientes do Zipkin usam um id só para as duas pontas da chamada: a ponta SERVER ganha id próprio, filha da CLIENT. */
function separateClientAndServer(spans: Span[]): Span[] {
  const used = new Set(spans.map((span) => span.spanId));
  const clientIds = new Set(spans.filter((span) => span.kind === SpanKind.CLIENT).map((span) => span.spanId));
  const renamed = new Map<string, string>();
  let last = 0n;
  const separated = spans.map((span) => {
    if (span.kind !== SpanKind.SERVER || !clientIds.has(span.spanId)) return span;
    let spanId: string;
    do spanId = (++last).toString(16).padStart(16, '0');
    while (used.has(spanId));
    renamed.set(span.spanId, spanId);
    return { ...span, spanId, parentSpanId: span.spanId };
  });
  if (renamed.size === 0) return spans;
  return separated.map((span) => {
    const parentSpanId = renamed.get(span.parentSpanId);
    return parentSpanId === undefined || parentSpanId === span.spanId ? span : { ...span, parentSpanId };
  });
}

function sortCollections(spans: Span[]): Span[] {
  const resourceOf = perObject((resource: Resource) => ({ ...resource, attributes: lastValues(resource.attributes) }));
  const scopeOf = perObject((scope: Span['scope']) => ({ ...scope, attributes: lastValues(scope.attributes) }));
  return spans.map((span) => {
    const sorted = copySpan(span);
    sorted.resource = resourceOf(span.resource);
    sorted.scope = scopeOf(span.scope);
    sorted.attributes = lastValues(span.attributes);
    if (span.events.length > 0) sorted.events = sortEvents(span.events);
    if (span.links.length > 0) {
      sorted.links = span.links.map((link) => ({ ...link, attributes: lastValues(link.attributes) }));
    }
    return sorted;
  });
}

function sortEvents(events: readonly SpanEvent[]): SpanEvent[] {
  return events
    .map((event) => ({ ...event, attributes: lastValues(event.attributes) }))
    .toSorted((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0));
}

/** Aplica `change` uma vez por objeto, para que spans do mesmo recurso continuem a compartilhá-lo. */
function perObject<T extends object>(change: (value: T) => T): (value: T) => T {
  const done = new Map<T, T>();
  return (value) => {
    let changed = done.get(value);
    if (!changed) done.set(value, (changed = change(value)));
    return changed;
  };
}

function addWarnings(spans: Span[], warnings: Map<number, string[]>): Span[] {
  if (warnings.size === 0) return spans;
  return spans.map((span, i) => {
    const extra = warnings.get(i);
    return extra ? { ...span, warnings: [...span.warnings, ...extra] } : span;
  });
}

/** Atributos em que um número é um endereço IPv4. */
export const IP_KEYS = new Set(['ip', 'peer.ipv4']);

/** Endereços IPv4 que vieram como número viram texto com pontos. */
function normalizeIpAttributes(spans: Span[]): Span[] {
  const resourceOf = perObject((resource: Resource) => {
    const attributes = normalizeAll(resource.attributes);
    return attributes === resource.attributes ? resource : { ...resource, attributes };
  });
  return spans.map((span) => {
    const attributes = normalizeAll(span.attributes);
    const resource = resourceOf(span.resource);
    if (attributes === span.attributes && resource === span.resource) return span;
    return { ...span, attributes, resource };
  });
}

function normalizeAll(attributes: Attribute[]): Attribute[] {
  return attributes.some(({ key }) => IP_KEYS.has(key)) ? attributes.map(normalizeIp) : attributes;
}

function normalizeIp(attribute: Attribute): Attribute {
  const { key, value } = attribute;
  if (!IP_KEYS.has(key)) return attribute;
  if (value.type === 'int') return dottedIp(key, value.value);
  if (value.type === 'double' && Number.isFinite(value.value)) return dottedIp(key, BigInt(Math.trunc(value.value)));
  return attribute;
}

/** Os 32 bits mais baixos de um inteiro, como um endereço. */
function dottedIp(key: string, integer: bigint): Attribute {
  const address = Number(BigInt.asUintN(32, integer));
  const parts = [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
  return { key, value: { type: 'string', value: parts.join('.') } };
}

/** Atributos do SDK, que são do recurso. */
export const LIBRARY_KEYS = new Set([
  'telemetry.sdk.language',
  'telemetry.sdk.name',
  'telemetry.sdk.version',
  'telemetry.distro.name',
  'telemetry.distro.version',
]);

/** Exportadores antigos repetem os atributos do SDK em cada span; o lugar deles é o recurso. */
function moveLibraryAttributes(spans: Span[]): Span[] {
  if (!spans.some((span) => span.attributes.some(({ key }) => LIBRARY_KEYS.has(key)))) return spans;
  const moved = perObject((resource: Resource) => ({ ...resource, attributes: [...resource.attributes] }));
  return spans.map((span) => {
    const resource = moved(span.resource);
    const warnings = [...span.warnings];
    const attributes = span.attributes.filter((attribute) => {
      if (!LIBRARY_KEYS.has(attribute.key)) return true;
      const known = resource.attributes.find(({ key }) => key === attribute.key);
      if (!known) {
        resource.attributes.push(attribute);
        return false;
      }
      const same =
        known.value.type === attribute.value.type && attributeText(known.value) === attributeText(attribute.value);
      if (!same) warnings.push(`conflicting values between Span and Resource for attribute ${attribute.key}`);
      return !same;
    });
    return { ...span, attributes, resource, warnings };
  });
}

/** Um link sem trace não leva a lugar nenhum. */
function dropInvalidLinks(span: Span): Span {
  const links = span.links.filter(({ traceId }) => /[^0]/.test(traceId));
  const dropped = span.links.length - links.length;
  if (dropped === 0) return span;
  return { ...span, links, warnings: [...span.warnings, ...Array<string>(dropped).fill('Invalid span link removed')] };
}
