/** Um span como foi visto, venha de onde vier: as palavras são as do OpenTelemetry. */
import type { Capability } from './capabilities.ts';

export type Scalar = string | number | boolean;
/** O que não se conseguiu ler fica como foi escrito: `... 3 more items`, ou `UNREAD_LIST`. */
export type AttributeValue = Scalar | readonly Scalar[];
/** Como o `inspect` escreve uma lista que está fundo demais. */
export const UNREAD_LIST = '[Array]';
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Na ordem dos números do `SpanKind` da API JavaScript. */
export const SPAN_KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Na ordem dos números do `SpanStatusCode`. */
export const STATUS_CODES = ['UNSET', 'OK', 'ERROR'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

export interface ObservedEvent {
  name: string;
  attributes: Attributes;
  /** Microssegundos Unix. */
  timeUs: number;
}

export interface ObservedLink {
  traceId: string;
  spanId: string;
  /** A API do Jaeger não os guarda: de lá vêm sempre vazios. */
  attributes: Attributes;
}

export interface ObservedSpan {
  /** 32 dígitos hexadecimais. */
  traceId: string;
  /** 16 dígitos hexadecimais. */
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: SpanKind;
  status: { code: StatusCode; message?: string };
  attributes: Attributes;
  events: readonly ObservedEvent[];
  links: readonly ObservedLink[];
  /** `service.name` do recurso. */
  service: string;
  /** Os outros atributos do recurso. */
  resource: Attributes;
  /** Nome do escopo de instrumentação (o do tracer). */
  scope: string;
  /** Microssegundos Unix. */
  startUs: number;
  durationUs: number;
  source: 'stdout' | 'backend';
  /** Onde ver o trace; só o backend tem. */
  url?: string;
  /** O que não se vê dele, pelo caminho que fez; ausente, vê-se tudo. */
  hidden?: ReadonlySet<Capability>;
  /** Chaves que o caminho pode ter tirado dos atributos, posto neles ou trocado: delas nada se sabe. */
  unreadKeys?: ReadonlySet<string>;
}

/** O nome que o SDK dá a um serviço sem nome. */
export const UNKNOWN_SERVICE = 'unknown_service';

/** Só uma chave própria é atributo: `constructor` não é, a menos que alguém o tenha escrito. */
export function attributeOf(attributes: Attributes, key: string): AttributeValue | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

/**
 * Um valor lido de fora, no que um atributo pode ser. Sem valor (`null`, `undefined`), não há atributo; o que não cabe
 * fica como texto.
 */
export function toAttributeValue(value: unknown): AttributeValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.filter((item) => item !== undefined && item !== null).map(toScalar);
  return toScalar(value);
}

export function toAttributes(value: unknown): Attributes {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).map(([key, item]) => [key, toAttributeValue(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as Attributes;
}

function toScalar(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // Uma função ou um símbolo não têm forma em JSON.
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
}

/** O recurso de um span, separado do nome do serviço. */
export function splitResource(attributes: Attributes): Pick<ObservedSpan, 'service' | 'resource'> {
  const { 'service.name': service = UNKNOWN_SERVICE, ...resource } = attributes;
  return { service: String(service), resource };
}
