import { describe, expect, test } from 'vitest';
import type { SpanEvent } from '../store/model.ts';
import { BASE_TIME, fixtureTrace, text } from './testing/fixture-traces.ts';
import { chain, spanAt, treeOf } from './testing/small-trees.ts';
import { severityOf, traceEvents } from './trace-events.ts';
import { buildTraceTree } from './trace-tree.ts';

const at = (ms: number, name: string): SpanEvent => ({
  timeUnixNano: BASE_TIME + BigInt(ms * 1_000_000),
  name,
  attributes: [],
  droppedAttributesCount: 0,
});

describe('traceEvents', () => {
  test('gravação do Jaeger: os de todos os spans, em ordem de tempo', () => {
    const events = traceEvents(buildTraceTree(fixtureTrace('3fc60c')));
    expect(events.map(({ node, event, severity }) => [node.span.name, event.name, severity])).toEqual([
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
    expect(traceEvents(tree).map(({ event, offsetUs }) => [event.name, offsetUs])).toEqual([
      ['e0', -1_000],
      ['e1', 10_000],
      ['e2', 10_000],
      ['e3', 25_000],
    ]);
  });

  test('10.000 spans com eventos', () => {
    expect(traceEvents(chain(10_000, { events: [at(1, 'e')] }))).toHaveLength(10_000);
  });
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
