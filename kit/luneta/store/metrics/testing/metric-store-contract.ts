/** A suíte do contrato de `metric-store.ts`: toda implementação passa por ela. Os números são os das regras. */
import { describe, expect, test } from 'vitest';
import { MAX_EXEMPLARS_PER_SERIES, type MetricStore } from '../metric-store.ts';
import { isStale, STALE } from '../stale.ts';
import { appendEach, dump, equalTo, family, labelsOf, matching, seriesName } from './metric-points.ts';

export interface MetricStoreLimits {
  maxBytes?: number;
  maxSeries?: number;
  maxSeriesPerMetric?: number;
  now?: () => number;
}

/** @param hasLimits As regras 7 e 8 valem para esta implementação. */
export function describeMetricStoreContract(
  implementation: string,
  create: (limits?: MetricStoreLimits) => MetricStore,
  { hasLimits }: { hasLimits: boolean },
): void {
  describe(`contrato das métricas: ${implementation}`, () => {
    test('vazio: nada em consulta alguma, sem erro', () => {
      const store = create();
      expect([store.select([], 0, Infinity), store.selectLabels([], 0, Infinity)]).toEqual([[], []]);
      expect([store.selectExemplars([], 0, Infinity), store.getMetadata(), store.getRejected()]).toEqual([[], [], []]);
      expect(store.append([])).toEqual({ accepted: 0, rejected: 0, reason: '' });
      expect(store.getStats()).toMatchObject({ metrics: 0, series: 0, samples: 0, rejectedPoints: 0 });
    });

    test('1. os mesmos rótulos em outra ordem, ou com um vazio a mais, são a mesma série', () => {
      const store = create();
      appendEach(
        store,
        { labels: { a: '1', b: '2' }, atMs: 1 },
        { labels: { b: '2', a: '1' }, atMs: 2 },
        { labels: { vazio: '', a: '1', b: '2' }, atMs: 3 },
      );
      expect(dump(store)).toEqual({ 'm{a="1",b="2"}': [1, 2, 3].map((at) => [at, 1]) });
      expect(store.selectLabels([], 0, 9)[0].map(([name]) => name)).toEqual(['__name__', 'a', 'b']);
    });

    test('2. o mesmo instante, ou um anterior ao último, não entra nem conta como recusado', () => {
      const store = create();
      appendEach(store, { atMs: 5, value: 1 });
      expect(store.append([family({ atMs: 5, value: 2 }), family({ atMs: 4, value: 3 })])).toMatchObject({
        rejected: 0,
      });
      appendEach(store, { atMs: 6, value: 4 });
      expect(dump(store)).toEqual({
        m: [
          [5, 1],
          [6, 4],
        ],
      });
    });

    test('3. delta se acumula; o mesmo ponto mandado de novo não se soma', () => {
      const store = create();
      appendEach(
        store,
        { atMs: 10, value: 5, isDelta: true, startMs: 0 },
        { atMs: 20, value: 0, isDelta: true, startMs: 10 },
        { atMs: 20, value: 7, isDelta: true, startMs: 10 },
        { atMs: 30, value: 2, isDelta: true, startMs: 20 },
      );
      expect(dump(store)).toEqual({
        m: [
          [10, 5],
          [20, 5],
          [30, 7],
        ],
      });
    });

    test('3. dois delta no mesmo milissegundo se somam, e um atrasado também, na última amostra', () => {
      const store = create();
      appendEach(store, { atMs: 20, value: 5, isDelta: true, startMs: 10 });
      const [before] = store.select([], 0, Infinity);
      appendEach(
        store,
        { atMs: 20, value: 2, isDelta: true, startMs: 20 },
        { atMs: 20, value: 3, isDelta: true, startMs: 20 },
        { atMs: 20, value: 5, isDelta: true, startMs: 10 },
        { atMs: 15, value: 100, isDelta: true, startMs: 5 },
        { atMs: 20, value: 1000, isDelta: true },
        { atMs: 20, value: STALE, isDelta: true, startMs: 20 },
      );
      expect(dump(store)).toEqual({ m: [[20, 1110]] });
      expect([...before.values]).toEqual([5]);
      appendEach(store, { atMs: 30, value: 1, isDelta: true, startMs: 20 });
      expect(dump(store)).toEqual({
        m: [
          [20, 1110],
          [30, 1111],
        ],
      });
    });

    test('3. um delta atrasado não desfaz a ausência que veio depois: conta na próxima amostra', () => {
      const store = create();
      appendEach(
        store,
        { atMs: 10, value: 5, isDelta: true },
        { atMs: 20, value: STALE, isDelta: true },
        { atMs: 20, value: 2, isDelta: true },
        { atMs: 15, value: 3, isDelta: true },
        { atMs: 30, value: 1, isDelta: true },
      );
      const [{ timestampsMs, values }] = store.select([], 0, Infinity);
      expect([...timestampsMs]).toEqual([10, 20, 30]);
      expect([values[0], isStale(values[1]), values[2]]).toEqual([5, true, 11]);
    });

    test('3. uma ausência no meio de uma soma delta não zera o acumulado', () => {
      const store = create();
      appendEach(
        store,
        { atMs: 1, value: 5, isDelta: true },
        { atMs: 2, value: STALE, isDelta: true },
        { atMs: 3, value: 1, isDelta: true },
      );
      expect(dump(store).m[2]).toEqual([3, 6]);
    });

    test('4. um recomeço que os valores não mostram ganha um zero', () => {
      const store = create();
      appendEach(store, { atMs: 10, value: 5, startMs: 1 }, { atMs: 20, value: 8, startMs: 15 });
      expect(dump(store)).toEqual({
        m: [
          [10, 5],
          [15, 0],
          [20, 8],
        ],
      });
    });

    test.each([
      ['o valor caiu: já se vê', { atMs: 20, value: 3, startMs: 15 }],
      ['o início é o mesmo', { atMs: 20, value: 8, startMs: 1 }],
      ['o início não é posterior à última amostra', { atMs: 20, value: 8, startMs: 10 }],
      ['não se sabe o início', { atMs: 20, value: 8 }],
    ])('4. sem zero quando %s', (_name, second) => {
      const store = create();
      appendEach(store, { atMs: 10, value: 5, startMs: 1 }, second);
      expect(dump(store).m).toEqual([
        [10, 5],
        [20, second.value],
      ]);
    });

    test('5. a ausência fica guardada, com os bits dela; outro NaN é um valor como outro qualquer', () => {
      const store = create();
      for (let i = 0; i < 5000; i++) appendEach(store, { atMs: i * 3 }, { atMs: i * 3 + 1, value: STALE });
      appendEach(store, { atMs: 1e6, value: Number.NaN });
      const [{ values }] = store.select([], 0, Infinity);
      let stale = 0;
      for (let i = 1; i < 10_000; i += 2) if (isStale(values[i])) stale++;
      expect(stale).toBe(5000);
      expect([Number.isNaN(values[10_000]), isStale(values[10_000])]).toEqual([true, false]);
    });

    test('6. o que foi acrescentado já aparece em todas as consultas', () => {
      const store = create();
      for (let i = 1; i <= 20; i++) {
        const exemplars = [{ labels: [], value: i, timestampMs: i }];
        const { version } = store.getStats();
        appendEach(store, { name: `m${i}`, labels: { job: 'loja' }, atMs: i, exemplars });
        expect(store.getStats().version).not.toBe(version);
        expect(store.select([equalTo('__name__', `m${i}`)], i, i)).toHaveLength(1);
        expect(store.selectLabels([equalTo('job', 'loja')], 0, 99)).toHaveLength(i);
        expect(store.selectExemplars([equalTo('job', 'loja')], 0, 99)).toHaveLength(i);
        expect(store.getMetadata(`m${i}`)).toMatchObject([{ name: `m${i}`, type: 'counter' }]);
      }
      expect(store.getStats()).toMatchObject({ metrics: 20, series: 20, samples: 20 });
    });

    test('consultas: todas as condições juntas, valores que faltam, intervalo fechado nas duas pontas', () => {
      const store = create();
      appendEach(
        store,
        { name: 'a', labels: { job: 'loja', rota: '/a' }, atMs: 10 },
        { name: 'a', labels: { job: 'loja', rota: '/b' }, atMs: 20 },
        { name: 'a', labels: { job: 'caixa' }, atMs: 30 },
        { name: 'b', atMs: 40 },
      );
      const names = (...args: Parameters<typeof dump> extends [unknown, ...infer Rest] ? Rest : never) =>
        Object.keys(dump(store, ...args));
      expect(names([equalTo('__name__', 'a'), equalTo('job', 'loja')])).toEqual([
        'a{job="loja",rota="/a"}',
        'a{job="loja",rota="/b"}',
      ]);
      expect(names([equalTo('rota', '')])).toEqual(['a{job="caixa"}', 'b']);
      expect(names([matching('job', (value) => value !== 'loja')])).toEqual(['a{job="caixa"}', 'b']);
      expect(names([matching('rota', (value) => value.startsWith('/'))])).toHaveLength(2);
      expect(
        names([matching('__name__', (value) => value === 'a'), matching('rota', (value) => value > '/a')]),
      ).toEqual(['a{job="loja",rota="/b"}']);
      expect(names([equalTo('job', 'não há')])).toEqual([]);
      expect(names([], 20, 30)).toEqual(['a{job="caixa"}', 'a{job="loja",rota="/b"}']);
      expect(names([], 21, 29)).toEqual([]);
      expect(store.selectLabels([], 20, 30)).toHaveLength(2);
    });

    test('um intervalo no meio de muitas amostras', () => {
      const store = create();
      for (let i = 0; i < 100; i++) appendEach(store, { atMs: i * 10, value: i });
      expect(dump(store, [], 205, 240).m).toEqual([
        [210, 21],
        [220, 22],
        [230, 23],
        [240, 24],
      ]);
      expect(store.selectLabels([], 201, 209)).toEqual([]);
      expect(store.selectLabels([], 210, 210)).toHaveLength(1);
      expect(dump(store, [], -Infinity, 0).m).toEqual([[0, 0]]);
      expect(dump(store, [], 990, Infinity).m).toEqual([[990, 99]]);
    });

    test('9. o que uma leitura devolveu não muda depois', () => {
      const store = create();
      appendEach(store, { labels: { a: '1' }, atMs: 1, exemplars: [{ labels: [], value: 1, timestampMs: 1 }] });
      const samples = store.select([], 0, 99);
      const exemplars = store.selectExemplars([], 0, 99);
      const before = JSON.stringify([samples, exemplars]);
      appendEach(store, { labels: { a: '1' }, atMs: 2, exemplars: [{ labels: [], value: 2, timestampMs: 2 }] });
      expect(JSON.stringify([samples, exemplars])).toBe(before);
    });

    test('10. nomes estranhos são nomes como outros quaisquer', () => {
      const store = create();
      const strange = ['__proto__', 'constructor', 'com\nlinha', '"aspas"', '🙂', 'e\u0301'];
      for (const name of strange) {
        store.append([
          {
            metadata: { name, type: 'gauge', help: '', unit: '', isDelta: false },
            points: [
              {
                timestampMs: 1,
                isDelta: false,
                samples: [
                  {
                    labels: [
                      ['__name__', name],
                      [name, name],
                    ],
                    value: 1,
                  },
                ],
              },
            ],
          },
        ]);
      }
      for (const name of strange) {
        expect(store.select([equalTo('__name__', name), equalTo(name, name)], 0, 9)).toHaveLength(1);
        expect(store.getMetadata(name)).toHaveLength(1);
      }
      appendEach(store, { name: '', labels: { '': 'x' }, atMs: 1 });
      expect(store.select([equalTo('', 'x')], 0, 9)).toHaveLength(1);
      expect(store.getStats().series).toBe(strange.length + 1);
    });

    test('11. os exemplars: os últimos, em ordem de chegada, no intervalo pedido', () => {
      const store = create();
      for (let i = 1; i <= MAX_EXEMPLARS_PER_SERIES + 5; i++) {
        appendEach(store, { atMs: i, exemplars: [{ labels: [['trace_id', `${i}`]], value: i, timestampMs: i }] });
      }
      const [{ labels, exemplars }] = store.selectExemplars([equalTo('__name__', 'm')], 0, 99);
      expect(seriesName(labels)).toBe('m');
      expect(exemplars.map(({ value }) => value)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
      expect(store.selectExemplars([], 7, 8)[0].exemplars).toHaveLength(2);
      expect(store.selectExemplars([], 50, 60)).toEqual([]);
    });

    test('metadados: os últimos que vieram, em ordem de nome; de um nome só', () => {
      const store = create();
      appendEach(
        store,
        { name: 'b', atMs: 1, type: 'gauge' },
        { name: 'a', atMs: 1 },
        { name: 'b', atMs: 2, type: 'counter' },
      );
      appendEach(store, { name: 'h_bucket', family: 'h', type: 'histogram', atMs: 1 });
      expect(store.getMetadata().map(({ name, type }) => [name, type])).toEqual([
        ['a', 'counter'],
        ['b', 'counter'],
        ['h', 'histogram'],
      ]);
      expect(store.getMetadata('h_bucket')).toEqual([]);
    });
  });

  if (hasLimits) describeLimits(implementation, create);
}

function describeLimits(implementation: string, create: (limits?: MetricStoreLimits) => MetricStore): void {
  describe(`limites das métricas: ${implementation}`, () => {
    const MINUTE = 60_000;

    test('7. faltando memória, saem as amostras mais antigas de todas as séries', () => {
      const store = create({ maxBytes: 1 << 20 });
      for (let i = 0; i < 10_000; i++) {
        store.append(Array.from({ length: 20 }, (_, k) => family({ labels: { k: `${k}` }, atMs: i * 1000, value: i })));
        const { bytes, maxBytes } = store.getStats();
        expect(bytes).toBeLessThanOrEqual(maxBytes);
      }
      const all = store.select([], 0, Infinity);
      expect(all).toHaveLength(20);
      const firsts = new Set(all.map(({ timestampsMs }) => timestampsMs[0]));
      expect(firsts.size).toBe(1);
      for (const { timestampsMs, values } of all) {
        expect(timestampsMs.at(-1)).toBe(9_999_000);
        expect(timestampsMs.length).toBe(10_000 - timestampsMs[0] / 1000);
        expect(timestampsMs.length).toBeGreaterThan(1500);
        expect(timestampsMs.every((at, i) => at === values[i] * 1000)).toBe(true);
      }
      const { samples, evictedSamples } = store.getStats();
      expect(samples + evictedSamples).toBe(200_000);
    });

    test('7. uma série que fica sem amostras sai inteira, com a métrica e as entradas de índice', () => {
      const store = create({ maxBytes: 1 << 20 });
      const exemplars = [{ labels: [], value: 1, timestampMs: 1 }];
      appendEach(store, { name: 'velha', labels: { pod: 'x' }, atMs: 1, exemplars });
      for (let i = 0; i < 100_000; i++) appendEach(store, { atMs: 1000 + i });
      expect(store.select([equalTo('pod', 'x')], 0, Infinity)).toEqual([]);
      expect(store.selectExemplars([], 0, Infinity)).toEqual([]);
      expect(store.getMetadata().map(({ name }) => name)).toEqual(['m']);
      expect(store.getStats()).toMatchObject({ metrics: 1, series: 1 });
      appendEach(store, { name: 'velha', labels: { pod: 'x' }, atMs: 2 });
      expect(store.select([equalTo('pod', 'x')], 0, Infinity)).toHaveLength(1);
    });

    test('7. os exemplars saem com as amostras do tempo deles', () => {
      const store = create({ maxBytes: 1 << 20 });
      appendEach(store, { atMs: 1, exemplars: [{ labels: [], value: 1, timestampMs: 1 }] });
      for (let i = 2; i < 100_000; i++) appendEach(store, { atMs: i });
      appendEach(store, { atMs: 100_000, exemplars: [{ labels: [], value: 2, timestampMs: 100_000 }] });
      expect(store.selectExemplars([], 0, Infinity)[0].exemplars.map(({ value }) => value)).toEqual([2]);
    });

    test('7. séries demais do mesmo instante também cabem no limite', () => {
      const store = create({ maxBytes: 1 << 20 });
      for (let i = 0; i < 5000; i++) appendEach(store, { labels: { pod: `pod-${i}-${'x'.repeat(500)}` }, atMs: 1000 });
      const { bytes, maxBytes, series } = store.getStats();
      expect(bytes).toBeLessThanOrEqual(maxBytes);
      expect(series).toBeGreaterThan(300);
    });

    test('7. no limite de séries, sai a que há mais tempo não recebe nada, se faz mais de cinco minutos', () => {
      let now = 0;
      const store = create({ maxSeries: 3, now: () => now });
      for (const k of ['a', 'b', 'c']) {
        appendEach(store, { labels: { k }, atMs: now + 1 });
        now += MINUTE;
      }
      appendEach(store, { labels: { k: 'a' }, atMs: now });
      // `b` parou no minuto 1.
      now = 6 * MINUTE;
      expect(store.append([family({ labels: { k: 'd' }, atMs: now })])).toMatchObject({ accepted: 0, rejected: 1 });
      now += 1;
      expect(store.append([family({ labels: { k: 'd' }, atMs: now })])).toMatchObject({ accepted: 1, rejected: 0 });
      expect(Object.keys(dump(store))).toEqual(['m{k="a"}', 'm{k="c"}', 'm{k="d"}']);
      expect(store.append([family({ labels: { k: 'e' }, atMs: now })])).toMatchObject({ rejected: 1 });
    });

    test('7. e 8. no limite de uma métrica, só ela perde; o motivo e o rótulo culpado são ditos', () => {
      const store = create({ maxSeriesPerMetric: 5 });
      const result = store.append(
        Array.from({ length: 9 }, (_, i) =>
          family({ name: 'ruim', labels: { user: `${i}`, rota: `${i % 2}` }, atMs: 1 }),
        ),
      );
      expect(result).toMatchObject({ accepted: 5, rejected: 4 });
      expect(result.reason).toContain('"ruim"');
      expect(result.reason).toContain('5 séries');
      expect(store.append([family({ name: 'boa', atMs: 1 })])).toMatchObject({ accepted: 1 });
      appendEach(store, { name: 'ruim', labels: { user: '0', rota: '0' }, atMs: 2 });
      expect(store.getRejected()).toEqual([
        { metric: 'ruim', points: 4, series: 5, widestLabel: { name: 'user', values: 5 } },
      ]);
      expect(store.getStats()).toMatchObject({ rejectedPoints: 4, series: 6, samples: 7 });
    });

    test('um ponto entra inteiro ou é recusado inteiro', () => {
      const store = create({ maxSeriesPerMetric: 3 });
      const histogram = (route: string) => ({
        metadata: { name: 'h', type: 'histogram' as const, help: '', unit: '', isDelta: false },
        points: [
          {
            timestampMs: 1,
            isDelta: false,
            samples: ['h_sum', 'h_count'].map((name) => ({ labels: labelsOf(name, { route }), value: 1 })),
          },
        ],
      });
      expect(store.append([histogram('/a')])).toMatchObject({ accepted: 1 });
      expect(store.append([histogram('/b')])).toMatchObject({ rejected: 1 });
      expect(store.getStats().series).toBe(2);
    });
  });
}
