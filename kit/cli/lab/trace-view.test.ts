import { expect, test } from 'vitest';
import type { ObservedSpan } from '../../verify/span.ts';
import type { Terminal } from '../terminal.ts';
import { textWidth } from '../text-width.ts';
import { traceLines } from './trace-view.ts';

const terminal: Terminal = { columns: 80, color: false, drawing: true, utf8: true };

function seen(name: string, change: Partial<ObservedSpan> = {}): ObservedSpan {
  return {
    traceId: 'a'.repeat(32),
    spanId: name,
    name,
    kind: 'INTERNAL',
    status: { code: 'UNSET' },
    attributes: {},
    events: [],
    links: [],
    service: 'lab01',
    resource: {},
    scope: 'lab01',
    startUs: 1_000_000,
    durationUs: 1000,
    source: 'stdout',
    ...change,
  };
}

test('a árvore, o erro e, tracejado, o que não veio', () => {
  const spans = [seen('pai'), seen('filho', { parentSpanId: 'pai', status: { code: 'ERROR' } })];
  const [, parent, child, ghost, ...rest] = traceLines(spans, ['neto'], terminal);
  expect(parent).toMatch(/^ {2}pai +lab01 +█+ +1 ms$/);
  expect(child).toMatch(/^ {2}└─ filho +lab01 +█+ +erro 1 ms$/);
  expect(ghost).toMatch(/^ {2}neto {2}(─ )+ +não veio$/);
  expect(rest).toEqual([]);
});

test('um trace por vez, e os que sobram contados', () => {
  const spans = ['a', 'b', 'c', 'd', 'e'].map((name) => seen(name, { traceId: name.repeat(32) }));
  const lines = traceLines(spans, [], terminal);
  expect(lines.filter((line) => line.startsWith('  span '))).toHaveLength(3);
  expect(lines.at(-1)).toBe('  … e 2 outros traces');
});

test.each([20, 40, 80, 120])('em %d colunas nada passa da largura, nem o que não veio', (columns) => {
  const names = ['x', '名前'.repeat(10), 'n'.repeat(200)];
  const lines = traceLines(
    names.map((name) => seen(name)),
    names,
    { ...terminal, columns },
  );
  expect(Math.max(...lines.map(textWidth))).toBeLessThan(columns);
});

test('um nome com códigos do terminal não manda nele', () => {
  expect(traceLines([seen('a\u001b[2Jb')], ['c\u001b[2J'], terminal).join('')).not.toContain('\u001b');
});
