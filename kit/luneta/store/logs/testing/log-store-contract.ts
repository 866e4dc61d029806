/**
 * A suíte do contrato de `log-store.ts`: qualquer implementação de `LogStore` passa por ela. Os números são os das regras.
 */
import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../model.ts';
import type { LogStore } from '../log-store.ts';
import { appendLogs, bodiesOf, logBatch, readLogs, timeOf } from './logs.ts';

const TRACE = 'a'.repeat(32);
const SPAN = 'b'.repeat(16);
const NOW_MS = 1_795_000_000_000;

export function describeLogStoreContract(
  implementation: string,
  create: (options: { maxBytes?: number; now: () => number }) => LogStore,
): void {
  const empty = (maxBytes?: number): LogStore => create({ maxBytes, now: () => NOW_MS });

  describe(`contrato do armazenamento de logs: ${implementation}`, () => {
    test('vazio: nada em consulta alguma, sem erro', () => {
      const store = empty();
      expect(readLogs(store)).toEqual([]);
      expect([store.getServices(), store.getResources()]).toEqual([[], []]);
      expect(store.countByTrace([TRACE])).toEqual(new Map());
      expect(store.getStats()).toMatchObject({ records: 0, evictedRecords: 0, lastSequence: 0 });
    });

    test('1. um registro volta como veio, e dois iguais são dois', () => {
      const store = empty();
      const body: AttributeValue = {
        type: 'kvlist',
        value: [
          { key: 'itens', value: { type: 'array', value: [{ type: 'int', value: -(2n ** 63n) }, { type: 'empty' }] } },
          { key: 'bytes', value: { type: 'bytes', value: new Uint8Array([0, 255]) } },
        ],
      };
      const log = {
        timeUnixNano: timeOf(7),
        observedTimeUnixNano: timeOf(9),
        severityNumber: 17,
        severityText: 'ERROR',
        attributes: [{ key: 'n', value: { type: 'double', value: 0.5 } as const }],
        droppedAttributesCount: 3,
        flags: 1,
        traceId: TRACE,
        spanId: SPAN,
        eventName: 'pedido',
      };
      appendLogs(store, { ...log, body, service: 'loja', scopeName: 'biblioteca' }, { ...log, body });
      const [second, first] = readLogs(store);
      expect(first).toMatchObject({ ...log, body, sequence: 1 });
      expect(first.resource.serviceName).toBe('loja');
      expect(first.scope).toMatchObject({ name: 'biblioteca', version: '' });
      expect(second).toMatchObject({ ...log, body, sequence: 2 });
      expect(store.getStats()).toMatchObject({ records: 2, lastSequence: 2 });
    });

    test('1. todo tipo de corpo; só o texto se diz texto', () => {
      const bodies: AttributeValue[] = [
        { type: 'empty' },
        { type: 'string', value: '' },
        { type: 'string', value: 'não' },
        { type: 'bool', value: false },
        { type: 'int', value: 2n ** 62n },
        { type: 'double', value: -0 },
        { type: 'bytes', value: new Uint8Array() },
        { type: 'array', value: [] },
        { type: 'kvlist', value: [] },
      ];
      const store = empty();
      appendLogs(store, ...bodies.map((body) => ({ body })));
      expect(readLogs(store, { newestFirst: false }).map(({ body }) => body)).toEqual(bodies);
      const texts: boolean[] = [];
      store.visit({ newestFirst: false }, ({ hasTextBody }) => {
        texts.push(hasTextBody);
      });
      expect(texts).toEqual(bodies.map(({ type }) => type === 'string'));
    });

    test('2. sem instante vale o da observação; sem nenhum, a hora da chegada', () => {
      const store = empty();
      appendLogs(
        store,
        { timeUnixNano: 5n, observedTimeUnixNano: 9n },
        { timeUnixNano: 0n, observedTimeUnixNano: 9n },
        { timeUnixNano: 0n, observedTimeUnixNano: 0n },
      );
      const read = readLogs(store, { newestFirst: false });
      expect(read.map((log) => log.timeUnixNano)).toEqual([5n, 9n, BigInt(NOW_MS) * 1_000_000n]);
      expect(read.map((log) => log.observedTimeUnixNano)).toEqual([9n, 9n, 0n]);
    });

    test('3. a ordem é a do instante, e um atrasado entra no lugar dele; empatados, a da chegada', () => {
      const store = empty();
      appendLogs(store, { body: 'a', timeUnixNano: timeOf(10) }, { body: 'd', timeUnixNano: timeOf(30) });
      appendLogs(store, { body: 'b', timeUnixNano: timeOf(20) });
      appendLogs(store, { body: 'c', timeUnixNano: timeOf(20) }, { body: 'e', timeUnixNano: 2n ** 64n - 1n });
      expect(bodiesOf(store)).toEqual(['e', 'd', 'c', 'b', 'a']);
      expect(bodiesOf(store, { newestFirst: false })).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('3. o intervalo tem o começo e não tem o fim', () => {
      const store = empty();
      appendLogs(store, ...[10, 20, 30].map((n) => ({ body: `${n}`, timeUnixNano: timeOf(n) })));
      const range = { startUnixNano: timeOf(10), endUnixNano: timeOf(30) };
      expect(bodiesOf(store, range)).toEqual(['20', '10']);
      expect(bodiesOf(store, { ...range, newestFirst: false })).toEqual(['10', '20']);
      expect(bodiesOf(store, { startUnixNano: timeOf(30), endUnixNano: timeOf(30) })).toEqual([]);
      expect(bodiesOf(store, { startUnixNano: 2n ** 70n })).toEqual([]);
      expect(bodiesOf(store, { endUnixNano: -1n })).toEqual([]);
    });

    test('4. ids vazios ou só de zeros são nenhum', () => {
      const store = empty();
      appendLogs(
        store,
        { traceId: '0'.repeat(32), spanId: '0'.repeat(16) },
        { traceId: TRACE },
        { spanId: SPAN },
        { traceId: TRACE, spanId: SPAN },
      );
      expect(readLogs(store, { newestFirst: false }).map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
        ['', ''],
        [TRACE, ''],
        ['', SPAN],
        [TRACE, SPAN],
      ]);
      expect(store.countByTrace([TRACE, '0'.repeat(32), 'c'.repeat(32), 'x'])).toEqual(new Map([[TRACE, 2]]));
      expect(readLogs(store, { traceId: TRACE }).map(({ sequence }) => sequence)).toEqual([4, 2]);
      for (const traceId of ['', '0'.repeat(32), 'A'.repeat(32), 'x']) expect(readLogs(store, { traceId })).toEqual([]);
    });

    test('4. os registros de um trace vêm na ordem, dentro do intervalo', () => {
      const store = empty();
      for (const n of [20, 10, 40, 30]) {
        appendLogs(store, { body: `${n}`, timeUnixNano: timeOf(n), traceId: TRACE }, { timeUnixNano: timeOf(n) });
      }
      const query = { traceId: TRACE, startUnixNano: timeOf(20), endUnixNano: timeOf(40) };
      expect(bodiesOf(store, query)).toEqual(['30', '20']);
      expect(bodiesOf(store, { ...query, newestFirst: false })).toEqual(['20', '30']);
    });

    test('5. o que se acrescentou aparece em todas as consultas', () => {
      const store = empty();
      appendLogs(store, { service: 'b', traceId: TRACE });
      appendLogs(store, { service: 'a' }, { service: 'b' });
      expect(store.getServices()).toEqual(['a', 'b']);
      expect(
        store
          .getResources()
          .map(({ serviceName }) => serviceName)
          .toSorted(),
      ).toEqual(['a', 'b']);
      expect(bodiesOf(store)).toHaveLength(3);
      expect(store.countByTrace([TRACE])).toEqual(new Map([[TRACE, 1]]));
    });

    test('6. faltando espaço, saem os que chegaram primeiro, de todos os índices', () => {
      const store = empty(1 << 20);
      appendLogs(store, { service: 'antigo', traceId: TRACE, timeUnixNano: timeOf(1e12) });
      const padding = 'x'.repeat(2000);
      for (let i = 0; i < 1000; i++) {
        appendLogs(store, { service: 'novo', body: `${i} ${padding}`, timeUnixNano: timeOf(i) });
        const { bytes, maxBytes, records, evictedRecords } = store.getStats();
        expect(bytes).toBeLessThanOrEqual(maxBytes);
        expect(records + evictedRecords).toBe(i + 2);
      }
      expect(store.getServices()).toEqual(['novo']);
      expect(store.getResources()).toHaveLength(1);
      expect(store.countByTrace([TRACE])).toEqual(new Map());
      expect(readLogs(store, { traceId: TRACE })).toEqual([]);
      const bodies = bodiesOf(store).map((body) => Number.parseInt(body, 10));
      expect(bodies).toEqual(Array.from({ length: store.getStats().records }, (_, i) => 999 - i));
      expect(bodies.length).toBeGreaterThan(100);
    });

    test('7. um lote que não cabe nem sozinho é recusado, e nada muda', () => {
      const store = empty(1 << 20);
      appendLogs(store, { body: 'fica' });
      expect(appendLogs(store, { body: 'x'.repeat(2 << 20) })).toBe(false);
      expect(store.append(logBatch(...Array.from({ length: 6000 }, () => ({ body: '' }))))).toBe(false);
      expect(bodiesOf(store)).toEqual(['fica']);
      expect(store.getStats()).toMatchObject({ records: 1, evictedRecords: 0, lastSequence: 1 });
    });

    test('7. um lote vazio não muda nada', () => {
      const store = empty();
      expect(store.append(logBatch())).toBe(true);
      expect(store.getStats()).toMatchObject({ records: 0, lastSequence: 0 });
    });

    test('8. o que se leu não muda quando o lote é reaproveitado nem quando o espaço é tomado', () => {
      const store = empty(1 << 20);
      const batch = logBatch({ body: 'primeiro', attributes: [{ key: 'k', value: { type: 'string', value: 'v' } }] });
      store.append(batch);
      const [before] = readLogs(store);
      batch.bytes.fill(0);
      expect(readLogs(store)).toEqual([before]);
      for (let i = 0; i < 500; i++) appendLogs(store, { body: 'x'.repeat(5000) });
      expect(before).toMatchObject({ body: { value: 'primeiro' }, attributes: [{ key: 'k' }] });
    });

    test('9. nomes estranhos são nomes', () => {
      const names = ['__proto__', 'constructor', '', ' ', '🦊', 'toString', '\u0000'];
      const store = empty();
      appendLogs(store, ...names.map((service) => ({ service, body: service })));
      expect(store.getServices()).toHaveLength(names.length);
      for (const name of names.filter((each) => each !== '')) {
        expect(bodiesOf(store, { acceptsResource: ({ serviceName }) => serviceName === name })).toEqual([name]);
      }
    });

    test('a visita para quando mandam, pergunta uma vez por recurso, e filtra por severidade e por chegada', () => {
      const store = empty();
      for (let i = 1; i <= 24; i++) {
        appendLogs(store, { body: `${i}`, severityNumber: i, service: `s${i % 2}`, timeUnixNano: timeOf(i) });
      }
      let asked = 0;
      const isEven = { acceptsResource: ({ serviceName }: { serviceName: string }) => (asked++, serviceName === 's0') };
      expect(bodiesOf(store, { ...isEven, minSeverity: 21 })).toEqual(['24', '22']);
      expect(asked).toBe(2);
      expect(bodiesOf(store, { afterSequence: 22 })).toEqual(['24', '23']);
      let visited = 0;
      store.visit({}, () => ++visited < 3);
      expect(visited).toBe(3);
    });

    test('uma severidade que não existe vale zero', () => {
      const store = empty();
      appendLogs(store, { severityNumber: 25 }, { severityNumber: -1 }, { severityNumber: 24 });
      expect(readLogs(store, { newestFirst: false }).map((log) => log.severityNumber)).toEqual([0, 0, 24]);
    });

    test('continuar de onde parou dá o mesmo que ler de uma vez', () => {
      const store = empty();
      for (const n of [5, 5, 3, 5, 9, 1, 5, 9]) {
        appendLogs(store, { timeUnixNano: timeOf(n), traceId: n === 5 ? TRACE : undefined });
      }
      for (const newestFirst of [true, false]) {
        for (const traceId of [undefined, TRACE]) {
          const query = { newestFirst, traceId };
          const all = readLogs(store, query);
          for (const [i, resumeAfter] of all.entries()) {
            expect(readLogs(store, { ...query, resumeAfter })).toEqual(all.slice(i + 1));
          }
        }
      }
    });

    test('`contains` olha só os bytes do registro', () => {
      const store = empty();
      appendLogs(store, { body: 'pedido 123' }, { body: 'ação 456' });
      const found = (text: string): string[] => {
        const bodies: string[] = [];
        store.visit({ newestFirst: false }, (log) => {
          const { body } = log.decode();
          if (log.contains(Buffer.from(text))) bodies.push(body.type === 'string' ? body.value : '');
        });
        return bodies;
      };
      expect(found('123')).toEqual(['pedido 123']);
      expect(found('ação')).toEqual(['ação 456']);
      expect(found('123ação')).toEqual([]);
      expect(found('')).toHaveLength(2);
    });
  });
}
