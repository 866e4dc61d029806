/** Cada mistério tem uma resposta, que sai dos traces dele, e diz a quem erra o que eles mostram. */
import { expect, test } from 'vitest';
import { grade, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import { allNodes, attribute, hasFailed } from '../../kit/mysteries/read-traces.ts';
import { describeMysteries } from '../../kit/mysteries/testing/describe-mysteries.ts';
import { mysteries } from './misterios.ts';

// Os onze primeiros são dos labs anteriores.
describeMysteries(mysteries, 12);

/** Conferido à parte das contas das respostas, como quem só olha a tela. */
test('m12: é o que se lê nos traces', () => {
  const mystery = mysteries.find(({ id }) => id === 'm12')!;
  const processed = allNodes(tracesOf(mystery)).filter(({ span }) => span.name === 'process orders');
  const offsets = processed.map((node) => [
    attribute(node, 'messaging.destination.partition.id'),
    attribute(node, 'messaging.kafka.offset'),
    hasFailed(node),
  ]);
  expect(offsets.filter(([partition]) => partition === '1')).toEqual([
    ...Array.from({ length: 6 }, () => ['1', '874', true]),
    ['1', '875', false],
  ]);
  expect(grade(mystery, 'd').isRight).toBe(true);
});
