/**
 * Caminho rápido da API v1: do span guardado ao JSON, sem passar pelo modelo de domínio.
 *
 * Um trace grande gasta quase todo o tempo criando objetos que só existem para virar texto. Aqui os bytes do OTLP vão
 * direto ao buffer da resposta. Só serve para o trace comum, o que nenhum conserto de `adjust-trace.ts` mudaria; ao
 * encontrar qualquer outra coisa (ids repetidos, pai ausente, relógios desviados, links, durações que não são
 * positivas, …) devolve `false`, desfaz o que escreveu, e quem chamou segue pelo caminho do modelo.
 *
 * Contrato: o que sai é, byte a byte, `JSON.stringify(toJaegerTrace(readTrace(…)))`. Um teste de propriedade confere.
 */
import { IP_KEYS, LIBRARY_KEYS } from '../query/adjust-trace.ts';
import { hostKeyOf } from '../query/clock-skew.ts';
import { attributeText, lastValues } from '../store/attribute-text.ts';
import { type Resource, SPAN_KIND_NAMES, type Scope, StatusCode } from '../store/model.ts';
import type { SpanStore, StoredSpan } from '../store/store.ts';
import { KeyCache } from '../wire/key-cache.ts';
import { decodeValue } from '../wire/otlp-decode.ts';
import { KeyValueTable, ValueType } from '../wire/key-value-table.ts';
import { SpanReader } from '../wire/otlp-span-reader.ts';
import { readUint32, readVarint64 } from '../wire/protobuf-reader.ts';
import { wholeMicroseconds } from '../wire/otlp-trace-index.ts';
import { ProcessTable, shortTraceId } from './jaeger-v1-json.ts';
import type { JsonBuffer } from './json-buffer.ts';
import { OrdinaryTraceCheck } from './ordinary-trace.ts';

const STRIDE = KeyValueTable.STRIDE;
/** Acima disto a ordenação por inserção deixa de valer a pena. */
const MAX_ATTRIBUTES = 64;
/** Metade alta de um tempo em nanossegundos até a qual os microssegundos são exatos num double (ano 2106). */
const MAX_TIME_HIGH = 0x3bffffff;

/** Os textos fixos de um escopo e de um recurso, feitos uma vez por objeto (que vive enquanto estiver guardado). */
const scopeTags = new WeakMap<Scope, Buffer>();
const resourceNotes = new WeakMap<Resource, { sorted: Resource; hostKey: string; ordinary: boolean }>();

/** O que se repete em todos os spans de um trace, já em bytes. */
interface FixedParts {
  spanStart: Buffer;
  reference: Buffer;
  spanEnds: Map<Resource, Buffer>;
}

const reader = new SpanReader();
/** `{"key":"…","type":"`; `undefined` se a chave é das que algum conserto muda, ou não é ASCII comum. */
const keyPrefixes = new KeyCache((bytes, start, end) => {
  const key = bytes.toString('latin1', start, end);
  if (IP_KEYS.has(key) || LIBRARY_KEYS.has(key) || key === 'event' || !/^[\x20-\x7e]*$/.test(key)) return undefined;
  return Buffer.from(`{"key":${JSON.stringify(key)},"type":"`);
});
const order = new Int32Array(MAX_ATTRIBUTES);

/** Escreve o trace em `out`; `false` se ele não existe ou não é comum (e então nada fica escrito). */
export function writeOrdinaryTrace(store: SpanStore, traceId: string, out: JsonBuffer): boolean {
  const mark = out.length;
  const processes = new ProcessTable();
  const seen = new OrdinaryTraceCheck();
  const id = JSON.stringify(shortTraceId(traceId));
  const fixed: FixedParts = {
    spanStart: Buffer.from(`{"traceID":${id},"spanID":`),
    reference: Buffer.from(`,"references":[{"refType":"CHILD_OF","traceID":${id},"spanID":`),
    spanEnds: new Map(),
  };
  let ordinary = true;
  out.ascii(`{"traceID":${id},"spans":[`);
  const found = store.visitSpans(traceId, (span) => {
    ordinary &&= writeSpan(span, fixed, processes, seen, out);
  });
  if (!found || !ordinary || !seen.isOrdinary()) {
    out.length = mark;
    return false;
  }
  out.ascii('],"processes":');
  out.text(JSON.stringify(processes.toJson()));
  out.ascii(',"warnings":null}');
  return true;
}

function writeSpan(
  span: StoredSpan,
  fixed: FixedParts,
  processes: ProcessTable,
  seen: OrdinaryTraceCheck,
  out: JsonBuffer,
): boolean {
  const { bytes, resource, scope } = span;
  reader.read(bytes, span.start, span.end);
  const note = noteOf(resource);
  const { attributes, events, startLow, startHigh, endLow, endHigh } = reader;
  const duration = (endHigh - startHigh) * 4_294_967_296 + (endLow - startLow);
  if (!note.ordinary || duration <= 0 || duration > Number.MAX_SAFE_INTEGER || startHigh > MAX_TIME_HIGH) return false;
  if (reader.links.length > 0) return false;

  const parentAt = zeroParent(bytes, reader.parentSpanIdAt) ? -1 : reader.parentSpanIdAt;
  seen.add(reader, parentAt, duration, note.hostKey);

  if (seen.count > 1) out.ascii(',');
  out.raw(fixed.spanStart);
  out.quotedHex(bytes, reader.spanIdAt, reader.spanIdAt + 8);
  out.ascii(',"operationName":');
  if (reader.nameEnd > reader.nameStart) out.quoted(bytes, reader.nameStart, reader.nameEnd);
  else return false;
  if (parentAt < 0) out.ascii(',"references":[]');
  else {
    out.raw(fixed.reference);
    out.quotedHex(bytes, parentAt, parentAt + 8);
    out.ascii('}]');
  }
  out.ascii(',"startTime":');
  out.number(wholeMicroseconds(startLow, startHigh));
  out.ascii(',"duration":');
  out.number(Math.floor(duration / 1000));

  out.ascii(',"tags":[');
  const before = out.length;
  out.raw(tagsOfScope(scope));
  if (!writeAttributes(bytes, attributes, 0, attributes.count, before, out)) return false;
  writeFieldTags(bytes, before, out);
  out.ascii('],"logs":[');
  if (events.length > 0 && !writeEvents(bytes, out)) return false;
  out.raw(spanEnd(fixed, processes, note.sorted));
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

function noteOf(resource: Resource): { sorted: Resource; hostKey: string; ordinary: boolean } {
  let note = resourceNotes.get(resource);
  if (!note) {
    const sorted = { ...resource, attributes: lastValues(resource.attributes) };
    const numericIp = sorted.attributes.some(({ key, value }) => IP_KEYS.has(key) && value.type !== 'string');
    note = { sorted, hostKey: hostKeyOf(sorted), ordinary: !numericIp };
    resourceNotes.set(resource, note);
  }
  return note;
}

/** As tags que vêm dos campos do span, depois dos atributos (`fieldTags` do modelo). */
function writeFieldTags(bytes: Buffer, before: number, out: JsonBuffer): void {
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

/** Eventos já em ordem de tempo; fora dela, quem ordena é o modelo. */
function writeEvents(bytes: Buffer, out: JsonBuffer): boolean {
  let lastHigh = 0;
  let lastLow = 0;
  for (let n = 0; n < reader.events.length; n++) {
    const event = reader.events[n];
    const low = event.timeAt < 0 ? 0 : readUint32(bytes, event.timeAt);
    const high = event.timeAt < 0 ? 0 : readUint32(bytes, event.timeAt + 4);
    if (high > MAX_TIME_HIGH || high < lastHigh || (high === lastHigh && low < lastLow)) return false;
    lastHigh = high;
    lastLow = low;
    out.ascii(n > 0 ? ',{"timestamp":' : '{"timestamp":');
    out.number(wholeMicroseconds(low, high));
    out.ascii(',"fields":[');
    const before = out.length;
    if (event.textEnd > event.textStart) {
      out.ascii('{"key":"event","type":"string","value":');
      out.quoted(bytes, event.textStart, event.textEnd);
      out.ascii('}');
    }
    const { attributesFrom, attributesTo } = event;
    if (!writeAttributes(bytes, reader.itemAttributes, attributesFrom, attributesTo, before, out)) return false;
    out.ascii(']}');
  }
  return true;
}

/** Atributos em ordem de chave, como tags; `false` se há algum que os consertos mudariam. */
function writeAttributes(
  bytes: Buffer,
  { cells }: KeyValueTable,
  from: number,
  to: number,
  before: number,
  out: JsonBuffer,
): boolean {
  if (to - from > MAX_ATTRIBUTES) return false;
  let count = 0;
  for (let i = from * STRIDE; i < to * STRIDE; i += STRIDE) {
    let at = count++;
    while (at > 0) {
      const comparison = compareKeys(bytes, cells, order[at - 1], i);
      if (comparison === 0) return false; // chave repetida: vale a última, e quem sabe disso é o modelo
      if (comparison < 0) break;
      order[at] = order[at - 1];
      at--;
    }
    order[at] = i;
  }
  for (let n = 0; n < count; n++) {
    const i = order[n];
    const prefix = keyPrefixes.get(bytes, cells[i + 2], cells[i + 3]);
    if (!prefix) return false;
    if (out.length > before) out.ascii(',');
    out.raw(prefix);
    writeValue(bytes, cells[i + 4], cells[i + 5], cells[i + 6], out);
  }
  return true;
}

function compareKeys(bytes: Buffer, cells: Int32Array, a: number, b: number): number {
  const endA = cells[a + 3];
  const endB = cells[b + 3];
  let i = cells[a + 2];
  let j = cells[b + 2];
  for (; i < endA && j < endB; i++, j++) if (bytes[i] !== bytes[j]) return bytes[i] - bytes[j];
  return endA - i - (endB - j);
}

function writeValue(bytes: Buffer, type: number, start: number, end: number, out: JsonBuffer): void {
  switch (type) {
    case ValueType.STRING:
      out.ascii('string","value":');
      out.quoted(bytes, start, end);
      break;
    case ValueType.BOOL:
      out.ascii(readVarint64(bytes, start, end) === 0n ? 'bool","value":false' : 'bool","value":true');
      break;
    case ValueType.INT: {
      out.ascii('int64","value":');
      // Até dois bytes, o comum (status HTTP, portas), sem bigint.
      if (end - start === 1) out.number(bytes[start]);
      else if (end - start === 2) out.number((bytes[start] & 0x7f) | (bytes[start + 1] << 7));
      else writeLongInteger(readVarint64(bytes, start, end), out);
      break;
    }
    case ValueType.DOUBLE: {
      const value = bytes.readDoubleLE(start);
      out.ascii('float64","value":');
      out.ascii(Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`);
      break;
    }
    default:
      out.ascii(type === ValueType.BYTES ? 'binary","value":' : 'string","value":');
      out.text(JSON.stringify(attributeText(decodeValue(bytes, type, start, end))));
  }
  out.ascii('}');
}

function writeLongInteger(value: bigint, out: JsonBuffer): void {
  const number = Number(value);
  out.ascii(Number.isSafeInteger(number) ? String(number) : `"${value}"`);
}

function zeroParent(bytes: Buffer, at: number): boolean {
  return at < 0 || (readUint32(bytes, at) === 0 && readUint32(bytes, at + 4) === 0);
}
