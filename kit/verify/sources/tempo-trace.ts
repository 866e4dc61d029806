/**
 * Um trace como o Tempo o escreve: o JSON do OTLP, que mudou de versão para versão. Os ids vêm em base64 ou em
 * hexadecimal, os enums por nome ou por número, e as listas com o nome que tinham quando aquela versão saiu.
 */
import { fieldsOf } from '../../read-answer.ts';
import {
  type Attributes,
  type ObservedEvent,
  type ObservedLink,
  type ObservedSpan,
  SPAN_KINDS,
  splitResource,
  STATUS_CODES,
  toAttributes,
} from '../span.ts';
import { type Fields, type Json, listOf } from './api-json.ts';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/**
 * O que não tem a forma de um span é deixado de lado.
 * @param answer A resposta a um trace por id: a da v2 traz o trace em `trace`; a da v1 é o próprio trace.
 */
export function readTempoTrace(answer: Fields): ObservedSpan[] {
  const trace = 'trace' in answer ? fieldsOf(answer.trace) : answer;
  return listOf(trace.resourceSpans ?? trace.batches).flatMap(({ resource, ...rest }) => {
    const owner = splitResource(attributesOf(fieldsOf(resource)));
    return listOf(rest.scopeSpans ?? rest.instrumentationLibrarySpans).flatMap(({ spans, ...group }) => {
      const { name } = fieldsOf(group.scope ?? group.instrumentationLibrary);
      const scope = textOf(name);
      return listOf(spans).flatMap((span): ObservedSpan[] => toSpan(span, { ...owner, scope }));
    });
  });
}

function toSpan(span: Fields, owner: Pick<ObservedSpan, 'service' | 'resource' | 'scope'>): ObservedSpan[] {
  const traceId = hexOf(span.traceId, TRACE_ID_BYTES);
  const spanId = hexOf(span.spanId, SPAN_ID_BYTES);
  if (traceId === '' || spanId === '') return [];
  const parentSpanId = hexOf(span.parentSpanId, SPAN_ID_BYTES);
  const { code, message } = fieldsOf(span.status);
  const startNs = nanosOf(span.startTimeUnixNano);
  const durationNs = nanosOf(span.endTimeUnixNano) - startNs;
  return [
    {
      traceId,
      spanId,
      ...(parentSpanId !== '' && { parentSpanId }),
      name: textOf(span.name),
      kind: enumOf(span.kind, ['UNSPECIFIED', ...SPAN_KINDS], 'SPAN_KIND_') ?? 'INTERNAL',
      status: {
        code: enumOf(code, STATUS_CODES, 'STATUS_CODE_') ?? 'UNSET',
        ...(typeof message === 'string' && message !== '' && { message }),
      },
      attributes: attributesOf(span),
      events: listOf(span.events).map(toEvent),
      links: listOf(span.links).map(toLink),
      ...owner,
      startUs: microsOf(startNs),
      durationUs: Math.max(0, microsOf(durationNs)),
      source: 'backend',
    },
  ];
}

function toEvent(event: Fields): ObservedEvent {
  return {
    name: textOf(event.name),
    attributes: attributesOf(event),
    timeUs: microsOf(nanosOf(event.timeUnixNano)),
  };
}

function toLink(link: Fields): ObservedLink {
  return {
    traceId: hexOf(link.traceId, TRACE_ID_BYTES),
    spanId: hexOf(link.spanId, SPAN_ID_BYTES),
    attributes: attributesOf(link),
  };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : '';
}

/** Em hexadecimal; vazio se não é um id. O comprimento diz em que base ele veio. */
function hexOf(value: Json, bytes: number): string {
  const text = textOf(value);
  const id = text.length === bytes * 2 ? text.toLowerCase() : Buffer.from(text, 'base64').toString('hex');
  // O id zerado é o de quem não tem id: assim um span raiz diz que não tem pai.
  return id.length === bytes * 2 && /^[\da-f]*[1-9a-f][\da-f]*$/.test(id) ? id : '';
}

/** @param names Na ordem dos números do OTLP; `UNSPECIFIED` é como não ter vindo. */
function enumOf<Name extends string>(
  value: Json,
  names: readonly (Name | 'UNSPECIFIED')[],
  prefix: string,
): Name | undefined {
  const name = typeof value === 'number' ? names[value] : names.find((known) => prefix + known === value);
  return name === 'UNSPECIFIED' ? undefined : name;
}

/** Com 64 bits, que um número não guarda inteiros; zero se não veio. */
function nanosOf(value: Json): bigint {
  const text = String(value);
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

/** Trunca, como a API do Jaeger. */
function microsOf(nanos: bigint): number {
  return Number(nanos / 1000n);
}

function attributesOf({ attributes }: Fields): Attributes {
  return toAttributes(toObject(attributes));
}

function toObject(pairs: Json): Record<string, Json> {
  return Object.fromEntries(listOf(pairs).map(({ key, value }) => [textOf(key), toValue(fieldsOf(value))]));
}

/** O valor de um atributo do OTLP; `undefined` se não há nenhum. */
function toValue(value: Fields): Json {
  // Um inteiro tem 64 bits, e por isso vem como texto; NaN e infinito também.
  if ('intValue' in value) return Number(value.intValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('arrayValue' in value) return listOf(fieldsOf(value.arrayValue).values).map(toValue);
  if ('kvlistValue' in value) return toObject(fieldsOf(value.kvlistValue).values);
  return value.stringValue ?? value.boolValue ?? value.bytesValue;
}
