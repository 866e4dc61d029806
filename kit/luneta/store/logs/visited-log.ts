/** O registro que uma visita mostra: um só objeto, que aponta para uma linha de cada vez. */
import type { Resource, Scope } from '../model.ts';
import { joinHalves } from '../unix-time.ts';
import type { LogCodec } from './log-codec.ts';
import type { LogRows } from './log-rows.ts';
import type { LogRecord, StoredLog } from './log-store.ts';

/** De onde se lê uma linha. */
export interface LogSource {
  rows: LogRows;
  /** O anel de bytes. */
  bytes: Buffer;
  codec: LogCodec;
  resources: { get(id: number): Resource };
  scopes: { get(id: number): Scope };
}

export class VisitedLog implements StoredLog {
  readonly #source: LogSource;
  row = -1;

  constructor(source: LogSource) {
    this.#source = source;
  }

  get timeUnixNano(): bigint {
    const { timeLow, timeHigh } = this.#source.rows;
    return joinHalves(timeLow[this.row], timeHigh[this.row]);
  }

  get severityNumber(): number {
    return this.#source.rows.severity[this.row];
  }

  get resource(): Resource {
    return this.#source.resources.get(this.#source.rows.resource[this.row]);
  }

  get traceId(): string {
    return this.#hexAt(this.#source.rows.traceIdAt[this.row], 16);
  }

  get spanId(): string {
    return this.#hexAt(this.#source.rows.spanIdAt[this.row], 8);
  }

  get sequence(): number {
    return this.#source.rows.sequenceOf(this.row);
  }

  get byteLength(): number {
    return this.#source.rows.length[this.row];
  }

  get hasTextBody(): boolean {
    return this.#source.rows.hasTextBody[this.row] === 1;
  }

  contains(bytes: Uint8Array): boolean {
    const { offset, length } = this.#source.rows;
    const start = offset[this.row];
    return this.#source.bytes.subarray(start, start + length[this.row]).includes(bytes as Buffer);
  }

  decode(): LogRecord {
    const { rows, bytes, codec, scopes } = this.#source;
    const start = rows.offset[this.row];
    return codec.decodeRecord(bytes, start, start + rows.length[this.row], {
      timeUnixNano: this.timeUnixNano,
      traceId: this.traceId,
      spanId: this.spanId,
      resource: this.resource,
      scope: scopes.get(rows.scope[this.row]),
      sequence: this.sequence,
    });
  }

  #hexAt(at: number, size: number): string {
    return at < 0 ? '' : this.#source.bytes.toString('hex', at, at + size);
  }
}
