/**
 * Armazenamento em memória (contrato em `store.ts`).
 *
 *   anel de bytes   [ pedido | pedido | pedido … ]        os bytes como chegaram (5/8 de `maxBytes`)
 *                        ▲
 *   linhas          offset, length, início, duração …      uma por span (2/8)
 *                        ▲ head/tail/nextInTrace      ▲ PostingList
 *   traces          id → slot                     serviços → linhas, operações
 *
 * O 1/8 que falta é do que se repete entre pedidos: textos internados (nomes, recursos, escopos) e padrões de chamadas.
 *
 * Despejo: a linha mais antiga sai e leva o trace inteiro; as outras linhas dele ficam marcadas (`trace = -1`) até a
 * sua vez de sair do anel. Números internados (serviço, operação, recurso, escopo) só são reaproveitados quando
 * nenhuma linha física os menciona, viva ou marcada.
 */
import { compareText } from './attribute-text.ts';
import { BlockFilters } from './block-filters.ts';
import { ByteInterner, ENTRY_OVERHEAD } from './byte-interner.ts';
import { ByteRing } from './byte-ring.ts';
import { CallPatterns } from './call-patterns.ts';
import { DecodedCache } from './decoded-cache.ts';
import type { Resource, Scope, Trace } from './model.ts';
import { createRowMatcher, type RowSource } from './row-matcher.ts';
import { SIGNATURE_WORDS, writeSignature } from './row-signature.ts';
import { summarizeRows, type SummarySource } from './row-summary.ts';
import { ServiceTable } from './service-table.ts';
import { ID_WORDS, type SpanBatch, spanIdOf } from './span-batch.ts';
import type { SpanCodec } from './span-codec.ts';
import { BYTES_PER_ROW, SpanRows } from './span-rows.ts';
import {
  type ArrivedSpan,
  type Arrivals,
  type DependencyLink,
  EMPTY_SPAN_NAME,
  type Operation,
  type SpanMeasure,
  type SpanStore,
  type StoredSpan,
  type StoreStats,
  type TraceQuery,
  type TraceSummary,
} from './store.ts';
import { findNewestTraces } from './trace-search.ts';
import { TraceTable } from './trace-table.ts';
import { millisecondsAfter } from './unix-time.ts';

/** O menor limite que faz sentido: abaixo disto um pedido comum já não caberia. */
export const MIN_STORE_BYTES = 1 << 20;

const EMPTY_SPAN_NAME_BYTES = Buffer.from(EMPTY_SPAN_NAME);

/** Como `maxBytes` se divide. */
const RING_SHARE = 40 / 64;
const ROWS_SHARE = 16 / 64;
const INTERNED_SHARE = 7 / 64;
const CALLS_SHARE = 1 / 64;

export interface MemoryStoreOptions {
  /** Memória para a telemetria, em bytes; pelo menos `MIN_STORE_BYTES`. */
  maxBytes: number;
  codec: SpanCodec;
}

export class MemoryStore implements SpanStore {
  readonly #codec: SpanCodec;
  readonly #maxBytes: number;
  readonly #maxInternedBytes: number;
  readonly #ring: ByteRing;
  readonly #rows: SpanRows;
  readonly #blocks: BlockFilters;
  readonly #traces = new TraceTable();
  readonly #calls: CallPatterns;
  readonly #names = new ByteInterner();
  readonly #resourceBytes = new ByteInterner();
  readonly #scopeBytes = new ByteInterner();
  readonly #resources: DecodedCache<Resource>;
  readonly #scopes: DecodedCache<Scope>;
  readonly #services = new ServiceTable();
  readonly #rowSource: RowSource;
  readonly #summarySource: SummarySource;
  #liveSpans = 0;
  #evictedTraces = 0;
  #evictedSpans = 0;
  #requestBytes = 0;

  constructor({ maxBytes, codec }: MemoryStoreOptions) {
    if (!(maxBytes >= MIN_STORE_BYTES)) {
      throw new RangeError(`maxBytes precisa ser pelo menos ${MIN_STORE_BYTES}; recebido: ${maxBytes}.`);
    }
    this.#codec = codec;
    this.#maxBytes = maxBytes;
    this.#maxInternedBytes = maxBytes * INTERNED_SHARE;
    this.#ring = new ByteRing(Math.floor(maxBytes * RING_SHARE));
    this.#rows = new SpanRows(Math.floor((maxBytes * ROWS_SHARE) / BYTES_PER_ROW));
    this.#blocks = new BlockFilters(this.#rows.capacity);
    this.#calls = new CallPatterns(this.#rows, this.#traces, maxBytes * CALLS_SHARE);
    this.#resources = new DecodedCache(
      (id) => codec.decodeResource(this.#resourceBytes.bytesOf(id)),
      (id) => this.#resourceBytes.bytesOf(id).length,
    );
    this.#scopes = new DecodedCache(
      (id) => codec.decodeScope(this.#scopeBytes.bytesOf(id)),
      (id) => this.#scopeBytes.bytesOf(id).length,
    );
    this.#rowSource = {
      rows: this.#rows,
      blocks: this.#blocks,
      bytes: this.#ring.bytes,
      codec,
      resources: this.#resources,
      scopes: this.#scopes,
      names: this.#names,
    };
    this.#summarySource = {
      rows: this.#rows,
      traces: this.#traces,
      serviceName: (id) => this.#services.nameOf(id),
      operationName: (id) => this.#nameOf(id),
    };
  }

  append(batch: SpanBatch): boolean {
    if (batch.count === 0) return true;
    if (batch.bytes.length > this.#ring.bytes.length || batch.count > this.#rows.capacity) return false;
    while (this.#rows.count + batch.count > this.#rows.capacity) this.#evictOldestRow();
    const unseen =
      unseenBytes(batch, batch.resources, this.#resourceBytes) + unseenBytes(batch, batch.scopes, this.#scopeBytes);
    if (unseen > this.#maxInternedBytes) return false;
    while (this.#internedBytes() + unseen > this.#maxInternedBytes && this.#rows.count > 0) this.#evictOldestRow();
    const base = this.#ring.write(batch.bytes, this.#oldestSpan, this.#evictOldestRow);
    const resources = this.#internAll(batch, batch.resources, this.#resourceBytes);
    const scopes = this.#internAll(batch, batch.scopes, this.#scopeBytes);
    const services = resources.map((id) => this.#services.idOf(this.#resources.get(id).serviceName));
    for (let i = 0; i < batch.count; i++) {
      const resource = batch.resourceOf[i];
      const row = this.#appendRow(batch, i, base, resources[resource], scopes[batch.scopeOf[i]], services[resource]);
      this.#addToBlock(batch, i, row);
    }
    return true;
  }

  /** Os atributos do span, e também os do recurso e do escopo se o bloco talvez ainda não os tenha. */
  #addToBlock(batch: SpanBatch, i: number, row: number): void {
    const blocks = this.#blocks;
    const { hashes, hashStart, hashEnd, resourceOf, resourceHashes, scopeOf, scopeHashes } = batch;
    const resource = resourceOf[i];
    const scope = scopeOf[i];
    const first = blocks.moveTo(this.#rows.orderOf(row)) || i === 0;
    blocks.add(hashes, hashStart[i], hashEnd[i]);
    if (first || resource !== resourceOf[i - 1]) {
      blocks.add(hashes, resourceHashes[resource * 2], resourceHashes[resource * 2 + 1]);
    }
    if (first || scope !== scopeOf[i - 1]) blocks.add(hashes, scopeHashes[scope * 2], scopeHashes[scope * 2 + 1]);
  }

  /** Interna cada trecho; os números saem na ordem de `ranges` (pares início, fim). */
  #internAll(batch: SpanBatch, ranges: number[], interner: ByteInterner): number[] {
    const ids: number[] = [];
    for (let i = 0; i < ranges.length; i += 2) ids.push(interner.intern(batch.bytes, ranges[i], ranges[i + 1], 0));
    return ids;
  }

  #internedBytes(): number {
    return this.#names.memoryBytes + this.#resourceBytes.memoryBytes + this.#scopeBytes.memoryBytes;
  }

  #appendRow(batch: SpanBatch, i: number, base: number, resource: number, scope: number, service: number): number {
    const rows = this.#rows;
    const row = rows.push();
    const hasName = batch.nameEnd[i] > batch.nameStart[i];
    const operation = hasName
      ? this.#names.intern(batch.bytes, batch.nameStart[i], batch.nameEnd[i], batch.kind[i])
      : this.#names.intern(EMPTY_SPAN_NAME_BYTES, 0, EMPTY_SPAN_NAME_BYTES.length, batch.kind[i]);
    this.#names.addUse(operation);
    this.#resourceBytes.addUse(resource);
    this.#scopeBytes.addUse(scope);
    rows.offset[row] = base + batch.spanStart[i];
    rows.length[row] = batch.spanEnd[i] - batch.spanStart[i];
    rows.nextInTrace[row] = -1;
    rows.service[row] = service;
    rows.operation[row] = operation;
    rows.resource[row] = resource;
    rows.scope[row] = scope;
    rows.kind[row] = batch.kind[i];
    rows.statusCode[row] = batch.statusCode[i];
    rows.startLow[row] = batch.startLow[i];
    rows.startHigh[row] = batch.startHigh[i];
    rows.durationNs[row] = batch.durationNs[i];
    for (let w = 0; w < 4; w++) rows.ids[row * 4 + w] = batch.ids[i * ID_WORDS + 4 + w];
    writeSignature(rows.signature, row * SIGNATURE_WORDS, batch.hashes, batch.hashStart[i], batch.hashEnd[i]);
    this.#linkToTrace(batch, i, row);
    this.#services.addRow(service, operation, row);
    this.#liveSpans++;
    this.#requestBytes += rows.length[row];
    return row;
  }

  #linkToTrace(batch: SpanBatch, i: number, row: number): void {
    const traces = this.#traces;
    const rows = this.#rows;
    const id = i * ID_WORDS;
    const ids = batch.ids;
    let slot = traces.find(ids[id], ids[id + 1], ids[id + 2], ids[id + 3]);
    if (slot < 0) {
      slot = traces.insert(ids[id], ids[id + 1], ids[id + 2], ids[id + 3]);
      traces.head[slot] = row;
      traces.arrival[slot] = rows.orderOf(row);
    } else {
      rows.nextInTrace[traces.tail[slot]] = row;
      this.#calls.forget(slot);
    }
    traces.includeTimes(slot, batch.startLow[i], batch.startHigh[i], batch.endLow[i], batch.endHigh[i]);
    traces.tail[slot] = row;
    traces.count[slot]++;
    rows.trace[row] = slot;
  }

  #oldestSpan = (): { start: number; end: number } | undefined => {
    const { count, oldest, offset, length } = this.#rows;
    return count === 0 ? undefined : { start: offset[oldest], end: offset[oldest] + length[oldest] };
  };

  #evictOldestRow = (): void => {
    const rows = this.#rows;
    const row = rows.oldest;
    if (rows.trace[row] >= 0) this.#evictTrace(rows.trace[row]);
    this.#names.release(rows.operation[row]);
    release(rows.resource[row], this.#resourceBytes, this.#resources);
    release(rows.scope[row], this.#scopeBytes, this.#scopes);
    this.#services.shiftRow(rows.service[row]);
    rows.shift();
  };

  #evictTrace(slot: number): void {
    const rows = this.#rows;
    for (let row = this.#traces.head[slot]; row >= 0; row = rows.nextInTrace[row]) {
      rows.trace[row] = -1;
      this.#liveSpans--;
      this.#evictedSpans++;
      this.#requestBytes -= rows.length[row];
      this.#services.markDead(rows.service[row], rows.operation[row]);
    }
    this.#calls.forget(slot);
    this.#traces.remove(slot);
    this.#evictedTraces++;
  }

  getServices(): string[] {
    return this.#services.liveNames().toSorted(compareText);
  }

  getOperations(serviceName: string): Operation[] {
    const service = this.#services.find(serviceName);
    if (!service) return [];
    return [...service.operations.keys()]
      .map((id) => ({ name: this.#nameOf(id), spanKind: this.#names.saltOf(id) }))
      .toSorted((a, b) => compareText(a.name, b.name) || a.spanKind - b.spanKind);
  }

  findTraceIds(query: TraceQuery): string[] {
    const service = query.serviceName === undefined ? undefined : this.#services.find(query.serviceName);
    if (query.serviceName !== undefined && !service) return [];
    const matcher = createRowMatcher(this.#rowSource, query);
    if (!matcher) return [];
    const rows = this.#rows;
    const list = service ? service.rows : { length: rows.count, at: (i: number) => rows.at(i) };
    const found = findNewestTraces(rows, this.#traces, list, matcher, query.limit);
    return found.map((slot) => this.#traces.idOf(slot));
  }

  getTrace(traceId: string, maxSpans = Infinity): Trace | undefined {
    const spans: Trace['spans'] = [];
    let omittedSpanCount = 0;
    const found = this.visitSpans(traceId, ({ bytes, start, end, resource, scope }) => {
      if (spans.length >= maxSpans) omittedSpanCount++;
      else spans.push(this.#codec.decodeSpan(bytes, start, end, resource, scope));
    });
    if (!found) return undefined;
    return omittedSpanCount > 0 ? { traceId, spans, omittedSpanCount } : { traceId, spans };
  }

  hasTrace(traceId: string): boolean {
    return this.#slotOf(traceId) >= 0;
  }

  summarizeTrace(traceId: string): TraceSummary | undefined {
    const slot = this.#slotOf(traceId);
    return slot < 0 ? undefined : summarizeRows(this.#summarySource, slot);
  }

  visitSpans(traceId: string, visit: (span: StoredSpan) => void): boolean {
    const slot = this.#slotOf(traceId);
    if (slot < 0) return false;
    const { nextInTrace, offset, length, resource, scope } = this.#rows;
    const first = this.#traces.head[slot];
    const span: StoredSpan = {
      bytes: this.#ring.bytes,
      start: 0,
      end: 0,
      resource: this.#resources.get(resource[first]),
      scope: this.#scopes.get(scope[first]),
    };
    for (let row = first; row >= 0; row = nextInTrace[row]) {
      span.start = offset[row];
      span.end = offset[row] + length[row];
      span.resource = this.#resources.get(resource[row]);
      span.scope = this.#scopes.get(scope[row]);
      visit(span);
    }
    return true;
  }

  visitMeasures(serviceName: string, visit: (measure: SpanMeasure) => void): void {
    const service = this.#services.find(serviceName);
    if (!service) return;
    const { trace, operation, kind, statusCode, startLow, startHigh, durationNs } = this.#rows;
    const names = new Map<number, string>();
    const measure: SpanMeasure = { operation: '', kind: 0, statusCode: 0, endMs: 0, durationNs: 0 };
    for (let i = 0; i < service.rows.length; i++) {
      const row = service.rows.at(i);
      if (trace[row] < 0) continue;
      let name = names.get(operation[row]);
      if (name === undefined) names.set(operation[row], (name = this.#nameOf(operation[row])));
      measure.operation = name;
      measure.kind = kind[row];
      measure.statusCode = statusCode[row];
      measure.endMs = millisecondsAfter(startLow[row], startHigh[row], durationNs[row]);
      measure.durationNs = durationNs[row];
      visit(measure);
    }
  }

  visitArrivals(since: number, visit: (span: ArrivedSpan) => void, maxSpans = Infinity): Arrivals {
    const rows = this.#rows;
    const { trace, operation, service, kind, statusCode, startLow, startHigh, durationNs, ids } = rows;
    const first = Math.max(since, rows.oldestOrder);
    const end = rows.oldestOrder + rows.count;
    const next = Math.max(since, Math.min(end, first + maxSpans));
    let lost = first - since;
    let row = 0;
    const nameOf = (id: number): string => this.#nameOf(id);
    const serviceNameOf = (id: number): string => this.#services.nameOf(id);
    // Cada coisa só é lida quando se pede: quem conta milhões de spans pede os números.
    const span: ArrivedSpan = {
      get service() {
        return serviceNameOf(service[row]);
      },
      get serviceId() {
        return service[row];
      },
      get operation() {
        return nameOf(operation[row]);
      },
      get operationId() {
        return operation[row];
      },
      get kind() {
        return kind[row];
      },
      get statusCode() {
        return statusCode[row];
      },
      get endMs() {
        return millisecondsAfter(startLow[row], startHigh[row], durationNs[row]);
      },
      get durationNs() {
        return durationNs[row];
      },
      traceId: () => this.#traces.idOf(trace[row]),
      spanId: () => spanIdOf(ids, row * 4),
    };
    for (let order = first; order < next; order++) {
      row = rows.at(order - rows.oldestOrder);
      if (trace[row] < 0) {
        lost++;
        continue;
      }
      visit(span);
    }
    return { next, more: next < end, lost };
  }

  #nameOf(operation: number): string {
    return Buffer.from(this.#names.bytesOf(operation)).toString();
  }

  #slotOf(traceId: string): number {
    if (!/^[0-9a-f]{32}$/.test(traceId)) return -1;
    const word = (i: number): number => Number.parseInt(traceId.slice(i * 8, i * 8 + 8), 16);
    return this.#traces.find(word(0), word(1), word(2), word(3));
  }

  getDependencies(startTimeMin: bigint, endTimeMax: bigint): DependencyLink[] {
    const links: DependencyLink[] = [];
    for (const [parent, calls] of this.#calls.count(startTimeMin, endTimeMax)) {
      const parentName = this.#services.nameOf(parent);
      for (const [child, count] of calls) {
        const name = this.#services.nameOf(child);
        links.push({ parent: parentName, child: name, callCount: count.calls, errorCount: count.errors });
      }
    }
    return links;
  }

  getStats(): StoreStats {
    return {
      traces: this.#traces.size,
      spans: this.#liveSpans,
      bytes: this.#requestBytes + this.#rows.count * BYTES_PER_ROW + this.#internedBytes() + this.#calls.memoryBytes,
      maxBytes: this.#maxBytes,
      evictedTraces: this.#evictedTraces,
      evictedSpans: this.#evictedSpans,
    };
  }
}

/** Bytes que os trechos ainda não internados ocupariam. */
function unseenBytes(batch: SpanBatch, ranges: number[], interner: ByteInterner): number {
  let bytes = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    if (interner.find(batch.bytes, ranges[i], ranges[i + 1], 0) >= 0) continue;
    bytes += ranges[i + 1] - ranges[i] + ENTRY_OVERHEAD;
  }
  return bytes;
}

/** Desconta um uso; o decodificado vai embora junto com o último. */
function release(id: number, interner: ByteInterner, decoded: DecodedCache<unknown>): void {
  if (interner.usesOf(id) === 1) decoded.delete(id);
  interner.release(id);
}
