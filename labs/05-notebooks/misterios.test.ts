/** Cada mistério tem uma resposta, que sai do trace dele, e diz a quem erra o que o trace mostra. */
import { expect, test } from 'vitest';
import { grade, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import { allNodes, endUs } from '../../kit/mysteries/read-traces.ts';
import { describeMysteries } from '../../kit/mysteries/testing/describe-mysteries.ts';
import { mysteries } from './misterios.ts';

// Os dez primeiros são dos labs anteriores.
describeMysteries(mysteries, 11);

/** Conferido à parte das contas das respostas, como quem só olha a tela. */
test('m11: é o que se lê no trace', () => {
  const mystery = mysteries.find(({ id }) => id === 'm11')!;
  const nodes = allNodes(tracesOf(mystery));
  const named = (name: string) => nodes.filter(({ span }) => span.name === name);
  const asked = named('GET /api/2.2/jobs/runs/get').map(({ startUs }) => startUs / 1e6);
  const pauses = asked.map((at, i) => at - (asked[i - 1] ?? 0));
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128]);
  const [notebook] = named('Notebook Invoked');
  const [output] = named('GET /api/2.2/jobs/runs/get-output');
  expect((output!.startUs - endUs(notebook!)) / 1e6).toBeCloseTo(123.12);
  expect((notebook!.startUs - endUs(named('POST /api/2.2/jobs/run-now')[0]!)) / 1e6).toBeCloseTo(43.79);
  expect(grade(mystery, 'c').isRight).toBe(true);
});
