/**
 * Um span como o Zipkin o guarda, de volta às palavras do OpenTelemetry. Ele chega por um de dois caminhos, e cada um perde
 * coisas diferentes: o exporter `zipkin` do Collector, que escreve quase tudo em tags, e o `ZipkinExporter` do SDK.
 */
import { fieldsOf } from '../../read-answer.ts';
import { type Capability, folded, hiddenBy } from '../capabilities.ts';
import {
  type AttributeValue,
  type ObservedEvent,
  type ObservedLink,
  type ObservedSpan,
  SPAN_KINDS,
  STATUS_CODES,
  toAttributes,
  UNKNOWN_SERVICE,
} from '../span.ts';
import { type Fields, idOf, type Json, listOf, parseJson, toList } from './api-json.ts';
import { isResourceKey } from './resource-keys.ts';

/** Pelo exporter do Collector. */
export const COLLECTOR_SHOWS: readonly Capability[] = [
  'attribute_lists',
  'scope',
  'links',
  'event_attributes',
  'event_lists',
];
/** Pelo do SDK: sem links, e dos eventos, só os nomes. */
export const EXPORTER_SHOWS: readonly Capability[] = ['service_case'];
const COLLECTOR_HIDES = hiddenBy(COLLECTOR_SHOWS);
const NO_SCOPE_HIDES = new Set<Capability>([...COLLECTOR_HIDES, 'scope']);
const EXPORTER_HIDES = hiddenBy(EXPORTER_SHOWS);

/** O que os dois caminhos fazem dos campos do span: não são atributos. */
const FIELD_TAGS = [
  'otel.scope.version',
  'otel.library.version',
  'span.kind',
  'w3c.tracestate',
  'otlp.service.name.source',
  'otel.dropped_attributes_count',
  'otel.dropped_events_count',
  'otel.dropped_links_count',
];
/** O Collector os tira dos atributos: viram as pontas da chamada, e `error` é o status. */
const COLLECTOR_UNREAD = [
  'error',
  'service.peer.name',
  'peer.service',
  'network.local.address',
  'network.peer.address',
  'net.host.ip',
  'net.host.port',
  'net.peer.ip',
  'net.peer.port',
];
/** O nome que o Collector dá a um serviço sem nome. */
const COLLECTOR_UNKNOWN_SERVICE = 'otlpresourcenoservicename';

type Tags = Map<string, string>;
/** O que depende do caminho. */
type ByRoad = Pick<ObservedSpan, 'service' | 'scope' | 'status' | 'events' | 'links' | 'hidden'> & {
  unread: readonly string[];
};

/** @returns `undefined` se não tem a forma da API. */
export function toSpan(span: Fields, urlOf: (traceId: string) => string): ObservedSpan | undefined {
  const traceId = idOf(span.traceId, 32);
  const spanId = idOf(span.id, 16);
  if (traceId === '' || spanId === '') return undefined;

  const tags: Tags = new Map(
    Object.entries(fieldsOf(span.tags)).filter((tag): tag is [string, string] => typeof tag[1] === 'string'),
  );
  const scope = take(tags, 'otel.scope.name') ?? take(tags, 'otel.library.name');
  tags.delete('otel.library.name');
  for (const key of FIELD_TAGS) tags.delete(key);
  // Só o SDK, que não escreve o escopo, deixa o nome do serviço entre as tags.
  const isExported = scope === undefined && tags.has('service.name');
  const { unread, ...fields } = isExported ? readExported(span, tags) : readCollected(span, tags, scope);

  const values = [...tags].map(([key, text]) => [key, isExported ? text : toList(text)] as const);
  const pick = (wanted: boolean): Record<string, AttributeValue> =>
    Object.fromEntries(values.filter(([key]) => isResourceKey(key) === wanted));
  const kind = String(span.kind);
  return {
    traceId,
    spanId,
    ...(typeof span.parentId === 'string' && { parentSpanId: idOf(span.parentId, 16) }),
    name: typeof span.name === 'string' ? span.name : '',
    // Quem tem outro kind o diz.
    kind: SPAN_KINDS.find((known) => known === kind) ?? 'INTERNAL',
    attributes: pick(false),
    resource: pick(true),
    startUs: Number(span.timestamp) || 0,
    durationUs: Number(span.duration) || 0,
    source: 'backend',
    url: urlOf(traceId),
    unreadKeys: new Set(unread),
    ...fields,
  };
}

function readCollected(span: Fields, tags: Tags, scope: string | undefined): ByRoad {
  const code = codeOf(tags);
  const message = take(tags, 'otel.status_description');
  const linkKeys = [...tags.keys()].filter((key) => LINK_KEY.test(key));
  const links = linkKeys.map((key) => toLink(tags.get(key) ?? ''));
  for (const key of [...COLLECTOR_UNREAD, ...linkKeys]) tags.delete(key);
  const name = endpointName(span);
  return {
    service: name === undefined || name === COLLECTOR_UNKNOWN_SERVICE ? UNKNOWN_SERVICE : name,
    scope: scope ?? '',
    status: { code, ...(message !== undefined && { message }) },
    events: listOf(span.annotations).map(toEvent),
    links: links.filter((link) => link !== undefined),
    hidden: scope === undefined ? NO_SCOPE_HIDES : COLLECTOR_HIDES,
    unread: [...COLLECTOR_UNREAD, ...takeCopies(tags)],
  };
}

function readExported(span: Fields, tags: Tags): ByRoad {
  const code = codeOf(tags);
  // A mensagem ocupa o lugar de um atributo `error`, se havia um.
  const message = code === 'ERROR' ? take(tags, 'error') : undefined;
  const service = take(tags, 'service.name') ?? UNKNOWN_SERVICE;
  const name = endpointName(span);
  // O SDK põe aqui o `service.name` do span, se há um; igual ao do recurso, não se distingue dele.
  if (name !== undefined && name !== folded(service)) tags.set('service.name', name);
  return {
    service,
    scope: '',
    status: { code, ...(message !== undefined && { message }) },
    events: listOf(span.annotations).map(toBareEvent),
    links: [],
    hidden: EXPORTER_HIDES,
    unread: [...(code === 'ERROR' ? ['error'] : []), ...(tags.has('service.name') ? [] : ['service.name'])],
  };
}

function take(tags: Tags, key: string): string | undefined {
  const value = tags.get(key);
  tags.delete(key);
  return value;
}

/** Com o nome antigo, o Collector repete o atributo novo: não foi o programa que o escreveu, ou foi, e não se sabe. */
function takeCopies(tags: Tags): string[] {
  const isCopy = tags.has('http.status_code') && tags.get('http.status_code') === tags.get('http.response.status_code');
  if (isCopy) tags.delete('http.status_code');
  return isCopy ? ['http.status_code'] : [];
}

function codeOf(tags: Tags): ObservedSpan['status']['code'] {
  const code = take(tags, 'otel.status_code')?.replace('STATUS_CODE_', '');
  return STATUS_CODES.find((known) => known === code) ?? 'UNSET';
}

function endpointName(span: Fields): string | undefined {
  const { serviceName } = fieldsOf(span.localEndpoint);
  return typeof serviceName === 'string' && serviceName !== '' ? serviceName : undefined;
}

function toBareEvent({ value, timestamp }: Fields): ObservedEvent {
  return { name: String(value ?? ''), attributes: {}, timeUs: Number(timestamp) || 0 };
}

/** O nome, os atributos em JSON e quantos se perderam; sem atributos, só o nome. */
const EVENT = /^(.*?)\|(\{.*\})\|\d+$/s;

function toEvent(annotation: Fields): ObservedEvent {
  const bare = toBareEvent(annotation);
  const [, name, json] = EVENT.exec(bare.name) ?? [];
  const attributes: Json = json === undefined ? undefined : parseJson(json);
  return attributes === undefined ? bare : { ...bare, name, attributes: toAttributes(attributes) };
}

const LINK_KEY = /^otlp\.link\.\d+$/;
/** Os ids, o tracestate, os atributos em JSON e quantos se perderam. */
const LINK = /^([\da-f]{32})\|([\da-f]{16})\|[^|]*\|(\{.*\})\|\d+$/s;

function toLink(text: string): ObservedLink | undefined {
  const [, traceId, spanId, json] = LINK.exec(text) ?? [];
  return traceId === undefined ? undefined : { traceId, spanId, attributes: toAttributes(parseJson(json)) };
}
