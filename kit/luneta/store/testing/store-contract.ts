/**
 * A suíte do contrato de `store.ts`: qualquer implementação de `SpanStore` passa por ela.
 * Os números são os dos casos do contrato.
 */
import { describe, expect, test } from 'vitest';
import { type Arrivals, EMPTY_SPAN_NAME, type SpanMeasure, type SpanStore } from '../store.ts';
import { append, attribute, spanId, text, TRACE_A, TRACE_B, TRACE_C, traceId } from './spans.ts';

const EVERYTHING = { limit: 100 } as const;

export function describeStoreContract(
  implementation: string,
  create: (options?: { maxBytes?: number }) => SpanStore,
): void {
  describe(`contrato do armazenamento: ${implementation}`, () => {
    const spanIds = (store: SpanStore, id: string): string[] | undefined =>
      store.getTrace(id)?.spans.map((span) => span.spanId);

    test('vazio: nada em consulta alguma, sem erro', () => {
      const store = create();
      expect(store.getServices()).toEqual([]);
      expect(store.getOperations('service')).toEqual([]);
      expect(store.findTraceIds(EVERYTHING)).toEqual([]);
      expect(store.getTrace(TRACE_A)).toBeUndefined();
      expect(store.summarizeTrace(TRACE_A)).toBeUndefined();
      expect([store.hasTrace(TRACE_A), store.visitSpans(TRACE_A, () => {})]).toEqual([false, false]);
      expect(store.getDependencies(0n, 10n ** 19n)).toEqual([]);
      expect(store.getStats()).toMatchObject({ traces: 0, spans: 0, evictedTraces: 0 });
    });

    test('1. um segundo lote do mesmo trace se junta ao primeiro, na ordem de chegada', () => {
      const store = create();
      append(store, { spanId: spanId(1) }, { spanId: spanId(2) });
      append(store, { spanId: spanId(3) });
      expect(spanIds(store, TRACE_A)).toEqual([spanId(1), spanId(2), spanId(3)]);
      expect(store.hasTrace(TRACE_A)).toBe(true);
      expect(store.getTrace(TRACE_A, 2)).toMatchObject({ spans: [{}, {}], omittedSpanCount: 1 });
      expect(store.getStats()).toMatchObject({ traces: 1, spans: 3 });
    });

    test('2. a raiz pode chegar por último, ou nunca', () => {
      const store = create();
      append(store, { spanId: spanId(2), parentSpanId: spanId(1) });
      expect(spanIds(store, TRACE_A)).toEqual([spanId(2)]);
      append(store, { spanId: spanId(1) });
      expect(store.getTrace(TRACE_A)?.spans.map((span) => span.parentSpanId)).toEqual([spanId(1), '']);
    });

    test('3. o mesmo span duas vezes fica guardado duas vezes', () => {
      const store = create();
      append(store, { spanId: spanId(1) });
      append(store, { spanId: spanId(1) });
      expect(spanIds(store, TRACE_A)).toEqual([spanId(1), spanId(1)]);
    });

    test('4. ids iguais com conteúdo diferente: ficam ambos', () => {
      const store = create();
      append(store, { spanId: spanId(1), name: 'client', kind: 3 }, { spanId: spanId(1), name: 'server', kind: 2 });
      expect(store.getTrace(TRACE_A)?.spans.map((span) => span.name)).toEqual(['client', 'server']);
    });

    test('5. pais em ciclo, pais ausentes e duas raízes são guardados como vieram', () => {
      const store = create();
      append(
        store,
        { spanId: spanId(1), parentSpanId: spanId(2) },
        { spanId: spanId(2), parentSpanId: spanId(1) },
        { spanId: spanId(3), parentSpanId: spanId(3) },
        { spanId: spanId(4), parentSpanId: 'deaddeaddeaddead' },
        { spanId: spanId(5) },
        { spanId: spanId(6) },
      );
      expect(store.getTrace(TRACE_A)?.spans.map((span) => span.parentSpanId)).toEqual([
        spanId(2),
        spanId(1),
        spanId(3),
        'deaddeaddeaddead',
        '',
        '',
      ]);
      expect(store.getDependencies(0n, 10n ** 19n)).toEqual([
        { parent: 'service', child: 'service', callCount: 3, errorCount: 0 },
      ]);
    });

    test('6. tempos andando para trás, iguais e extremos são guardados como vieram', () => {
      const store = create();
      const max = (1n << 64n) - 1n;
      append(
        store,
        { spanId: spanId(1), startTimeUnixNano: 2_000n, endTimeUnixNano: 1_000n },
        { spanId: spanId(2), startTimeUnixNano: 0n, endTimeUnixNano: 0n },
        { spanId: spanId(3), startTimeUnixNano: max, endTimeUnixNano: max },
      );
      expect(
        store.getTrace(TRACE_A)?.spans.map(({ startTimeUnixNano: start, endTimeUnixNano: end }) => [start, end]),
      ).toEqual([
        [2_000n, 1_000n],
        [0n, 0n],
        [max, max],
      ]);
    });

    test('7. um trace de muitos serviços é encontrado por qualquer um deles', () => {
      const store = create();
      append(store, { service: 'frontend', spanId: spanId(1) }, { service: 'orders', spanId: spanId(2) });
      for (const serviceName of ['frontend', 'orders']) {
        expect(store.findTraceIds({ ...EVERYTHING, serviceName })).toEqual([TRACE_A]);
      }
      expect(store.findTraceIds({ ...EVERYTHING, serviceName: 'payments' })).toEqual([]);
      expect(store.getServices()).toEqual(['frontend', 'orders']);
    });

    test('8. o que foi acrescentado já aparece em todas as consultas', () => {
      const store = create();
      for (let i = 0; i < 5; i++) {
        append(store, { traceId: traceId(i), service: `service-${i}`, name: `operation-${i}` });
        expect(store.findTraceIds(EVERYTHING)[0]).toBe(traceId(i));
        expect(store.getServices()).toContain(`service-${i}`);
        expect(store.getOperations(`service-${i}`)).toEqual([{ name: `operation-${i}`, spanKind: 1 }]);
      }
    });

    const big = 'x'.repeat(40_000);

    test('9. no limite saem traces inteiros, o mais antigo primeiro, e a memória não passa dele', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A, spanId: spanId(1), service: 'first', attributes: [text('fill', big)] });
      for (let i = 0; i < 200; i++) {
        append(store, { traceId: traceId(i), attributes: [text('fill', big)] });
        // Metade do trace A chega tarde: sai junto com o começo dele, nunca sobra sozinha.
        if (i === 3) append(store, { traceId: TRACE_A, spanId: spanId(2), service: 'second' });
        const stats = store.getStats();
        expect(stats.bytes).toBeLessThanOrEqual(stats.maxBytes);
        const left = spanIds(store, TRACE_A);
        expect(left === undefined || left[0] === spanId(1)).toBe(true);
      }
      expect(store.getTrace(TRACE_A)).toBeUndefined();
      const found = store.findTraceIds({ limit: 1000 });
      const newest = Array.from({ length: found.length }, (_, i) => traceId(199 - i));
      expect(found).toEqual(newest);
      expect(found.length).toBeGreaterThan(5);
      expect(store.getStats().evictedTraces).toBe(201 - found.length);
    });

    test('9. recursos, escopos e nomes distintos também contam no limite', () => {
      const store = create({ maxBytes: 1 << 20 });
      for (let i = 0; i < 60; i++) {
        const spans = Array.from({ length: 20 }, (_, k) => ({
          traceId: traceId(i * 20 + k),
          name: `operation ${i} ${k} ${'n'.repeat(500)}`,
          scopeName: `scope ${i} ${k} ${'s'.repeat(500)}`,
          resourceAttributes: [text('unique', `${i} ${k} ${'r'.repeat(2000)}`)],
        }));
        expect(append(store, ...spans)).toBe(true);
        const stats = store.getStats();
        expect(stats.bytes).toBeLessThanOrEqual(stats.maxBytes);
      }
      expect(store.getStats().traces).toBeGreaterThan(10);
    });

    test('10. um trace que saiu recomeça só com os novos spans', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A, spanId: spanId(1) });
      for (let i = 0; i < 100; i++) append(store, { traceId: traceId(i), attributes: [text('fill', big)] });
      expect(store.getTrace(TRACE_A)).toBeUndefined();
      append(store, { traceId: TRACE_A, spanId: spanId(2) });
      expect(spanIds(store, TRACE_A)).toEqual([spanId(2)]);
      expect(store.findTraceIds(EVERYTHING)[0]).toBe(TRACE_A);
    });

    test('11. serviço e operação somem com o último trace que os usava', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A, service: 'gone', name: 'gone' });
      append(store, { traceId: TRACE_B, service: 'stays', name: 'old' });
      for (let i = 0; i < 100; i++) {
        append(store, { traceId: traceId(i), service: 'stays', name: 'new', attributes: [text('fill', big)] });
      }
      expect(store.getServices()).toEqual(['stays']);
      expect(store.getOperations('gone')).toEqual([]);
      expect(store.getOperations('stays')).toEqual([{ name: 'new', spanKind: 1 }]);
      append(store, { traceId: TRACE_C, service: 'gone', name: 'again' });
      expect(store.getOperations('gone')).toEqual([{ name: 'again', spanKind: 1 }]);
    });

    test('12. o que uma leitura devolveu não muda depois', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, {
        traceId: TRACE_A,
        attributes: [attribute('bytes', { type: 'bytes', value: Buffer.from('abc') })],
      });
      const read = store.getTrace(TRACE_A);
      const before = structuredClone(read);
      append(store, { traceId: TRACE_A, spanId: spanId(9) });
      for (let i = 0; i < 100; i++) append(store, { traceId: traceId(i), attributes: [text('fill', big)] });
      expect(read).toEqual(before);
      expect(store.getTrace(TRACE_A)).toBeUndefined();
    });

    test('13. um lote vazio não muda nada, e um impossível é recusado sem perder o que havia', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A });
      expect(append(store)).toBe(true);
      expect(append(store, { traceId: TRACE_B, attributes: [text('fill', 'x'.repeat(2 << 20))] })).toBe(false);
      expect(store.findTraceIds(EVERYTHING)).toEqual([TRACE_A]);
    });

    test('14. a busca: do mais novo para o mais antigo pela chegada, tudo no mesmo span, traces inteiros', () => {
      const store = create();
      append(store, { traceId: TRACE_A, name: 'a', attributes: [text('k', '1')] });
      append(store, { traceId: TRACE_B, name: 'b', attributes: [text('k', '2')] });
      append(store, { traceId: TRACE_C, name: 'c', attributes: [text('k', '1')] });
      // Um span novo não muda a idade do trace.
      append(store, { traceId: TRACE_A, spanId: spanId(2), name: 'b', attributes: [text('k', '3')] });
      expect(store.findTraceIds(EVERYTHING)).toEqual([TRACE_C, TRACE_B, TRACE_A]);
      expect(store.findTraceIds({ limit: 2 })).toEqual([TRACE_C, TRACE_B]);
      expect(store.findTraceIds({ limit: 1, operationName: 'b' })).toEqual([TRACE_B]);
      expect(store.findTraceIds({ ...EVERYTHING, attributes: [['k', '1']] })).toEqual([TRACE_C, TRACE_A]);
      expect(store.findTraceIds({ ...EVERYTHING, operationName: 'b', attributes: [['k', '1']] })).toEqual([]);
      expect(store.getTrace(TRACE_A)?.spans).toHaveLength(2);
    });

    test('14. a janela e as durações são inclusivas, ao nanossegundo', () => {
      const store = create();
      append(store, { startTimeUnixNano: 1_795_176_000_123_456_789n, endTimeUnixNano: 1_795_176_000_123_457_789n });
      const found = (query: object): boolean => store.findTraceIds({ ...EVERYTHING, ...query }).length === 1;
      expect(found({ startTimeMin: 1_795_176_000_123_456_789n })).toBe(true);
      expect(found({ startTimeMin: 1_795_176_000_123_456_790n })).toBe(false);
      expect(found({ startTimeMax: 1_795_176_000_123_456_789n })).toBe(true);
      expect(found({ startTimeMax: 1_795_176_000_123_456_788n })).toBe(false);
      expect(found({ durationMin: 1000n, durationMax: 1000n })).toBe(true);
      expect(found({ durationMin: 1001n })).toBe(false);
      expect(found({ durationMax: 999n })).toBe(false);
    });

    test('15. nomes estranhos são nomes como outros quaisquer', () => {
      const store = create();
      const names = ['__proto__', 'constructor', 'a/b?c%d+e', 'linha\nnova', 'maçã 🍎', '<script>'];
      names.forEach((name, i) =>
        append(store, { traceId: traceId(i), service: name, name, attributes: [text(name, name)] }),
      );
      expect(store.getServices()).toEqual(names.toSorted());
      names.forEach((name, i) => {
        expect(store.getOperations(name)).toEqual([{ name, spanKind: 1 }]);
        expect(
          store.findTraceIds({ limit: 9, serviceName: name, operationName: name, attributes: [[name, name]] }),
        ).toEqual([traceId(i)]);
      });
    });

    test('16. uma chamada falhou se o span filho falhou, chegue ele quando chegar', () => {
      const store = create();
      const status = { code: 2, message: '' };
      const links = (): string[] =>
        store
          .getDependencies(0n, 10n ** 19n)
          .map((link) => `${link.parent}→${link.child} ${link.callCount} (${link.errorCount})`)
          .toSorted();
      const call = { service: 'estoque', parentSpanId: spanId(1) };
      append(store, { ...call, spanId: spanId(2), status }, { ...call, spanId: spanId(3) });
      expect(links()).toEqual([]);
      append(store, { service: 'loja', spanId: spanId(1), status });
      expect(links()).toEqual(['loja→estoque 2 (1)']);
      append(store, { ...call, spanId: spanId(4), status }, { ...call, service: 'loja', spanId: spanId(5), status });
      expect(links()).toEqual(['loja→estoque 3 (2)', 'loja→loja 1 (1)']);
      // O mesmo par em outro trace, com outra quantidade de erros.
      append(store, { traceId: TRACE_B, service: 'loja', spanId: spanId(1) });
      append(store, { ...call, traceId: TRACE_B, spanId: spanId(2) });
      expect(links()).toEqual(['loja→estoque 4 (2)', 'loja→loja 1 (1)']);
    });

    const arrivalsOf = (store: SpanStore, since: number, maxSpans?: number): [string[], Arrivals] => {
      const names: string[] = [];
      const arrivals = store.visitArrivals(since, (span) => names.push(`${span.service} ${span.operation}`), maxSpans);
      return [names, arrivals];
    };

    test('17. nas chegadas, dois nomes iguais têm o mesmo número, e dois diferentes, não', () => {
      const store = create();
      append(store, { spanId: spanId(1), service: 'a', name: 'x' }, { spanId: spanId(2), service: 'b', name: 'x' });
      append(store, { spanId: spanId(3), service: 'a', name: 'y' });
      const ids: [number, number][] = [];
      store.visitArrivals(0, ({ serviceId, operationId }) => ids.push([serviceId, operationId]));
      const [[a, x], [b, again], [same, y]] = ids;
      expect([again === x, same === a, b === a, y === x]).toEqual([true, true, false, false]);
    });

    test('17. as chegadas: cada span uma vez, na ordem, de todos os serviços, a partir de onde se parou', () => {
      const store = create();
      expect(arrivalsOf(store, 0)).toEqual([[], { next: 0, more: false, lost: 0 }]);
      append(store, { traceId: TRACE_B, name: 'a' }, { traceId: TRACE_A, service: 'outro', name: '' });
      const status = { code: 2, message: '' };
      append(store, { traceId: TRACE_B, spanId: spanId(7), name: 'c', kind: 2, status });
      expect(arrivalsOf(store, 0, 2)).toEqual([
        ['service a', `outro ${EMPTY_SPAN_NAME}`],
        { next: 2, more: true, lost: 0 },
      ]);
      const seen: object[] = [];
      store.visitArrivals(2, ({ serviceId: _serviceId, operationId: _operationId, ...span }) =>
        seen.push({ ...span, traceId: span.traceId(), spanId: span.spanId() }),
      );
      expect(seen).toEqual([
        {
          service: 'service',
          operation: 'c',
          kind: 2,
          statusCode: 2,
          endMs: 1_001,
          durationNs: 1_000_000,
          traceId: TRACE_B,
          spanId: spanId(7),
        },
      ]);
      expect(arrivalsOf(store, 3)).toEqual([[], { next: 3, more: false, lost: 0 }]);
      append(store, { traceId: TRACE_C, name: 'd' });
      expect(arrivalsOf(store, 3)).toEqual([['service d'], { next: 4, more: false, lost: 0 }]);
    });

    test('17. o que saiu antes de ser visto está perdido, e conta-se quantos foram', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A, name: 'gone' });
      for (let i = 0; i < 100; i++) {
        append(store, { traceId: traceId(i), attributes: [text('fill', big)] });
        // Chegou há pouco, e saiu com o começo do trace.
        if (i === 3) append(store, { traceId: TRACE_A, name: 'late' });
        const [seen, { lost }] = arrivalsOf(store, 0);
        expect([lost, seen.length]).toEqual([store.getStats().evictedSpans, store.getStats().spans]);
      }
      const [names, { next, lost }] = arrivalsOf(store, 0);
      expect(next).toBe(102);
      expect(names.join()).not.toMatch(/gone|late/);
      // A partir do meio do que saiu, só conta o que vem depois.
      expect(arrivalsOf(store, 50)[1].lost).toBe(lost - 50);
    });

    test('o resumo: sem abrir os spans, e só de quem não tem ids repetidos', () => {
      const store = create();
      const root = { spanId: spanId(1), service: 'loja', name: 'GET /', startTimeUnixNano: 1_000n };
      append(store, { spanId: spanId(2), parentSpanId: spanId(1), startTimeUnixNano: 900n, endTimeUnixNano: 5_000n });
      append(store, { ...root, endTimeUnixNano: 4_000n, status: { code: 2, message: '' } });
      append(store, { spanId: spanId(3), parentSpanId: spanId(9), startTimeUnixNano: 7_000n, endTimeUnixNano: 1n });
      expect(store.summarizeTrace(TRACE_A)).toEqual({
        traceId: TRACE_A,
        rootServiceName: 'loja',
        rootOperationName: 'GET /',
        firstServiceName: 'service',
        firstOperationName: 'operation',
        startTimeUnixNano: 900n,
        endTimeUnixNano: 7_001n,
        durationNs: 6_101n,
        spanCount: 3,
        errorSpanCount: 1,
        orphanSpanCount: 1,
        services: [
          { name: 'loja', spanCount: 1, errorSpanCount: 1 },
          { name: 'service', spanCount: 2, errorSpanCount: 0 },
        ],
      });
      append(store, { spanId: spanId(2) });
      expect(store.summarizeTrace(TRACE_A)).toBeUndefined();
      expect(store.summarizeTrace(TRACE_B)).toBeUndefined();
    });

    const measuresOf = (store: SpanStore, service: string): SpanMeasure[] => {
      const measures: SpanMeasure[] = [];
      store.visitMeasures(service, (measure) => measures.push({ ...measure }));
      return measures;
    };

    test('as medidas: as de um serviço só, na ordem de chegada, o fim arredondado ao milissegundo seguinte', () => {
      const store = create();
      const start = 1_795_176_000_123_456_789n;
      const status = { code: 2, message: '' };
      const exact = { startTimeUnixNano: start, endTimeUnixNano: 1_795_176_000_124_000_000n };
      append(store, { ...exact, name: 'a', kind: 2, status }, { service: 'outro' });
      append(store, { ...exact, traceId: TRACE_B, name: 'b', endTimeUnixNano: exact.endTimeUnixNano + 1n });
      append(store, { ...exact, name: '', kind: 0, endTimeUnixNano: start - 5n });
      expect(measuresOf(store, 'service')).toEqual([
        { operation: 'a', kind: 2, statusCode: 2, endMs: 1_795_176_000_124, durationNs: 543_211 },
        { operation: 'b', kind: 1, statusCode: 0, endMs: 1_795_176_000_125, durationNs: 543_212 },
        { operation: EMPTY_SPAN_NAME, kind: 0, statusCode: 0, endMs: 1_795_176_000_124, durationNs: 1 },
      ]);
      expect(measuresOf(store, 'missing')).toEqual([]);
      expect(measuresOf(store, '__proto__')).toEqual([]);
    });

    test('as medidas de um trace que saiu saem com ele', () => {
      const store = create({ maxBytes: 1 << 20 });
      append(store, { traceId: TRACE_A, name: 'gone' });
      for (let i = 0; i < 100; i++) append(store, { traceId: traceId(i), attributes: [text('fill', big)] });
      const measures = measuresOf(store, 'service');
      expect(measures).toHaveLength(store.getStats().spans);
      expect(measures.map(({ operation }) => operation)).not.toContain('gone');
    });

    test('um nome vazio de operação ganha o nome de reparo', () => {
      const store = create();
      append(store, { name: '' });
      expect(store.getOperations('service')).toEqual([{ name: EMPTY_SPAN_NAME, spanKind: 1 }]);
      expect(store.findTraceIds({ ...EVERYTHING, operationName: EMPTY_SPAN_NAME })).toEqual([TRACE_A]);
    });
  });
}
