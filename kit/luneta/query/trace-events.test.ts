import { describe, expect, test } from 'vitest';
import type { SpanEvent } from '../store/model.ts';
import { logStore } from '../ui/testing/log-store.ts';
import { BASE_TIME, fixtureTrace, text } from './testing/fixture-traces.ts';
import { chain, spanAt, treeOf } from './testing/small-trees.ts';
import { readTraceLogs } from './trace-logs.ts';
import { logsWithoutSpan, severityOf, severityOfNumber, traceMoments } from './trace-events.ts';
import { buildTraceTree } from './trace-tree.ts';

const at = (ms: number, name: string): SpanEvent => ({
  timeUnixNano: BASE_TIME + BigInt(ms * 1_000_000),
  name,
  attributes: [],
  droppedAttributesCount: 0,
});

describe('traceMoments', () => {
  test('gravação do Jaeger: os de todos os spans, em ordem de tempo', () => {
    const events = traceMoments(buildTraceTree(fixtureTrace('3fc60c')));
    expect(events.map(({ node, event, severity }) => [node?.span.name, event?.name, severity])).toEqual([
      ['GET /checkout', 'cache miss', 'info'],
      ['GET /checkout', 'no attributes', 'info'],
      ['POST /charge', 'exception', 'error'],
    ]);
    const offsets = events.map(({ offsetUs }) => offsetUs);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  test('pais e filhos se misturam; no empate, a ordem das linhas; antes do início, tempo negativo', () => {
    const tree = treeOf(
      spanAt(1, 0, [10, 40], { events: [at(35, 'e3'), at(20, 'e1')] }),
      spanAt(2, 1, [20, 30], { events: [at(20, 'e2'), at(9, 'e0')] }),
    );
    expect(traceMoments(tree).map(({ event, offsetUs }) => [event?.name, offsetUs])).toEqual([
      ['e0', -1_000],
      ['e1', 10_000],
      ['e2', 10_000],
      ['e3', 25_000],
    ]);
  });

  test('10.000 spans com eventos', () => {
    expect(traceMoments(chain(10_000, { events: [at(1, 'e')] }))).toHaveLength(10_000);
  });
});

describe('os logs do trace', () => {
  const tree = treeOf(spanAt(1, 0, [10, 40], { events: [at(35, 'depois'), at(20, 'antes')] }), spanAt(2, 1, [20, 30]));
  const { traceId } = tree;
  const [first, second] = tree.nodes.map(({ span }) => span.spanId);
  const ms = (after: number): number => Number(BASE_TIME / 1_000_000n) + after;
  const { logs } = logStore(
    { traceId, spanId: second, ms: ms(25), body: 'do filho', severityNumber: 21 },
    { traceId, spanId: first, ms: ms(20), body: 'do pai', severityNumber: 5 },
    { traceId, ms: ms(50), body: 'sem span', severityNumber: 13 },
    { traceId, spanId: 'ff'.repeat(8), ms: ms(9), body: 'de um span que não veio' },
    { traceId: '9'.repeat(32), spanId: first, ms: ms(20), body: 'de outro trace' },
  );

  test('entram entre os eventos, cada um com o span dele, se está aqui', () => {
    const moments = traceMoments(tree, readTraceLogs(logs, traceId).all);
    const shown = moments.map(({ event, log, node, offsetUs, severity }) => [
      event?.name ?? (log?.body.type === 'string' && log.body.value),
      node?.span.spanId,
      offsetUs,
      severity,
    ]);
    expect(shown).toEqual([
      ['de um span que não veio', undefined, -1_000, 'info'],
      ['antes', first, 10_000, 'info'],
      ['do pai', first, 10_000, 'debug'],
      ['do filho', second, 15_000, 'error'],
      ['depois', first, 25_000, 'info'],
      ['sem span', undefined, 40_000, 'warning'],
    ]);
  });

  test('os de um span só, os que ficam fora deles, e o limite que não perde a conta', () => {
    const read = readTraceLogs(logs, traceId);
    expect([read.count, read.bySpan.get(first)?.length]).toEqual([4, 1]);
    expect(logsWithoutSpan(tree, read)).toHaveLength(2);
    expect(readTraceLogs(logs, traceId, { spanId: second }).all.map(({ severityNumber }) => severityNumber)).toEqual([
      21,
    ]);
    const few = readTraceLogs(logs, traceId, { max: 3 });
    expect([few.all.length, few.count]).toEqual([3, 4]);
  });

  test.each([
    [0, 'info'],
    [1, 'debug'],
    [8, 'debug'],
    [9, 'info'],
    [12, 'info'],
    [13, 'warning'],
    [17, 'error'],
    [24, 'error'],
    [25, 'info'],
  ])('a severidade %i é %s', (number, severity) => expect(severityOfNumber(number)).toBe(severity));
});

describe('severityOf', () => {
  test.each<[string, Record<string, string>, string]>([
    ['exception', {}, 'error'],
    ['exception', { level: 'info' }, 'error'],
    ['error', {}, 'error'],
    ['log', { level: 'error' }, 'error'],
    ['log', { level: ' ERR ' }, 'error'],
    ['log', { 'log.severity': 'FATAL' }, 'error'],
    ['log', { severity: 'critical' }, 'error'],
    ['log', { level: 'warn' }, 'warning'],
    ['log', { severity: 'WARNING' }, 'warning'],
    ['log', { level: 'error', 'log.severity': 'warn' }, 'warning'],
    ['log', { level: 'info' }, 'info'],
    ['log', { message: 'error' }, 'info'],
    ['erro no log', {}, 'info'],
    ['', {}, 'info'],
  ])('%j %j: %s', (name, attributes, severity) => {
    const list = Object.entries(attributes).map(([key, value]) => text(key, value));
    expect(severityOf({ name, attributes: list })).toBe(severity);
  });
});
