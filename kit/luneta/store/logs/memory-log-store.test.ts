import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logCodec } from '../../wire/otlp-log-codec.ts';
import type { LogQuery, LogRecord } from './log-store.ts';
import { MemoryLogStore, MIN_LOG_STORE_BYTES } from './memory-log-store.ts';
import { describeLogStoreContract } from './testing/log-store-contract.ts';
import { appendLogs, logBatch, readLogs, type TestLog, timeOf } from './testing/logs.ts';

const create = ({ maxBytes = 16 << 20, now = Date.now } = {}): MemoryLogStore =>
  new MemoryLogStore({ maxBytes, codec: logCodec, now });

describeLogStoreContract('memória', create);

test('um limite pequeno demais é recusado com o valor recebido', () => {
  expect(() => create({ maxBytes: 10 })).toThrow(`pelo menos ${MIN_LOG_STORE_BYTES}; recebido: 10`);
  expect(() => create({ maxBytes: Number.NaN })).toThrow('recebido: NaN');
});

test('recursos lidos não podem ser alterados por quem os recebe', () => {
  const store = create();
  appendLogs(store, {});
  const [{ resource }] = readLogs(store);
  expect(() => (resource.serviceName = 'outro')).toThrow(TypeError);
});

test('milhares de recursos distintos não fazem a memória dos índices crescer sem fim', () => {
  const store = create({ maxBytes: 1 << 20 });
  for (let i = 0; i < 5000; i++) appendLogs(store, { service: `service ${i}`, scopeName: `scope ${i}` });
  const { bytes, maxBytes, records } = store.getStats();
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect(records).toBeGreaterThan(50);
  expect(store.getServices()).toHaveLength(records);
});

test('chegando de trás para a frente, nada fica lento', () => {
  const store = create({ maxBytes: 64 << 20 });
  const count = 20_000;
  for (let from = count; from > 0; from -= 1000) {
    appendLogs(store, ...Array.from({ length: 1000 }, (_, i) => ({ timeUnixNano: timeOf(from - i) })));
  }
  const batch = logBatch(...Array.from({ length: 1000 }, (_, i) => ({ timeUnixNano: timeOf(-i) })));
  const before = process.cpuUsage();
  for (let i = 0; i < 20; i++) store.append(batch);
  const { user } = process.cpuUsage(before);
  expect(user / 1000).toBeLessThan(1000);
  const times = readLogs(store).map(({ timeUnixNano }) => timeUnixNano);
  expect(times).toHaveLength(count * 2);
  expect(times.every((time, i) => i === 0 || times[i - 1] >= time)).toBe(true);
});

const traceIds = ['1', '2', 'ab'].map((digits) => digits.padStart(32, '0'));
const arbitraryLog: fc.Arbitrary<TestLog> = fc.record({
  timeUnixNano: fc.oneof(
    fc.nat(40).map((n) => timeOf(n)),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ),
  observedTimeUnixNano: fc.constantFrom(0n, timeOf(20)),
  severityNumber: fc.nat(24),
  traceId: fc.option(fc.constantFrom(...traceIds), { nil: undefined }),
  service: fc.constantFrom('a', 'b', 'c'),
  // Alguns grandes: para que o espaço acabe.
  body: fc.oneof(
    fc.string(),
    fc.constantFrom(100, 9000, 40_000).map((size) => 'x'.repeat(size)),
  ),
});
const arbitraryQuery: fc.Arbitrary<LogQuery> = fc.record(
  {
    startUnixNano: fc.nat(50).map((n) => timeOf(n)),
    endUnixNano: fc.nat(50).map((n) => timeOf(n)),
    acceptsResource: fc.constantFrom('a', 'b').map(
      (name) =>
        ({ serviceName }: { serviceName: string }) =>
          serviceName === name,
    ),
    minSeverity: fc.integer({ min: 1, max: 24 }),
    traceId: fc.constantFrom(...traceIds, 'f'.repeat(32)),
    newestFirst: fc.boolean(),
    afterSequence: fc.nat(60),
    resumeAfter: fc.record({ timeUnixNano: fc.nat(40).map((n) => timeOf(n)), sequence: fc.nat(60) }),
  },
  { requiredKeys: [] },
);

/** O mesmo, sobre uma lista na ordem da chegada. */
function naiveVisit(records: readonly LogRecord[], query: LogQuery): LogRecord[] {
  const { newestFirst = true, resumeAfter } = query;
  const compare = (a: Pick<LogRecord, 'timeUnixNano' | 'sequence'>, b: typeof a): number =>
    (a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : a.sequence - b.sequence) *
    (newestFirst ? -1 : 1);
  return records
    .filter(
      (record) =>
        record.timeUnixNano >= (query.startUnixNano ?? 0n) &&
        record.timeUnixNano < (query.endUnixNano ?? 2n ** 64n) &&
        (query.acceptsResource?.(record.resource) ?? true) &&
        record.severityNumber >= (query.minSeverity ?? 0) &&
        (query.traceId === undefined || record.traceId === query.traceId) &&
        record.sequence > (query.afterSequence ?? 0) &&
        (!resumeAfter || compare(record, resumeAfter) > 0),
    )
    .toSorted(compare);
}

test('qualquer sequência de lotes e de consultas dá o mesmo que uma lista', () => {
  let evicted = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(arbitraryLog, { minLength: 1, maxLength: 12 }), { maxLength: 20 }),
      fc.array(arbitraryQuery, { minLength: 1, maxLength: 4 }),
      (batches, queries) => {
        const store = create({ maxBytes: 1 << 20, now: () => 1_795_176_000_000 });
        let kept: LogRecord[] = [];
        // Quase cheio desde o começo: os despejos vêm logo.
        const filler = Array.from({ length: 13 }, (_, i) => ({ body: 'x'.repeat(50_000), timeUnixNano: timeOf(i) }));
        for (const logs of [filler, ...batches]) {
          const before = store.getStats().lastSequence;
          expect(appendLogs(store, ...logs)).toBe(true);
          kept.push(...readLogs(store, { afterSequence: before }).toSorted((a, b) => a.sequence - b.sequence));
          const { records, lastSequence, bytes, maxBytes } = store.getStats();
          expect(bytes).toBeLessThanOrEqual(maxBytes);
          expect(lastSequence).toBe(before + logs.length);
          evicted += kept.length - records;
          kept = kept.slice(-records);
          for (const query of queries) expect(readLogs(store, query)).toEqual(naiveVisit(kept, query));
        }
        expect(readLogs(store)).toEqual(naiveVisit(kept, {}));
        expect(store.getServices()).toEqual([...new Set(kept.map(({ resource }) => resource.serviceName))].toSorted());
        for (const id of traceIds) {
          const count = kept.filter(({ traceId }) => traceId === id).length;
          expect(store.countByTrace([id]).get(id) ?? 0).toBe(count);
        }
      },
    ),
    { numRuns: 40 },
  );
  // Sem despejos o teste diria pouco.
  expect(evicted).toBeGreaterThan(20);
});
