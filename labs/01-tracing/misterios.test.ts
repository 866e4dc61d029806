/** Cada mistério tem uma resposta, que sai do trace dele, e diz a quem erra o que o trace mostra. */
import { expect, test } from 'vitest';
import { grade, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import { allNodes, hasFailed } from '../../kit/mysteries/read-traces.ts';
import { describeMysteries } from '../../kit/mysteries/testing/describe-mysteries.ts';
import { mysteries } from './misterios.ts';

describeMysteries(mysteries, 1);

type Look = (nodes: ReturnType<typeof allNodes>) => unknown;
const READINGS: readonly [id: string, look: Look, seen: unknown, right: string][] = [
  ['m1', (nodes) => nodes.filter(({ span }) => span.name === 'SELECT aluno').length, 13, '13'],
  [
    'm2',
    (nodes) => nodes.toSorted((a, b) => b.selfTimeUs - a.selfTimeUs)[0].span.name,
    'consultar a bolsa',
    'consultar a bolsa',
  ],
  ['m3', ([, first, second]) => (second.startUs - first.startUs - first.durationUs) / 1000, 638, '638 ms'],
  ['m4', (nodes) => nodes.filter(hasFailed).length, 2, 'd'],
  ['m5', (nodes) => nodes.filter(({ parent }) => !parent).length, 2, 'b'],
  [
    'm6',
    (nodes) => nodes.findLast(({ depth }) => depth === 1)?.span.name,
    'registrar auditoria',
    'registrar auditoria',
  ],
  ['m7', (nodes) => nodes.filter(hasFailed).length, 1, 'c'],
];

/** Conferido à parte das contas das respostas, como quem só olha a tela. */
test.each(READINGS)('%s: é o que se lê no trace', (id, look, seen, right) => {
  const mystery = mysteries.find((each) => each.id === id)!;
  expect(look(allNodes(tracesOf(mystery)))).toBe(seen);
  expect(grade(mystery, right).isRight).toBe(true);
});
