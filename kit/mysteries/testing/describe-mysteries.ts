/** O que vale para todo mistério: uma resposta certa, que sai do trace dele, e o que o trace mostra a quem erra. */
import { describe, expect, test } from 'vitest';
import { grade, letterOf, tracesOf } from '../../cli/lab/mysteries/grade.ts';
import type { Mystery } from '../mystery.ts';
import { allNodes } from '../read-traces.ts';

/** Tudo que se pode responder ao mistério, e que é uma resposta à pergunta dele. */
function possibleAnswers(mystery: Mystery): string[] {
  const { answer } = mystery;
  const traces = tracesOf(mystery);
  if (answer.type === 'choice') return answer.alternatives.map((_, i) => letterOf(i));
  if (answer.type === 'span') return allNodes(traces).map(({ span }) => span.name);
  const numbers = [answer, ...answer.mistakes].map(({ compute }) => String(compute(traces)));
  return [...numbers, '987654'];
}

/** @param from O número do primeiro: os dos labs anteriores vêm antes. */
export function describeMysteries(mysteries: readonly Mystery[], from: number): void {
  test('os ids se seguem, e o título de cada um é só seu', () => {
    expect(mysteries.map(({ id }) => id)).toEqual(mysteries.map((_, i) => `m${from + i}`));
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
}
