/** As contas do caminho do span fecham, seja o que for que chegue, saia ou volte do disco. Portas e sockets de verdade. */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Luneta, startLuneta } from '../../start.ts';
import { ANY_PORTS } from '../../testing/any-ports.ts';
import { NO_MACHINE_FACTS } from './snapshot.ts';
import { type PathStation, spanPath } from './span-path.ts';
import { doorsOf } from './testing/doctor-of.ts';

let directory: string;
let luneta: Luneta;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'luneta-caminho-'));
  luneta = await open();
});
afterAll(async () => {
  await luneta?.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): Promise<Luneta> {
  return startLuneta({ ports: ANY_PORTS, maxBytes: 1 << 20, data: directory });
}

let ids = 0;

/** Um pedido OTLP com spans bons e, no mesmo trace, outros sem id. */
function otlp(good: number, bad = 0): string {
  const traceId = (++ids).toString(16).padStart(32, '0');
  const span = (spanId: string) => ({
    traceId,
    spanId,
    name: 's',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000001000000',
    // Vinte destes pedidos já enchem a memória.
    attributes: [{ key: 'nota', value: { stringValue: 'x'.repeat(3_000) } }],
  });
  const spans = [
    ...Array.from({ length: good }, (_, i) => span((i + 1).toString(16).padStart(16, '0'))),
    ...Array.from({ length: bad }, () => span('')),
  ];
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

/** O que se manda, e o que se espera que seja contado. */
interface Sent {
  messages: number;
  accepted: number;
  rejectedSpans: number;
  rejected: number;
  uploaded: number;
}

const NOTHING: Sent = { messages: 0, accepted: 0, rejectedSpans: 0, rejected: 0, uploaded: 0 };

type Action = (sent: Sent) => Promise<void>;

/** Manda, e confere a família do estado da resposta: 2, 3 ou 4. */
async function post(url: string, body: string, family: number, type = 'application/json'): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body, redirect: 'manual' });
  if (Math.floor(response.status / 100) !== family) throw new Error(`${url}: ${response.status}`);
  await response.arrayBuffer();
}

const small = fc.integer({ min: 1, max: 12 });
const lost = (door: 'ui' | 'otlpHttp' | 'zipkin', to: string, body: string, type?: string) =>
  fc.constant<Action>(async (sent) => {
    await post(`${luneta.urls[door]}${to}`, body, 4, type);
    sent.messages++;
    sent.rejected++;
  });

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(small, fc.boolean()).map(([good, twice]) => sendOtlp(good, 0, twice ? 2 : 1)) },
  fc.tuple(small, small).map(([good, bad]) => sendOtlp(good, bad, 1)),
  small.map((count): Action => async (sent) => {
    const span = { traceId: (++ids).toString(16).padStart(32, '0'), name: 's', timestamp: 1_700_000_000_000_000 };
    const spans = Array.from({ length: count }, (_, i) => ({ ...span, id: (i + 1).toString(16).padStart(16, '0') }));
    await post(`${luneta.urls.zipkin}/api/v2/spans`, JSON.stringify(spans), 2);
    sent.messages++;
    sent.accepted += count;
  }),
  lost('otlpHttp', '/v1/traces', '{'),
  lost('otlpHttp', '/v1/trace', '{}'),
  lost('otlpHttp', '/v1/traces', 'x', 'text/plain'),
  lost('zipkin', '/api/v2/spans', '[{}]'),
  lost('ui', '/v1/traces', '{}'),
  small.map((count): Action => async (sent) => {
    await post(`${luneta.urls.ui}/enviar`, otlp(count), 3);
    sent.uploaded += count;
  }),
  // Uma visita é uma mensagem, e não uma perda.
  fc.constant<Action>(async (sent) => {
    await (await fetch(`${luneta.urls.otlpHttp}/`)).text();
    sent.messages++;
  }),
);

function sendOtlp(good: number, bad: number, times: number): Action {
  const body = otlp(good, bad);
  return async (sent) => {
    for (let i = 0; i < times; i++) {
      await post(`${luneta.urls.otlpHttp}/v1/traces`, body, 2);
      sent.messages++;
      sent.accepted += good;
      sent.rejectedSpans += bad;
    }
  };
}

interface Counted {
  app: PathStation;
  processor: PathStation;
  exporter: PathStation;
  store: PathStation;
  /** A soma das portas. */
  doors: (name: keyof PathStation['counts']) => number;
}

function pathNow(): Counted {
  const { store } = luneta;
  const snapshot = {
    nowMs: Date.now(),
    doors: doorsOf(luneta),
    stats: store.getStats(),
    traces: [],
    machine: NO_MACHINE_FACTS,
  };
  const stations = spanPath(snapshot, store.getServices().length);
  const one = (name: PathStation['station']): PathStation => stations.find(({ station }) => station === name)!;
  const doors = stations.filter(({ station }) => station === 'door');
  return {
    app: one('app'),
    processor: one('processor'),
    exporter: one('exporter'),
    store: one('store'),
    doors: (name) => doors.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0),
  };
}

function expectSums(sent: Sent): void {
  const { processor, exporter, store, doors } = pathNow();
  const { spans = 0, evictedSpans = 0, otherSpans } = store.counts;
  expect({
    exporter: exporter.counts.messages,
    rejected: exporter.counts.rejected,
    processor: processor.counts.spans,
    other: otherSpans,
    stored: spans + evictedSpans,
  }).toEqual({
    exporter: sent.messages,
    rejected: sent.rejected,
    processor: sent.accepted + sent.rejectedSpans,
    other: sent.uploaded,
    stored: sent.accepted + sent.uploaded,
  });
  expect([doors('messages'), doors('rejected'), doors('spans'), doors('rejectedSpans')]).toEqual([
    sent.messages,
    sent.rejected,
    sent.accepted,
    sent.rejectedSpans,
  ]);
}

test('o que entra, o que se recusa e o que sai somam o que se mandou; depois do disco, também', async () => {
  const sent = { ...NOTHING };
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
      for (const act of actions) await act(sent);
      expectSums(sent);
    }),
    // As contas só crescem: o que falhou uma vez falharia sempre, e encolher não diz mais.
    { numRuns: 25, endOnFailure: true },
  );
  expect(luneta.store.getStats().evictedTraces).toBeGreaterThan(0);

  await luneta.close();
  luneta = await open();
  const { spans: restored } = luneta.store.getStats();
  expect(restored).toBeGreaterThan(0);
  const { app, store } = pathNow();
  expect(app).toMatchObject({ state: 'unknown', note: expect.stringContaining('do disco') });
  expect(store.counts.otherSpans).toBe(restored + (store.counts.evictedSpans ?? 0));
  const again: Sent = { ...NOTHING, uploaded: store.counts.otherSpans ?? 0 };
  await sendOtlp(3, 1, 2)(again);
  expectSums(again);
  expect(pathNow().app).toMatchObject({ state: 'ok', note: expect.stringContaining('criam spans') });
});
