import { expect, test } from 'vitest';
import { isWhole, type JaegerTrace, toRowSpans } from './find-trace.ts';
import { fakeTrace, requestTrace } from './testing/traces.ts';
import { type GhostSpan, toTraceRows } from './trace-rows.ts';

const rowsOf = (trace: JaegerTrace, ghosts?: GhostSpan[]) => toTraceRows(toRowSpans(trace), ghosts);
const names = (trace: JaegerTrace) => rowsOf(trace).rows.map(({ name }) => name);

test('pais antes dos filhos, irmãos por início, tempos a partir do começo do trace', () => {
  const trace = fakeTrace([
    { id: 'neto', parent: 'filho2', start: 6, duration: 100 },
    { id: 'filho2', parent: 'raiz', start: 5, duration: 3, service: 'estoque' },
    { id: 'filho1', parent: 'raiz', start: 2, duration: 3, error: true },
    { id: 'raiz', start: 1, duration: 9 },
  ]);
  const { rows, durationUs, services } = rowsOf(trace);
  expect(
    rows.map(({ name, startUs, parent, isLast, isError }) => [name, startUs, parent?.name, isLast, isError]),
  ).toEqual([
    ['raiz', 0, undefined, true, false],
    ['filho1', 1, 'raiz', false, true],
    ['filho2', 4, 'raiz', true, false],
    ['neto', 5, 'filho2', true, false],
  ]);
  // O filho que dura mais que o pai também conta.
  expect(durationUs).toBe(105);
  expect(services).toEqual(['loja', 'estoque']);
});

test('links não são pais, e quem tem o pai ausente vira raiz', () => {
  const trace = fakeTrace([{ id: 'a' }, { id: 'b', parent: 'sumido', start: 1 }]);
  trace.spans[0].references = [{ refType: 'FOLLOWS_FROM', traceID: 'outro', spanID: 'b' }];
  const { rows } = rowsOf(trace);
  expect(rows.map(({ name, parent }) => [name, parent])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
});

test('ciclos, pai de si mesmo e ids repetidos não prendem nem perdem spans', () => {
  expect(
    names(
      fakeTrace([
        { id: 'a', parent: 'b' },
        { id: 'b', parent: 'a', start: 1 },
      ]),
    ),
  ).toEqual(['a', 'b']);
  expect(names(fakeTrace([{ id: 'a', parent: 'a' }]))).toEqual(['a']);
  expect(
    names(
      fakeTrace([
        { id: 'a', name: 'x' },
        { id: 'a', name: 'y', start: 1 },
      ]),
    ),
  ).toEqual(['x', 'y']);
  expect(names(fakeTrace([]))).toEqual([]);
});

test('um ciclo se abre uma vez só: quem está fora dele fica abaixo do seu pai, e o último irmão é o último', () => {
  const trace = fakeTrace([
    { id: 'fora', parent: 'b' },
    { id: 'a', parent: 'b', start: 2 },
    { id: 'b', parent: 'a', start: 1 },
    { id: 'c', parent: 'a', start: 3 },
  ]);
  expect(rowsOf(trace).rows.map(({ name, parent, isLast }) => [name, parent?.name, isLast])).toEqual([
    ['b', undefined, true],
    ['fora', 'b', false],
    ['a', 'b', true],
    ['c', 'a', true],
  ]);
});

test('fantasmas vêm depois dos irmãos, no intervalo do pai; sem pai conhecido, no trace todo', () => {
  const trace = fakeTrace([
    { id: 'raiz', duration: 10 },
    { id: '1', name: 'filho', parent: 'raiz', start: 2, duration: 3 },
    { id: '2', name: 'filho', parent: 'raiz', start: 6, duration: 1 },
  ]);
  const { rows, durationUs, services } = rowsOf(trace, [
    { name: 'longe', parent: 'ninguém' },
    { name: 'bisneto', parent: 'neto' },
    { name: 'neto', parent: 'filho', service: 'estoque' },
    { name: 'outro', parent: 'raiz' },
  ]);
  expect(rows.map((row) => [row.name, row.parent?.name, row.startUs, row.durationUs, row.isLast, row.isGhost])).toEqual(
    [
      ['raiz', undefined, 0, 10, false, false],
      ['filho', 'raiz', 2, 3, false, false],
      ['neto', 'filho', 2, 3, true, true],
      ['bisneto', 'neto', 2, 3, true, true],
      ['filho', 'raiz', 6, 1, false, false],
      ['outro', 'raiz', 0, 10, true, true],
      ['longe', undefined, 0, 10, true, true],
    ],
  );
  expect(durationUs).toBe(10);
  expect(services).toEqual(['loja']);
});

test('uma cadeia de 20.000 spans é só mais um trace', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => ({
    id: `s${i}`,
    parent: i ? `s${i - 1}` : undefined,
    start: i,
  }));
  expect(names(fakeTrace(chain))).toHaveLength(20_000);
});

test('inteiro é o trace com raiz e sem pai ausente', () => {
  expect(isWhole(requestTrace)).toBe(true);
  expect(isWhole(fakeTrace([{ id: 'b', parent: 'a' }]))).toBe(false);
  expect(isWhole(fakeTrace([{ id: 'a' }, { id: 'c', parent: 'b' }]))).toBe(false);
  expect(isWhole(fakeTrace([]))).toBe(false);
});
