/** Cada mistério tem uma resposta, que sai do trace dele, e diz a quem erra o que o trace mostra. */
import { describe, expect, test } from 'vitest';
import { grade, letterOf, tracesOf } from '../../kit/cli/lab/mysteries/grade.ts';
import type { Mystery } from '../../kit/mysteries/mystery.ts';
import { allNodes, hasFailed } from '../../kit/mysteries/read-traces.ts';
import { mysteries } from './misterios.ts';

/** Tudo que se pode responder ao mistério, e que é uma resposta à pergunta dele. */
function possibleAnswers({ answer, plan, ...mystery }: Mystery): string[] {
  const traces = tracesOf({ answer, plan, ...mystery });
  if (answer.type === 'choice') return answer.alternatives.map((_, i) => letterOf(i));
  if (answer.type === 'span') return allNodes(traces).map(({ span }) => span.name);
  const numbers = [answer, ...answer.mistakes].map(({ compute }) => String(compute(traces)));
  return [...numbers, '987654'];
}

test('os ids são m1, m2…, e o título de cada um é só seu', () => {
  expect(mysteries.map(({ id }) => id)).toEqual(mysteries.map((_, i) => `m${i + 1}`));
  expect(new Set(mysteries.map(({ title }) => title)).size).toBe(mysteries.length);
});

describe.each(mysteries.map((mystery) => [mystery.id, mystery] as const))('%s', (_, mystery) => {
  const answers = possibleAnswers(mystery);
  const grades = answers.map((answer) => grade(mystery, answer));

  test('tem uma só resposta certa, entre as que se podem dar', () => {
    expect(new Set(answers).size).toBe(answers.length);
    expect(grades.filter(({ isRight }) => isRight)).toHaveLength(1);
  });

  test('cada resposta, certa ou errada, tem a sua mensagem', () => {
    const messages = grades.map(({ message }) => message);
    expect(new Set(messages).size).toBe(messages.length);
    for (const message of messages) expect(message.length).toBeGreaterThan(40);
  });

  test('o trace não tem defeito que o mistério não conte: nenhum span fora de ordem, nenhum órfão', () => {
    for (const { nodes, duplicateCount } of tracesOf(mystery)) {
      expect(duplicateCount).toBe(0);
      for (const { startUs, parent, orphan, cycle } of nodes) {
        expect({ orphan, cycle }).toEqual({ orphan: false, cycle: false });
        expect(startUs).toBeGreaterThanOrEqual(parent?.startUs ?? 0);
      }
    }
  });
});

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
