/**
 * `ExportTraceServiceRequest` em protobuf → `SpanBatch`: valida o pedido inteiro e anota o que o índice precisa.
 * Função pura; o caminho quente de toda a ingestão.
 *
 * Ids só com zeros (ou ausentes) não identificam nada: o span é contado como recusado e o resto do pedido segue,
 * que é para isso que existe o `partial_success` do OTLP.
 */
import { ID_WORDS, type SpanBatch } from '../store/span-batch.ts';
import { nanosecondsBetween } from '../store/unix-time.ts';
import { addPairHashes } from './attribute-hash.ts';
import { type EntityReader, RESOURCE_FIELDS, SCOPE_FIELDS } from './otlp-entity-reader.ts';
import { isZeroId } from './otlp-id.ts';
import { SpanReader } from './otlp-span-reader.ts';
import { RequestWalk } from './request-walk.ts';

/**
 * Máximo de mensagens num pedido de traces: grupos, spans, atributos, eventos, links e itens de listas. Uma vazia ocupa
 * 2 bytes; uma de verdade, mais de 10 (o menor atributo, `a=1`, tem 9 e vem dentro de um span de 50), e 20 MiB delas não
 * chegam aqui.
 */
export const MAX_TRACE_MESSAGES = 2_000_000;

const reader = new SpanReader();
const walk = new RequestWalk(MAX_TRACE_MESSAGES);

/**
 * Enche `batch` com os spans do pedido `bytes`.
 * @throws WireError se o pedido é inválido; o conteúdo de `batch` não vale nada nesse caso.
 */
export function indexTraceRequest(bytes: Uint8Array, batch: SpanBatch): void {
  batch.clear(bytes);
  walk.restart();
  walk.forEach(bytes, 0, bytes.length, 1, 'ResourceSpans', (start, end) => {
    indexResourceSpans(bytes, start, end, batch);
  });
}

function indexResourceSpans(bytes: Uint8Array, start: number, end: number, batch: SpanBatch): void {
  // O recurso pode vir depois dos spans: é preciso achá-lo antes.
  const resource = batch.resources.length >> 1;
  const hashStart = batch.hashCount;
  const [resourceStart, resourceEnd] = walk.readEntity(
    bytes,
    start,
    end,
    'Resource',
    RESOURCE_FIELDS,
    hashesOfLast(bytes, batch),
  );
  const hashEnd = batch.hashCount;
  let known = false;
  walk.forEach(bytes, start, end, 2, 'ScopeSpans', (scopeSpansStart, scopeSpansEnd) => {
    const scope = batch.scopes.length >> 1;
    const scopeHashStart = batch.hashCount;
    const [scopeStart, scopeEnd] = walk.readEntity(
      bytes,
      scopeSpansStart,
      scopeSpansEnd,
      'Scope',
      SCOPE_FIELDS,
      hashesOfLast(bytes, batch),
    );
    const scopeHashEnd = batch.hashCount;
    const before = batch.count;
    walk.forEach(bytes, scopeSpansStart, scopeSpansEnd, 2, 'Span', (spanStart, spanEnd) => {
      indexSpan(bytes, spanStart, spanEnd, resource, scope, batch);
    });
    // Só grupos com spans aceitos entram: milhões de mensagens vazias não ocupam nada.
    if (batch.count === before) {
      batch.hashCount = scopeHashStart;
      return;
    }
    batch.scopes.push(scopeStart, scopeEnd);
    batch.scopeHashes.push(scopeHashStart, scopeHashEnd);
    if (known) return;
    batch.resources.push(resourceStart, resourceEnd);
    batch.resourceHashes.push(hashStart, hashEnd);
    known = true;
  });
  if (!known) batch.hashCount = hashStart;
}

/** Deixa em `batch` os hashes dos atributos da última ocorrência de um Resource ou Scope. */
function hashesOfLast(bytes: Uint8Array, batch: SpanBatch): (entity: EntityReader) => void {
  const mark = batch.hashCount;
  return ({ attributes }) => {
    batch.hashCount = mark;
    addPairHashes(batch, bytes, attributes);
  };
}

function indexSpan(
  bytes: Uint8Array,
  start: number,
  end: number,
  resource: number,
  scope: number,
  batch: SpanBatch,
): void {
  reader.read(bytes, start, end);
  walk.count(reader.itemCount);
  const { traceIdAt, spanIdAt, parentSpanIdAt } = reader;
  if (traceIdAt < 0 || spanIdAt < 0 || isZeroId(bytes, traceIdAt, 16) || isZeroId(bytes, spanIdAt, 8)) {
    batch.rejectedSpans++;
    return;
  }
  batch.reserve();
  const row = batch.count++;
  const ids = batch.ids;
  const id = row * ID_WORDS;
  ids[id] = wordAt(bytes, traceIdAt);
  ids[id + 1] = wordAt(bytes, traceIdAt + 4);
  ids[id + 2] = wordAt(bytes, traceIdAt + 8);
  ids[id + 3] = wordAt(bytes, traceIdAt + 12);
  ids[id + 4] = wordAt(bytes, spanIdAt);
  ids[id + 5] = wordAt(bytes, spanIdAt + 4);
  ids[id + 6] = parentSpanIdAt < 0 ? 0 : wordAt(bytes, parentSpanIdAt);
  ids[id + 7] = parentSpanIdAt < 0 ? 0 : wordAt(bytes, parentSpanIdAt + 4);
  batch.spanStart[row] = start;
  batch.spanEnd[row] = end;
  batch.nameStart[row] = reader.nameStart;
  batch.nameEnd[row] = reader.nameEnd;
  batch.kind[row] = reader.kind;
  batch.statusCode[row] = reader.statusCode;
  batch.startLow[row] = reader.startLow;
  batch.startHigh[row] = reader.startHigh;
  indexEnd(reader, batch, row);
  batch.resourceOf[row] = resource;
  batch.scopeOf[row] = scope;
  batch.hashStart[row] = batch.hashCount;
  addPairHashes(batch, bytes, reader.attributes);
  if (reader.itemAttributes.count > 0) addPairHashes(batch, bytes, reader.itemAttributes);
  batch.hashEnd[row] = batch.hashCount;
}

/** Fim e duração; um fim que não vem depois do início vale 1 ns depois dele, como no Jaeger. */
function indexEnd({ startLow, startHigh, endLow, endHigh }: SpanReader, batch: SpanBatch, row: number): void {
  const duration = nanosecondsBetween(startLow, startHigh, endLow, endHigh);
  batch.durationNs[row] = duration > 0 ? duration : 1;
  if (duration > 0) {
    batch.endLow[row] = endLow;
    batch.endHigh[row] = endHigh;
    return;
  }
  // 2³² − 1 passa para a outra metade; o último instante de 64 bits não tem depois.
  const carry = startLow === 0xffffffff && startHigh < 0xffffffff;
  batch.endLow[row] = carry ? 0 : Math.min(startLow + 1, 0xffffffff);
  batch.endHigh[row] = carry ? startHigh + 1 : startHigh;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
