/**
 * Caminho rápido da API v1: um trace comum (`ordinary-spans.ts`), dos bytes guardados ao JSON.
 *
 * Contrato: o que sai é, byte a byte, `JSON.stringify(toJaegerTrace(readTrace(…)))`. Um teste de propriedade confere.
 */
import { attributeText } from '../store/attribute-text.ts';
import { type Resource, SPAN_KIND_NAMES, type Scope, StatusCode } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { wholeMicroseconds } from '../store/unix-time.ts';
import { ValueType } from '../wire/key-value-table.ts';
import { decodeValue } from '../wire/otlp-decode.ts';
import { readVarint64 } from '../wire/protobuf-reader.ts';
import { ProcessTable, shortTraceId } from './jaeger-v1-json.ts';
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

/** O texto fixo de um escopo, feito uma vez por objeto (que vive enquanto estiver decodificado). */
const scopeTags = new WeakMap<Scope, Buffer>();

/** O que se repete em todos os spans de um trace, já em bytes. */
interface FixedParts {
  spanStart: Buffer;
  reference: Buffer;
  spanEnds: Map<Resource, Buffer>;
}

/** Pelo número de `ValueType`: vazio, listas e mapas são textos. */
const TYPE_NAMES = ['string', 'string', 'bool', 'int64', 'float64', 'string', 'string', 'binary'] as const;

/** Um evento com o atributo `event` não ganha o nome dele. */
const FORMAT: AttributeFormat = {
  prefixes: createKeyPrefixes((key, type) => `{"key":${key},"type":"${TYPE_NAMES[type]}","value":`, ['event']),
  writeValue,
};

/** Escreve o trace em `out`; `false` se ele não existe ou não é comum (e então nada fica escrito). */
export function writeOrdinaryTrace(store: SpanStore, traceId: string, out: JsonBuffer): boolean {
  const mark = out.length;
  const processes = new ProcessTable();
  const id = JSON.stringify(shortTraceId(traceId));
  const fixed: FixedParts = {
    spanStart: Buffer.from(`{"traceID":${id},"spanID":`),
    reference: Buffer.from(`,"references":[{"refType":"CHILD_OF","traceID":${id},"spanID":`),
    spanEnds: new Map(),
  };
  out.ascii(`{"traceID":${id},"spans":[`);
  if (!writeOrdinarySpans(store, traceId, out, (span) => writeSpan(span, fixed, processes, out))) {
    out.length = mark;
    return false;
  }
  out.ascii('],"processes":');
  out.text(JSON.stringify(processes.toJson()));
  out.ascii(',"warnings":null}');
  return true;
}

function writeSpan(span: OrdinarySpan, fixed: FixedParts, processes: ProcessTable, out: JsonBuffer): boolean {
  const { bytes, reader, parentAt, scope, resource } = span;
  if (!span.isFirst) out.ascii(',');
  out.raw(fixed.spanStart);
  out.quotedHex(bytes, reader.spanIdAt, reader.spanIdAt + 8);
  out.ascii(',"operationName":');
  out.quoted(bytes, reader.nameStart, reader.nameEnd);
  if (parentAt < 0) out.ascii(',"references":[]');
  else {
    out.raw(fixed.reference);
    out.quotedHex(bytes, parentAt, parentAt + 8);
    out.ascii('}]');
  }
  out.ascii(',"startTime":');
  out.integer(wholeMicroseconds(reader.startLow, reader.startHigh));
  out.ascii(',"duration":');
  out.integer(Math.floor(span.duration / 1000));

  out.ascii(',"tags":[');
  const before = out.length;
  out.raw(tagsOfScope(scope));
  if (!writeAttributes(bytes, reader.attributes, 0, reader.attributes.count, before, FORMAT, out)) return false;
  writeFieldTags(span, before, out);
  out.ascii('],"logs":[');
  if (reader.events.length > 0 && !writeLogs(span, out)) return false;
  out.raw(spanEnd(fixed, processes, resource));
  return true;
}

function spanEnd(fixed: FixedParts, processes: ProcessTable, resource: Resource): Buffer {
  let end = fixed.spanEnds.get(resource);
  if (!end) {
    end = Buffer.from(`],"processID":"${processes.idOf(resource)}","warnings":null}`);
    fixed.spanEnds.set(resource, end);
  }
  return end;
}

/** Tags de nome e versão do escopo, separadas por vírgula. */
function tagsOfScope(scope: Scope): Buffer {
  let tags = scopeTags.get(scope);
  if (tags === undefined) {
    const named = [
      ['otel.scope.name', scope.name],
      ['otel.scope.version', scope.version],
    ].filter(([, value]) => value !== '');
    tags = Buffer.from(named.map(([key, value]) => JSON.stringify({ key, type: 'string', value })).join(','));
    scopeTags.set(scope, tags);
  }
  return tags;
}

/** As tags que vêm dos campos do span, depois dos atributos (`fieldTags` do modelo). */
function writeFieldTags({ bytes, reader }: OrdinarySpan, before: number, out: JsonBuffer): void {
  const tag = (text: string): void => {
    if (out.length > before) out.ascii(',');
    out.ascii(text);
  };
  const kind = SPAN_KIND_NAMES[reader.kind];
  if (kind) tag(`{"key":"span.kind","type":"string","value":"${kind}"}`);
  if (reader.statusCode === StatusCode.ERROR) {
    tag('{"key":"otel.status_code","type":"string","value":"ERROR"},{"key":"error","type":"bool","value":true}');
  } else if (reader.statusCode === StatusCode.OK) {
    tag('{"key":"otel.status_code","type":"string","value":"OK"}');
  }
  if (reader.statusMessageEnd > reader.statusMessageStart) {
    tag('{"key":"otel.status_description","type":"string","value":');
    out.quoted(bytes, reader.statusMessageStart, reader.statusMessageEnd);
    out.ascii('}');
  }
  if (reader.traceStateEnd > reader.traceStateStart) {
    tag('{"key":"w3c.tracestate","type":"string","value":');
    out.quoted(bytes, reader.traceStateStart, reader.traceStateEnd);
    out.ascii('}');
  }
}

function writeLogs(span: OrdinarySpan, out: JsonBuffer): boolean {
  const { bytes, reader } = span;
  return writeEvents(span, out, ({ timeLow, timeHigh, textStart, textEnd, attributesFrom, attributesTo }) => {
    out.ascii('{"timestamp":');
    out.integer(wholeMicroseconds(timeLow, timeHigh));
    out.ascii(',"fields":[');
    const before = out.length;
    if (textEnd > textStart) {
      out.ascii('{"key":"event","type":"string","value":');
      out.quoted(bytes, textStart, textEnd);
      out.ascii('}');
    }
    if (!writeAttributes(bytes, reader.itemAttributes, attributesFrom, attributesTo, before, FORMAT, out)) return false;
    out.ascii(']}');
    return true;
  });
}

function writeValue(bytes: Buffer, type: number, start: number, end: number, out: JsonBuffer): void {
  switch (type) {
    case ValueType.STRING:
      out.quoted(bytes, start, end);
      break;
    case ValueType.BOOL:
      out.ascii(readVarint64(bytes, start, end) === 0n ? 'false' : 'true');
      break;
    case ValueType.INT: {
      const short = readShortInteger(bytes, start, end);
      if (short >= 0) out.integer(short);
      else writeLongInteger(readVarint64(bytes, start, end), out);
      break;
    }
    case ValueType.DOUBLE: {
      const value = bytes.readDoubleLE(start);
      out.ascii(Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`);
      break;
    }
    default:
      if (type === ValueType.BYTES && start === end) out.ascii('null');
      else out.text(JSON.stringify(attributeText(decodeValue(bytes, type, start, end))));
  }
  out.ascii('}');
}

function writeLongInteger(value: bigint, out: JsonBuffer): void {
  const number = Number(value);
  out.ascii(Number.isSafeInteger(number) ? String(number) : `"${value}"`);
}
