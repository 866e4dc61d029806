/** Refazer a memória: com despejo no meio, nunca com um trace pela metade. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countExpired, listSegments } from './journal/segment-files.ts';
import { createIngest } from './receivers/ingest.ts';
import { createTraceIngest } from './receivers/ingest-traces.ts';
import { restoreFromJournals } from './restore.ts';
import { createStores } from './stores.ts';
import { spanId, text, toRequest, traceId } from './store/testing/spans.ts';

const MAX_BYTES = 1 << 20;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'luneta-refazer-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function open() {
  const stores = createStores(MAX_BYTES);
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  const { journals, restored } = await restoreFromJournals(stores, { directory, maxBytes: MAX_BYTES, onWarning });
  const close = () => Promise.all(Object.values(journals).map((journal) => journal.close()));
  return { store: stores.spans, warnings, close, restored, ingest: createIngest(stores, journals) };
}

test('o armazenamento refeito é igual ao de antes', async () => {
  const first = await open();
  for (let n = 0; n < 50; n++)
    first.ingest.traces(toRequest([{ traceId: traceId(n % 20), spanId: spanId(n), service: `s${n % 3}` }]));
  await first.close();
  const second = await open();
  await second.close();
  expect(second.restored).toEqual({ directory, traces: 20, spans: 50, metricPoints: 0, logRecords: 0 });
  expect(second.store.getStats()).toEqual(first.store.getStats());
  for (let n = 0; n < 20; n++) expect(second.store.getTrace(traceId(n))).toEqual(first.store.getTrace(traceId(n)));
});

test('pedidos inválidos, sem spans ou maiores que a memória não vão para o disco', async () => {
  const { close, ingest } = await open();
  expect(() => ingest.traces(Buffer.of(0xff))).toThrow(expect.objectContaining({ code: 'malformed' }));
  ingest.traces(new Uint8Array(0));
  const big = toRequest([{ attributes: [text('big', 'x'.repeat(MAX_BYTES))] }]);
  expect(() => ingest.traces(big)).toThrow(expect.objectContaining({ code: 'too_large' }));
  await close();
  expect(listSegments(directory)).toEqual([]);
});

test('o que o diário não grava não aparece nas consultas', async () => {
  const store = createStores(MAX_BYTES).spans;
  const failure = new Error('disco cheio');
  const ingest = createTraceIngest(store, {
    append() {
      throw failure;
    },
    retract() {},
  });
  expect(() => ingest.traces(toRequest([{}]))).toThrow(failure);
  expect(store.getStats().spans).toBe(0);
});

test('abortada, rejeita com o motivo e solta a pasta', async () => {
  const first = await open();
  first.ingest.traces(toRequest([{}]));
  await first.close();
  const signal = AbortSignal.abort();
  const options = { directory, maxBytes: MAX_BYTES, onWarning: () => {} };
  await expect(restoreFromJournals(createStores(MAX_BYTES), options, signal)).rejects.toBe(signal.reason);
  const { close, restored } = await open();
  await close();
  expect(restored.traces).toBe(1);
});

/**
 * Traces de dois pedidos, o segundo bem depois do primeiro, até muito além do que cabe na memória e no disco. A cada
 * tanto a Luneta recomeça. Um trace só com o segundo pedido seria um trace pela metade.
 */
test('recomeçar depois de despejar e de apagar segmentos: todo trace que volta está inteiro', async () => {
  const requestBytes = 4000;
  const distance = Math.floor((0.5 * MAX_BYTES) / requestBytes);
  const padding = [text('padding', 'x'.repeat(requestBytes / 2 - 100))];
  const part = (n: number, half: number) => ({
    traceId: traceId(n),
    spanId: spanId(2 * n + half),
    attributes: padding,
  });
  let expired = 0;
  const returned: number[] = [];
  for (let n = distance; n < 12 * distance;) {
    const { store, warnings, close, restored, ingest } = await open();
    returned.push(restored.traces);
    for (let old = distance; old < n - distance; old++) {
      const spans = store.getTrace(traceId(old))?.spans.map((span) => span.spanId) ?? [];
      expect([[], [spanId(2 * old), spanId(2 * old + 1)]]).toContainEqual(spans);
    }
    // Cada pedido: o começo do trace n e o fim do trace n - distance.
    const until = n + Math.floor(distance * 0.9);
    for (; n < until; n++)
      ingest.traces(toRequest([part(n, 0), ...(n >= 2 * distance ? [part(n - distance, 1)] : [])]));
    await close();
    expired += countExpired(listSegments(directory), MAX_BYTES) > 0 ? 1 : 0;
    expect(warnings).toEqual([]);
  }
  expect(listSegments(directory)[0].number).toBeGreaterThan(5);
  expect(expired).toBeGreaterThan(0);
  expect(Math.min(...returned.slice(1))).toBeGreaterThan(distance / 2);
});
