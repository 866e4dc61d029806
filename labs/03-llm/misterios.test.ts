/** Cada mistério tem uma resposta, que sai do trace dele, e diz a quem erra o que o trace mostra. */
import { expect, test } from 'vitest';
import { grade, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import { allNodes } from '../../kit/mysteries/read-traces.ts';
import { describeMysteries } from '../../kit/mysteries/testing/describe-mysteries.ts';
import { mysteries } from './misterios.ts';

// Os sete primeiros são do lab 01.
describeMysteries(mysteries, 8);

type Look = (nodes: ReturnType<typeof allNodes>) => unknown;
const READINGS: readonly [id: string, look: Look, seen: unknown, right: string][] = [
  ['m8', (nodes) => nodes.filter(({ parent }) => !parent).length, 2, 'd'],
  ['m9', (nodes) => nodes.filter(({ children }) => children.length === 0).length, 6, '6 chamadas'],
];

/** Conferido à parte das contas das respostas, como quem só olha a tela. */
test.each(READINGS)('%s: é o que se lê no trace', (id, look, seen, right) => {
  const mystery = mysteries.find((each) => each.id === id)!;
  expect(look(allNodes(tracesOf(mystery)))).toBe(seen);
  expect(grade(mystery, right).isRight).toBe(true);
});
