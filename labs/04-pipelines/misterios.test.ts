/** Cada mistério tem uma resposta, que sai do trace dele, e diz a quem erra o que o trace mostra. */
import { expect, test } from 'vitest';
import { grade, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import { allNodes, attribute, hasFailed } from '../../kit/mysteries/read-traces.ts';
import { describeMysteries } from '../../kit/mysteries/testing/describe-mysteries.ts';
import { mysteries } from './misterios.ts';

// Os nove primeiros são dos labs anteriores.
describeMysteries(mysteries, 10);

/** Conferido à parte das contas das respostas, como quem só olha a tela. */
test('m10: é o que se lê no trace', () => {
  const mystery = mysteries.find(({ id }) => id === 'm10')!;
  const nodes = allNodes(tracesOf(mystery));
  const numbersAt = (key: string): number[] =>
    nodes.map((node) => attribute(node, key)).flatMap((value) => (value === undefined ? [] : [Number(value)]));
  const root = nodes.filter(({ parent }) => !parent);
  expect(root.map(hasFailed)).toEqual([false]);
  expect(nodes.filter(hasFailed).map((node) => attribute(node, 'invoices.sent'))).toEqual([undefined, '1180']);
  expect(numbersAt('telescope.rdd.count')).toEqual([7240]);
  expect(numbersAt('telescope.df1.count')).toEqual([7240 + 1180]);
  expect(numbersAt('telescope.partitions.attempts')).toEqual([numbersAt('telescope.partition.attempt').length]);
  expect(grade(mystery, 'b').isRight).toBe(true);
});
