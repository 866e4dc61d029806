import { expect, test } from 'vitest';
import { countingSteps, courseSteps, type Lab, type Step, stepIndex, stepMark, stepMarks, stepOf } from './manifest.ts';
import { courseErrorOf } from './testing/course-error-of.ts';

function step(id: string, supersedes: readonly string[] = []): Step {
  return { id, title: `Passo ${id}`, minutes: 10, files: ['x.ts'], supersedes, hints: {} };
}

// A ordem é a da lista: "3.2" vem antes de "3.1".
const tracing: Lab = { id: '01-tracing', number: '01', title: 'Traces', steps: [step('01/1'), step('01/2')] };
const batches: Lab = {
  id: '02-batches',
  number: '02',
  title: 'Lotes',
  steps: [step('02/1'), step('02/3.2', ['02/1']), step('02/3.1')],
};
const labs = [tracing, batches];

test('acha o passo e o lab', () => {
  expect(stepOf(labs, '02/3.1')).toEqual({ lab: batches, step: batches.steps[2] });
});

test('os marcadores escrevem o passo sem o lab', () => {
  expect(stepMark('02/3.2')).toBe('3.2');
  expect(stepMarks(batches)).toEqual(['1', '3.2', '3.1']);
});

test('as conferências do passo substituído deixam de contar quando o que o substitui é resolvido', () => {
  expect(countingSteps(batches, '02/1').map(({ id }) => id)).toEqual(['02/1']);
  expect(countingSteps(batches, '02/3.2').map(({ id }) => id)).toEqual(['02/3.2']);
  expect(countingSteps(batches, '02/3.1').map(({ id }) => id)).toEqual(['02/3.2', '02/3.1']);
});

test('as conferências de um passo valem enquanto todos os programas dele rodam', () => {
  const running = (id: string, entry: string, ...companions: string[]): Step => ({
    ...step(id),
    entry,
    companions: companions.map((each) => ({ entry: each, urlVariable: 'URL' })),
  });
  const services: Lab = {
    ...batches,
    steps: [
      running('02/1', 'a.ts'),
      running('02/2', 'front.ts', 'b.ts', 'a.ts'),
      running('02/3', 'a.ts'),
      running('02/4', 'b.ts'),
      running('02/5', 'front.ts', 'a.ts', 'b.ts'),
    ],
  };
  const counting = (id: string): string[] => countingSteps(services, id).map((each) => each.id);
  expect(counting('02/2')).toEqual(['02/1', '02/2']);
  expect(counting('02/3')).toEqual(['02/1', '02/3']);
  expect(counting('02/4')).toEqual(['02/4']);
  expect(counting('02/5')).toEqual(['02/1', '02/2', '02/3', '02/4', '02/5']);
});

test('de um lab de exercícios, conta só o que se faz, e nenhum está no caminho', () => {
  const exercises = { ...batches, exercises: true };
  expect(countingSteps(exercises, '02/3.1').map(({ id }) => id)).toEqual(['02/3.1']);
  expect(courseSteps([tracing, exercises]).map(({ step: { id } }) => id)).toEqual(['01/1', '01/2']);
});

test.each([
  ['2/1', '02/1'],
  ['01-2', '01/2'],
  ['02/3', '02/3.2'],
])('passo desconhecido (%s): diz o que veio e o mais parecido', (id, likely) => {
  const error = courseErrorOf(() => stepOf(labs, id));
  expect(error.code).toBe('unknown_step');
  expect(error.message).toContain(`Não existe o passo "${id}". Os mais parecidos: ${likely}`);
});

test('o passo de outro lab não tem posição neste', () => {
  expect(stepIndex(batches, '02/3.1')).toBe(2);
  expect(courseErrorOf(() => stepIndex(batches, '01/1')).message).toContain('02/1');
});

test('num curso sem passos, diz que não há nenhum', () => {
  expect(courseErrorOf(() => stepOf([], '01/1')).message).toContain('O manifesto não tem nenhum');
});
