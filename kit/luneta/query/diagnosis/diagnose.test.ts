/** O diagnóstico numa Luneta cheia: limitado, em fatias, e guardado por um instante. */
import { describe, expect, test } from 'vitest';
import { createDoorStats, noteRejection } from '../../receivers/door.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import { append, spanId, text, traceId, TRACE_A } from '../../store/testing/spans.ts';
import { otlpCodec } from '../../wire/otlp-codec.ts';
import { SpanKind } from '../../store/model.ts';
import { createDiagnose, type DiagnosisDeps } from './diagnose.ts';
import { HTTP_SCOPE } from './span-facts.ts';
import {
  MAX_BYTES_PER_TRACE,
  MAX_SPANS,
  MAX_SPANS_PER_TRACE,
  MAX_TRACES,
  readNewestTraces,
  readTracesOf,
} from './snapshot.ts';

const noPause = (): undefined => undefined;

function newStore(maxBytes = 64 << 20): MemoryStore {
  return new MemoryStore({ maxBytes, codec: otlpCodec });
}

function fill(store: MemoryStore, traces: number, spansOf: number, service = 'loja'): void {
  for (let t = 0; t < traces; t++) {
    const spans = Array.from({ length: spansOf }, (_, i) => ({ traceId: traceId(t), spanId: spanId(i), service }));
    append(store, ...spans);
  }
}

describe('o que se lê é limitado', () => {
  test('em traces, em spans e em spans de um trace', async () => {
    const manyTraces = newStore();
    fill(manyTraces, MAX_TRACES + 10, 1);
    expect(await readNewestTraces(manyTraces, noPause)).toHaveLength(MAX_TRACES);

    const manySpans = newStore();
    fill(manySpans, 12, 1_000);
    const read = await readNewestTraces(manySpans, noPause);
    expect(read.flatMap(({ nodes }) => nodes)).toHaveLength(MAX_SPANS);
    expect(read[0]).toMatchObject({ traceId: traceId(11), partial: false });

    const bigTrace = newStore();
    fill(bigTrace, 1, MAX_SPANS_PER_TRACE + 1);
    const [big] = await readNewestTraces(bigTrace, noPause);
    expect([big.nodes.length, big.partial]).toEqual([MAX_SPANS_PER_TRACE, true]);
  });

  test('em bytes: spans enormes contam pelo tamanho', async () => {
    const store = newStore();
    const attributes = [text('corpo', 'x'.repeat(MAX_BYTES_PER_TRACE / 4))];
    const spans = Array.from({ length: 8 }, (_, i) => ({ traceId: TRACE_A, spanId: spanId(i), attributes }));
    append(store, ...spans);
    const [trace] = await readNewestTraces(store, noPause);
    expect([trace.nodes.length, trace.partial]).toEqual([3, true]);
  });

  test('um serviço raro é lido mesmo que os mais novos sejam de outros', async () => {
    const store = newStore();
    append(store, { traceId: TRACE_A, service: 'rara' });
    fill(store, MAX_TRACES + 1, 1);
    const newest = await readNewestTraces(store, noPause);
    expect(newest.map((trace) => trace.traceId)).not.toContain(TRACE_A);
    const rare = await readTracesOf(store, 'rara', newest, noPause);
    expect(rare.map((trace) => trace.traceId)).toEqual([TRACE_A]);
    // Os que já foram lidos não se leem de novo.
    expect(await readTracesOf(store, 'loja', newest.slice(1), noPause)).toMatchObject([{ traceId: newest[0].traceId }]);
  });
});

test('enquanto um diagnóstico corre, o processo atende', async () => {
  const store = newStore();
  fill(store, 20, 500);
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  await createDiagnose({ store, doors: () => [], now: Date.now })();
  clearInterval(turn);
  expect(turns).toBeGreaterThan(3);
});

describe('muitos pedidos juntos', () => {
  test('um exame por vez, e os traces lidos uma vez só para todos', async () => {
    const store = newStore();
    const services = Array.from({ length: 12 }, (_, i) => `s${i}`);
    services.forEach((service, i) => append(store, { traceId: traceId(i), service }));
    let read = 0;
    const getTrace = store.getTrace.bind(store);
    store.getTrace = (...args) => (read++, getTrace(...args));
    const diagnose = createDiagnose({ store, doors: () => [], now: Date.now });
    await Promise.all(services.map((service) => diagnose(service)));
    // Dois ao mesmo tempo leriam cada um os seus.
    expect(read).toBe(12);
    await diagnose();
    // A fila acabou: os traces lidos não ficam na memória.
    expect(read).toBe(24);
  });

  test('serviços que não existem têm todos o mesmo exame; o que espera a vez não é feito de novo', async () => {
    const store = newStore();
    fill(store, 3, 1);
    const diagnose = createDiagnose({ store, doors: () => [], now: Date.now });
    const first = diagnose('nenhum');
    const others = Array.from({ length: 60 }, (_, i) => diagnose(`nenhum-${i}`));
    expect(new Set(others)).toEqual(new Set([first]));
    expect((await first).findings).toEqual([]);
  });

  test('quem examina sem que lhe peçam não pergunta nada a ninguém; a quem pede, não serve o exame dele', async () => {
    const store = newStore();
    append(store, {
      traceId: TRACE_A,
      service: 'loja',
      scopeName: HTTP_SCOPE,
      kind: SpanKind.SERVER,
      attributes: [
        text('http.request.method', 'GET'),
        text('http.response.status_code', '200'),
        text('url.path', '/'),
        text('server.address', 'localhost'),
        text('server.port', '3000'),
      ],
    });
    const asked: number[] = [];
    const ask: DiagnosisDeps['ask'] = (port) => {
      asked.push(port);
      return Promise.resolve({ server: '', poweredBy: 'Express' });
    };
    const diagnose = createDiagnose({ store, doors: () => [], now: () => 1_000_000, ask });
    expect((await diagnose(undefined, { quiet: true })).findings).toEqual([]);
    expect(asked).toEqual([]);
    const told = await diagnose();
    expect(told.findings).toMatchObject([{ code: 'route_missing' }]);
    expect(await diagnose(undefined, { quiet: true })).toBe(told);
    expect(asked).toEqual([3000]);
  });
});

describe('o diagnóstico vale por um instante', () => {
  const stats = createDoorStats();
  const start = () => {
    const store = newStore(1 << 20);
    const clock = { ms: 1_000_000 };
    const deps: DiagnosisDeps = {
      store,
      now: () => clock.ms,
      doors: () => [{ name: 'otlpHttp', port: 4318, stats }],
    };
    return { store, clock, diagnose: createDiagnose(deps) };
  };

  test('se algo chega, dez vezes o que custou, e no máximo um segundo; se nada mudou, cinco', async () => {
    const { store, clock, diagnose } = start();
    const first = diagnose();
    clock.ms += 50;
    await first;
    append(store, { traceId: TRACE_A });
    clock.ms += 440;
    expect(diagnose()).toBe(first);
    clock.ms += 20;
    const second = diagnose();
    expect(second).not.toBe(first);
    clock.ms += 500;
    await second;
    append(store, { traceId: TRACE_A });
    clock.ms += 490;
    expect(diagnose()).toBe(second);
    clock.ms += 20;
    const third = diagnose();
    expect(third).not.toBe(second);
    await third;
    clock.ms += 4_900;
    expect(diagnose()).toBe(third);
    clock.ms += 200;
    expect(diagnose()).not.toBe(third);
  });

  test('o que acaba de chegar não espera: quem mandou quer saber do que mandou', async () => {
    const own = createDoorStats();
    const diagnose = createDiagnose({
      store: newStore(1 << 20),
      now: () => 1_000_000,
      doors: () => [{ name: 'otlpHttp', port: 4318, stats: own }],
    });
    const codes = async () => (await diagnose()).findings.map(({ code }) => code);
    expect(await codes()).toEqual(['nothing_arrived']);
    noteRejection(own, 'malformed', 'x');
    expect(await codes()).toContain('message_rejected');
  });

  test('uma recusa muda a resposta; cada serviço tem a sua', async () => {
    const { store, clock, diagnose } = start();
    append(store, { traceId: TRACE_A, service: 'loja' });
    const first = diagnose();
    expect(diagnose('loja')).not.toBe(first);
    expect(diagnose()).toBe(first);
    await first;
    clock.ms += 1_100;
    noteRejection(stats, 'malformed', 'x');
    expect(diagnose()).not.toBe(first);
    await Promise.all([first, diagnose('loja'), diagnose()]);
  });

  test('uma falha não fica guardada', async () => {
    const { store } = start();
    let broken = true;
    const doors = (): [] => {
      if (broken) throw new Error('defeito');
      return [];
    };
    let asked = 0;
    const diagnose = createDiagnose({ store, now: () => 0, doors: () => (asked++ > 0 ? doors() : []) });
    await expect(diagnose()).rejects.toThrow('defeito');
    broken = false;
    expect((await diagnose()).findings).toMatchObject([{ code: 'nothing_arrived' }]);
  });
});
