/**
 * Caminho rápido da API v3: um trace comum (`ordinary-spans.ts`), dos bytes guardados ao OTLP/JSON.
 *
 * Contrato: o que sai são, byte a byte, os itens de `JSON.stringify(toResourceSpans([readTrace(…)]))`, sem os colchetes.
 * Um teste de propriedade confere.
 */
import { lastValues } from '../store/attribute-text.ts';
import type { Resource, Scope } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { wholeMicroseconds } from '../store/unix-time.ts';
import { ValueType } from '../wire/key-value-table.ts';
import { decodeValue } from '../wire/otlp-decode.ts';
import { readVarint64 } from '../wire/protobuf-reader.ts';
import type { JsonBuffer } from './json-buffer.ts';
import {
  type AttributeFormat,
  createKeyPrefixes,
  type OrdinarySpan,
  readShortInteger,
  writeAttributes,
  writeEvents,
  writeOrdinarySpans,
} from './ordinary-spans.ts';
import { toAnyValue, toResource, toScope } from './otlp-json-model.ts';

/** Os tipos que não passam pelo modelo. */
const VALUE_STARTS = new Map<number, string>([
  [ValueType.STRING, '{"stringValue":'],
  [ValueType.BOOL, '{"boolValue":'],
  [ValueType.INT, '{"intValue":"'],
]);

const FORMAT: AttributeFormat = {
  prefixes: createKeyPrefixes((key, type) => {
    const start = key === '""' ? '{' : `{"key":${key},`;
    return `${start}"value":${VALUE_STARTS.get(type) ?? ''}`;
  }),
  writeValue,
};

/** Os textos fixos de um recurso e de um escopo, feitos uma vez por objeto (que vive enquanto estiver decodificado). */
const resourceStarts = new WeakMap<Resource, Buffer>();
const scopeStarts = new WeakMap<Scope, Buffer>();

/** Escreve o trace em `out`; `false` se ele não existe ou não é comum (e então nada fica escrito). */
export function writeOrdinaryResourceSpans(store: SpanStore, traceId: string, out: JsonBuffer): boolean {
  const spanStart = Buffer.from(`{"traceId":"${traceId}","spanId":`);
  let resource: Resource | undefined;
  let scope: Scope | undefined;
  const written = writeOrdinarySpans(store, traceId, out, (span) => {
    // Só vizinhos dividem um grupo, como no modelo.
    const sameResource = span.resource === resource;
    if (sameResource && span.scope === scope) out.ascii(',');
    else {
      if (sameResource) out.ascii(']},');
      else {
        out.ascii(span.isFirst ? '' : ']}]},');
        out.raw(startOfResource(span.resource));
      }
      out.raw(startOfScope(span.scope));
      ({ resource, scope } = span);
    }
    return writeSpan(span, spanStart, out);
  });
  if (written) out.ascii(']}]}');
  return written;
}

function startOfResource(resource: Resource): Buffer {
  let start = resourceStarts.get(resource);
  if (!start) {
    start = Buffer.from(`{"resource":${JSON.stringify(toResource(resource))},"scopeSpans":[`);
    resourceStarts.set(resource, start);
  }
  return start;
}

function startOfScope(scope: Scope): Buffer {
  let start = scopeStarts.get(scope);
  if (!start) {
    const sorted = { ...scope, attributes: lastValues(scope.attributes) };
    start = Buffer.from(`{"scope":${JSON.stringify(toScope(sorted))},"spans":[`);
    scopeStarts.set(scope, start);
  }
  return start;
}

function writeSpan(span: OrdinarySpan, spanStart: Buffer, out: JsonBuffer): boolean {
  const { bytes, reader, parentAt } = span;
  out.raw(spanStart);
  out.quotedHex(bytes, reader.spanIdAt, reader.spanIdAt + 8);
  writeText(',"traceState":', bytes, reader.traceStateStart, reader.traceStateEnd, out);
  if (parentAt >= 0) {
    out.ascii(',"parentSpanId":');
    out.quotedHex(bytes, parentAt, parentAt + 8);
  }
  writeCount(',"flags":', reader.flags, out);
  writeText(',"name":', bytes, reader.nameStart, reader.nameEnd, out);
  writeCount(',"kind":', reader.kind, out);
  if (reader.startLow > 0 || reader.startHigh > 0) {
    out.ascii(',"startTimeUnixNano":');
    writeTime(reader.startLow, reader.startHigh, out);
  }
  out.ascii(',"endTimeUnixNano":');
  writeTime(reader.endLow, reader.endHigh, out);
  if (!writeAttributeList(span, reader.attributes, 0, reader.attributes.count, out)) return false;
  writeCount(',"droppedAttributesCount":', reader.droppedAttributesCount, out);
  if (reader.events.length > 0 && !writeEventList(span, out)) return false;
  writeCount(',"droppedEventsCount":', reader.droppedEventsCount, out);
  writeCount(',"droppedLinksCount":', reader.droppedLinksCount, out);
  out.ascii(',"status":{');
  const before = out.length;
  writeText('"message":', bytes, reader.statusMessageStart, reader.statusMessageEnd, out);
  writeCount(out.length > before ? ',"code":' : '"code":', reader.statusCode, out);
  out.ascii('}}');
  return true;
}

function writeAttributeList(
  { bytes }: OrdinarySpan,
  table: OrdinarySpan['reader']['attributes'],
  from: number,
  to: number,
  out: JsonBuffer,
): boolean {
  if (from === to) return true;
  out.ascii(',"attributes":[');
  const written = writeAttributes(bytes, table, from, to, out.length, FORMAT, out);
  out.ascii(']');
  return written;
}

function writeEventList(span: OrdinarySpan, out: JsonBuffer): boolean {
  const { bytes, reader } = span;
  out.ascii(',"events":[');
  const written = writeEvents(span, out, (event) => {
    // Sem tempo ou sem nome o objeto começaria por uma vírgula: quase nunca acontece, e o modelo cuida.
    if (event.timeLow === 0 && event.timeHigh === 0) return false;
    out.ascii('{"timeUnixNano":');
    writeTime(event.timeLow, event.timeHigh, out);
    writeText(',"name":', bytes, event.textStart, event.textEnd, out);
    if (!writeAttributeList(span, reader.itemAttributes, event.attributesFrom, event.attributesTo, out)) return false;
    writeCount(',"droppedAttributesCount":', event.droppedAttributesCount, out);
    out.ascii('}');
    return true;
  });
  out.ascii(']');
  return written;
}

/** Um campo de texto, se não está vazio. */
function writeText(prefix: string, bytes: Buffer, start: number, end: number, out: JsonBuffer): void {
  if (start === end) return;
  out.ascii(prefix);
  out.quoted(bytes, start, end);
}

/** Um campo inteiro, se não é zero. */
function writeCount(prefix: string, count: number, out: JsonBuffer): void {
  if (count === 0) return;
  out.ascii(prefix);
  out.number(count);
}

/** Nanossegundos como texto decimal: os microssegundos e mais três dígitos, sem um `bigint` por tempo. */
function writeTime(low: number, high: number, out: JsonBuffer): void {
  const microseconds = wholeMicroseconds(low, high);
  const rest = (high * 296 + low) % 1000;
  out.ascii('"');
  if (microseconds > 0) out.integer(microseconds);
  out.integer(rest, microseconds > 0 ? 3 : 1);
  out.ascii('"');
}

function writeValue(bytes: Buffer, type: number, start: number, end: number, out: JsonBuffer): void {
  switch (type) {
    case ValueType.STRING:
      out.quoted(bytes, start, end);
      out.ascii('}}');
      break;
    case ValueType.BOOL:
      out.ascii(readVarint64(bytes, start, end) === 0n ? 'false}}' : 'true}}');
      break;
    case ValueType.INT: {
      const short = readShortInteger(bytes, start, end);
      if (short >= 0) out.integer(short);
      else out.ascii(String(readVarint64(bytes, start, end)));
      out.ascii('"}}');
      break;
    }
    default:
      out.text(JSON.stringify(toAnyValue(decodeValue(bytes, type, start, end))));
      out.ascii('}');
  }
}
