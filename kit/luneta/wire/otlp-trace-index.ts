/**
 * `ExportTraceServiceRequest` em protobuf → `SpanBatch`: valida o pedido inteiro e anota o que o índice precisa.
 * Função pura; o caminho quente de toda a ingestão.
 *
 * Ids só com zeros (ou ausentes) não identificam nada: o span é contado como recusado e o resto do pedido segue,
 * que é para isso que existe o `partial_success` do OTLP.
 */
import { ID_WORDS, SIGNATURE_WORDS, type SpanBatch } from '../store/span-batch.ts';
import { addTable } from './attribute-signature.ts';
import { EntityReader, RESOURCE_FIELDS, SCOPE_FIELDS } from './otlp-entity-reader.ts';
import { SpanReader } from './otlp-span-reader.ts';
import { lastPosition, readLength, readTag, skipField } from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';

const reader = new SpanReader();

/**
 * Enche `batch` com os spans do pedido `bytes`.
 * @throws WireError se o pedido é inválido; o conteúdo de `batch` não vale nada nesse caso.
 */
export function indexTraceRequest(bytes: Uint8Array, batch: SpanBatch): void {
  batch.clear(bytes);
  forEachMessage(bytes, 0, bytes.length, 1, 'ResourceSpans', (start, end) => {
    indexResourceSpans(bytes, start, end, batch);
  });
}

function indexResourceSpans(bytes: Uint8Array, start: number, end: number, batch: SpanBatch): void {
  // O recurso pode vir depois dos spans: é preciso achá-lo antes.
  const resource = batch.resources.length >> 1;
  const [resourceStart, resourceEnd] = lastMessage(bytes, start, end, 'Resource', checkResource);
  let known = false;
  forEachMessage(bytes, start, end, 2, 'ScopeSpans', (scopeSpansStart, scopeSpansEnd) => {
    const scope = batch.scopes.length >> 1;
    const [scopeStart, scopeEnd] = lastMessage(bytes, scopeSpansStart, scopeSpansEnd, 'Scope', checkScope);
    const before = batch.count;
    forEachMessage(bytes, scopeSpansStart, scopeSpansEnd, 2, 'Span', (spanStart, spanEnd) => {
      indexSpan(bytes, spanStart, spanEnd, resource, scope, batch);
    });
    // Só grupos com spans aceitos entram: milhões de mensagens vazias não ocupam nada.
    if (batch.count === before) return;
    batch.scopes.push(scopeStart, scopeEnd);
    if (known) return;
    batch.resources.push(resourceStart, resourceEnd);
    known = true;
  });
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
  const { traceIdAt, spanIdAt, parentSpanIdAt } = reader;
  if (traceIdAt < 0 || spanIdAt < 0 || isZero(bytes, traceIdAt, 16) || isZero(bytes, spanIdAt, 8)) {
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
  batch.startUs[row] = wholeMicroseconds(reader.startLow, reader.startHigh);
  batch.durationNs[row] = repairedDuration(reader);
  batch.resourceOf[row] = resource;
  batch.scopeOf[row] = scope;
  const signature = row * SIGNATURE_WORDS;
  batch.signature.fill(0, signature, signature + SIGNATURE_WORDS);
  addTable(batch.signature, signature, bytes, reader.attributes);
  if (reader.itemAttributes.count > 0) addTable(batch.signature, signature, bytes, reader.itemAttributes);
}

/** Nanossegundos em duas metades → microssegundos inteiros, sem passar por um double de nanossegundos. */
export function wholeMicroseconds(low: number, high: number): number {
  // 2³² = 4294967 × 1000 + 296: divide cada metade e junta os restos.
  const rest = high * 296 + low;
  return high * 4_294_967 + Math.floor(rest / 1000);
}

/** Fim antes do início (ou igual) vale 1 ns, como no Jaeger. Exata abaixo de 104 dias. */
function repairedDuration(span: SpanReader): number {
  const duration = (span.endHigh - span.startHigh) * 4_294_967_296 + (span.endLow - span.startLow);
  return duration > 0 ? duration : 1;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function isZero(bytes: Uint8Array, at: number, size: number): boolean {
  for (let i = at; i < at + size; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Chama `visit` com os limites de cada submensagem do campo `field`; pula os outros campos. */
function forEachMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  field: number,
  name: string,
  visit: (start: number, end: number) => void,
): void {
  let at = start;
  while (at < end) {
    const tag = readTag(bytes, at, end);
    const content = lastPosition();
    at = skipField(bytes, tag, content, end);
    if (tag >>> 3 !== field) continue;
    if ((tag & 7) !== 2)
      throw new WireError('malformed', `protobuf inválido: ${name} não é uma mensagem (byte ${content}).`);
    readLength(bytes, content, end);
    visit(lastPosition(), at);
  }
}

/** Valida todas as ocorrências do campo 1 (Resource ou Scope) e devolve os limites da última; vazio se não há. */
function lastMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
  check: (bytes: Uint8Array, start: number, end: number) => void,
): [number, number] {
  let found: [number, number] = [start, start];
  forEachMessage(bytes, start, end, 1, name, (messageStart, messageEnd) => {
    check(bytes, messageStart, messageEnd);
    found = [messageStart, messageEnd];
  });
  return found;
}

const decoder = new EntityReader();

function checkResource(bytes: Uint8Array, start: number, end: number): void {
  decoder.read(bytes, start, end, RESOURCE_FIELDS);
}

function checkScope(bytes: Uint8Array, start: number, end: number): void {
  decoder.read(bytes, start, end, SCOPE_FIELDS);
}
