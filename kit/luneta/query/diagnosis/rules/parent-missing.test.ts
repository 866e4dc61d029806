import { describe, expect, test } from 'vitest';
import { SpanKind } from '../../../store/model.ts';
import { type TestSpan, TRACE_B } from '../../../store/testing/spans.ts';
import { findingOf, snapshotOf, timed } from '../testing/snapshot-of.ts';
import { rule } from './parent-missing.ts';

/** Flags do OTLP: sabe-se, e o pai é (ou não) de outro processo. */
const LOCAL = 0x101;
const REMOTE = 0x301;

const server = (parent: number, time: [number, number] = [10, 20], flags = REMOTE): TestSpan =>
  timed(9, time, { parent, kind: SpanKind.SERVER, service: 'estoque', flags });

test('pai do mesmo processo que não veio', async () => {
  const orphan = timed(2, [0, 5], { parent: 77, flags: LOCAL, name: 'consulta' });
  expect(await findingOf(rule, [orphan])).toMatchObject({
    count: 1,
    examples: [{ detail: 'consulta: o pai seria 000000000000004e' }],
  });
});

test('enquanto o serviço não começa outra coisa, o pai pode só ser demorado: é uma informação', async () => {
  const orphan = timed(2, [0, 5], { parent: 77, flags: LOCAL, service: 'loja' });
  const later = (ms: number, service: string): TestSpan => timed(3, [ms, ms + 1], { traceId: TRACE_B, service });
  const severityWith = async (...others: TestSpan[]): Promise<string | undefined> =>
    (await findingOf(rule, [orphan, ...others]))?.severity;
  expect(await severityWith()).toBe('info');
  expect(await severityWith(later(50_000, 'loja'))).toBe('info');
  expect(await severityWith(later(70_000, 'outra'))).toBe('info');
  expect(await severityWith(later(70_000, 'loja'))).toBe('warning');
});

test('num serviço de pedidos longos, espera-se o dobro do mais longo que já acabou', async () => {
  const orphan = timed(2, [0, 5], { parent: 77, flags: LOCAL, service: 'avisos' });
  const stream = timed(3, [0, 90_000], { traceId: TRACE_B, kind: SpanKind.SERVER, service: 'avisos' });
  const after = async (ms: number, ...others: TestSpan[]): Promise<number | undefined> =>
    (await findingOf(rule, [orphan, ...others], { nowMs: 1_005 + ms }))?.count;
  expect(await after(61_000)).toBe(1);
  expect(await after(179_000, stream)).toBeUndefined();
  expect(await after(181_000, stream)).toBe(1);
  expect(await after(61_000, { ...stream, service: 'outra' })).toBe(1);
});

test('só depois de um minuto de silêncio do trace', async () => {
  const orphan = timed(2, [0, 5], { parent: 77, flags: LOCAL });
  expect(await findingOf(rule, [orphan], { nowMs: 1_005 + 59_000 })).toBeUndefined();
  expect(await findingOf(rule, [orphan], { nowMs: 1_005 + 61_000 })).toBeDefined();
});

describe('pai de outro processo', () => {
  const root = timed(1, [0, 100], { service: 'loja' });
  const call = timed(3, [5, 30], { parent: 1, kind: SpanKind.CLIENT, service: 'loja' });
  const sent = timed(3, [5, 6], { parent: 1, kind: SpanKind.PRODUCER, service: 'loja' });
  test.each<[string, TestSpan[], number | undefined]>([
    ['de um navegador, que não manda nada: normal', [server(77)], undefined],
    [
      'de um navegador que chamou dois serviços: normal',
      [server(77), timed(8, [30, 40], { ...server(77) })],
      undefined,
    ],
    ['sem os flags do OTLP, quem atende tem pai remoto', [server(77, [10, 20], 1)], undefined],
    ['um gateway no meio: a chamada que chegou cobre este span', [root, call, server(77)], undefined],
    ['uma fila no meio: a mensagem saiu antes', [root, sent, server(77, [50, 60])], undefined],
    ['a chamada da loja se perdeu', [root, server(77)], 1],
    ['a chamada que chegou acabou antes: a deste span se perdeu', [root, call, server(77, [50, 60])], 1],
  ])('%s', async (_name, spans, count) => {
    expect((await findingOf(rule, spans))?.count).toBe(count);
  });
});

test('um trace lido só em parte não tem pais perdidos', async () => {
  const whole = await snapshotOf([timed(2, [0, 5], { parent: 77, flags: LOCAL })]);
  const traces = whole.traces.map((trace) => ({ ...trace, partial: true }));
  expect([...rule.find({ ...whole, traces })]).toEqual([]);
  expect([...rule.find(whole)]).toHaveLength(1);
});

test('com traces que já saíram pelo limite, só conta o que começou depois deles', async () => {
  const orphan = (time: [number, number], traceId?: string): TestSpan =>
    timed(2, time, { parent: 77, flags: LOCAL, ...(traceId && { traceId }) });
  const snapshot = await snapshotOf([orphan([0, 5]), orphan([50, 55], TRACE_B)]);
  const evicted = { ...snapshot, stats: { ...snapshot.stats, evictedTraces: 3 } };
  expect([...rule.find(snapshot)]).toHaveLength(2);
  expect([...rule.find(evicted)].map((sighting) => sighting?.traceId)).toEqual([TRACE_B]);
});
