/**
 * Armazenamento de logs em memória (contrato em `log-store.ts`).
 *
 *   anel de bytes   [ pedido | pedido | pedido … ]      os bytes como chegaram (44/64 de `maxBytes`)
 *                        ▲
 *   linhas          offset, length, instante, ids …       uma por registro (16/64)
 *                        ▲                  ▲
 *   índices         TimeOrder            TraceChains      por instante; por trace
 *
 * Os 4/64 que faltam são dos recursos e escopos, guardados uma vez por conteúdo.
 */
import { compareText } from '../attribute-text.ts';
import { ByteRing } from '../byte-ring.ts';
import type { Resource, Scope } from '../model.ts';
import { splitTime } from '../unix-time.ts';
import { InternedMessages } from './interned-messages.ts';
import type { LogBatch } from './log-batch.ts';
import type { LogCodec } from './log-codec.ts';
import { BYTES_PER_LOG_ROW, LogRows } from './log-rows.ts';
import type { LogQuery, LogStats, LogStore, StoredLog } from './log-store.ts';
import { TimeOrder } from './time-order.ts';
import { TraceChains } from './trace-chains.ts';
import { VisitedLog } from './visited-log.ts';
import { type SearchedLogs, visitRows } from './visit-rows.ts';

/** O menor limite que faz sentido: abaixo disto um pedido comum já não caberia. */
export const MIN_LOG_STORE_BYTES = 1 << 20;

/** Como `maxBytes` se divide. */
const RING_SHARE = 44 / 64;
const ROWS_SHARE = 16 / 64;
const INTERNED_SHARE = 4 / 64;

export interface MemoryLogStoreOptions {
  /** Memória para os logs, em bytes; pelo menos `MIN_LOG_STORE_BYTES`. */
  maxBytes: number;
  codec: LogCodec;
  /** A hora da chegada, em milissegundos Unix: a de um registro que não diz a sua. */
  now?: () => number;
}

export class MemoryLogStore implements LogStore {
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #ring: ByteRing;
  readonly #rows: LogRows;
  readonly #order: TimeOrder;
  readonly #chains: TraceChains;
  readonly #resources: InternedMessages<Resource>;
  readonly #scopes: InternedMessages<Scope>;
  readonly #source: SearchedLogs;
  #recordBytes = 0;
  #evictedRecords = 0;

  constructor({ maxBytes, codec, now = Date.now }: MemoryLogStoreOptions) {
    if (!(maxBytes >= MIN_LOG_STORE_BYTES)) {
      throw new RangeError(`maxBytes precisa ser pelo menos ${MIN_LOG_STORE_BYTES}; recebido: ${maxBytes}.`);
    }
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#ring = new ByteRing(Math.floor(maxBytes * RING_SHARE));
    this.#rows = new LogRows(Math.floor((maxBytes * ROWS_SHARE) / BYTES_PER_LOG_ROW));
    this.#order = new TimeOrder(this.#rows);
    this.#chains = new TraceChains(this.#rows, this.#ring.bytes);
    this.#resources = new InternedMessages((bytes) => codec.decodeResource(bytes));
    this.#scopes = new InternedMessages((bytes) => codec.decodeScope(bytes));
    this.#source = {
      rows: this.#rows,
      order: this.#order,
      chains: this.#chains,
      bytes: this.#ring.bytes,
      codec,
      resources: this.#resources,
      scopes: this.#scopes,
    };
  }

  append(batch: LogBatch): boolean {
    const { bytes, count } = batch;
    if (count === 0) return true;
    if (bytes.length > this.#ring.bytes.length || count > this.#rows.capacity) return false;
    const maxInterned = this.#maxBytes * INTERNED_SHARE;
    if (this.#unseenBytes(batch) > maxInterned) return false;
    while (this.#rows.count + count > this.#rows.capacity) this.#evictOldest();
    // Refeita a cada despejo: o recurso que o lote repete pode ter acabado de sair.
    while (this.#rows.count > 0 && this.#internedBytes() + this.#unseenBytes(batch) > maxInterned) this.#evictOldest();
    const base = this.#ring.write(bytes, this.#oldestRecord, this.#evictOldest);
    const resources = this.#resources.internAll(bytes, batch.resources);
    const scopes = this.#scopes.internAll(bytes, batch.scopes);
    const arrival = splitTime(BigInt(Math.trunc(this.#now())) * 1_000_000n);
    for (let i = 0; i < count; i++) {
      this.#appendRow(batch, i, base, resources[batch.resourceOf[i]], scopes[batch.scopeOf[i]], arrival);
    }
    return true;
  }

  #unseenBytes({ bytes, resources, scopes }: LogBatch): number {
    return this.#resources.unseenBytes(bytes, resources) + this.#scopes.unseenBytes(bytes, scopes);
  }

  #internedBytes(): number {
    return this.#resources.memoryBytes + this.#scopes.memoryBytes;
  }

  #appendRow(
    batch: LogBatch,
    i: number,
    base: number,
    resource: number,
    scope: number,
    [arrivalLow, arrivalHigh]: [low: number, high: number],
  ): void {
    const rows = this.#rows;
    const row = rows.push();
    const hasTime = batch.timeLow[i] !== 0 || batch.timeHigh[i] !== 0;
    rows.offset[row] = base + batch.recordStart[i];
    rows.length[row] = batch.recordEnd[i] - batch.recordStart[i];
    rows.timeLow[row] = hasTime ? batch.timeLow[i] : arrivalLow;
    rows.timeHigh[row] = hasTime ? batch.timeHigh[i] : arrivalHigh;
    rows.resource[row] = resource;
    rows.scope[row] = scope;
    rows.severity[row] = batch.severity[i];
    rows.hasTextBody[row] = batch.hasTextBody[i];
    rows.traceIdAt[row] = batch.traceIdAt[i] < 0 ? -1 : base + batch.traceIdAt[i];
    rows.spanIdAt[row] = batch.spanIdAt[i] < 0 ? -1 : base + batch.spanIdAt[i];
    this.#resources.addUse(resource);
    this.#scopes.addUse(scope);
    this.#order.add(row);
    if (rows.traceIdAt[row] >= 0) this.#chains.add(row);
    this.#recordBytes += rows.length[row];
  }

  #oldestRecord = (): { start: number; end: number } | undefined => {
    const { count, oldest, offset, length } = this.#rows;
    return count === 0 ? undefined : { start: offset[oldest], end: offset[oldest] + length[oldest] };
  };

  #evictOldest = (): void => {
    const rows = this.#rows;
    const row = rows.oldest;
    this.#order.remove(row);
    this.#resources.release(rows.resource[row]);
    this.#scopes.release(rows.scope[row]);
    this.#recordBytes -= rows.length[row];
    this.#evictedRecords++;
    rows.shift();
  };

  visit(query: LogQuery, visit: (log: StoredLog) => boolean | void): void {
    const log = new VisitedLog(this.#source);
    visitRows(this.#source, query, (row) => {
      log.row = row;
      return visit(log) !== false;
    });
  }

  countByTrace(traceIds: readonly string[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const traceId of new Set(traceIds)) {
      const { length } = [...this.#chains.rowsOf(traceId)];
      if (length > 0) counts.set(traceId, length);
    }
    return counts;
  }

  getResources(): Resource[] {
    return [...this.#resources.live].map((id) => this.#resources.get(id));
  }

  getServices(): string[] {
    return [...new Set(this.getResources().map(({ serviceName }) => serviceName))].toSorted(compareText);
  }

  getStats(): LogStats {
    const { count, lastSequence } = this.#rows;
    return {
      records: count,
      bytes: this.#recordBytes + count * BYTES_PER_LOG_ROW + this.#internedBytes(),
      maxBytes: this.#maxBytes,
      evictedRecords: this.#evictedRecords,
      lastSequence,
    };
  }
}
