import { expect, test } from 'vitest';
import type { Lab } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import { chooseStep, pendingStep, stepsSoFar } from './step-choice.ts';

const lab = (number: string, marks: readonly string[]): Lab => ({
  id: `${number}-lab`,
  number,
  title: `Lab ${number}`,
  steps: marks.map((mark) => ({ id: `${number}/${mark}`, title: mark, minutes: 5, files: [], hints: {} })),
});
const labs = [lab('01', ['1', '2']), lab('02', ['1', '3.2', '3.1'])];

function passed(...ids: string[]): Progress {
  const steps = Object.fromEntries(ids.map((id) => [id, { passedAt: '2026-01-01T00:00:00.000Z' }]));
  return { version: 1, steps, files: {} };
}

test.each([
  ['1', [], '01/1'],
  ['1', ['01/1', '01/2'], '02/1'],
  ['3.2', ['01/1', '01/2'], '02/3.2'],
  ['2/3.2', [], '02/3.2'],
  ['01/2', ['01/1', '01/2'], '01/2'],
  [undefined, [], '01/1'],
  [undefined, ['01/1', '02/1'], '01/2'],
  [undefined, ['01/1', '01/2', '02/1', '02/3.2', '02/3.1'], '02/3.1'],
])('%j, já passados %j: %s', (written, ids, expected) => {
  expect(chooseStep(labs, passed(...ids), written).step.id).toBe(expected);
});

test.each([
  ['01/2', '01/2'],
  ['1/2', '01/2'],
  ['1e/1', '01e/1'],
  ['2', '01e/2'],
])('de dentro de um exercício, %j é %s', (written, expected) => {
  const course = [...labs, { ...lab('01e', ['1', '2']), exercises: true }];
  expect(chooseStep(course, { ...passed(), current: '01e/1' }, written).step.id).toBe(expected);
});

test('quem pulou continua dali; o que ficou para trás vem por último', () => {
  const jumped = (...ids: string[]): Progress => ({ ...passed(...ids), current: '02/3.2' });
  expect(chooseStep(labs, jumped()).step.id).toBe('02/3.2');
  expect(chooseStep(labs, jumped('02/3.2')).step.id).toBe('02/3.1');
  expect(chooseStep(labs, jumped('02/3.2', '02/3.1')).step.id).toBe('01/1');
  expect(chooseStep(labs, { ...jumped(), current: '09/9' }).step.id).toBe('01/1');
});

test.each([
  ['02/3.3', '"02/3.3". Os mais parecidos: 02/3.2'],
  ['', '"01/"'],
  ['/', '"/"'],
])('%j não existe: diz os mais parecidos', (written, message) => {
  expect(() => chooseStep(labs, passed(), written)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
  );
});

test('com todos passados, não há próximo', () => {
  expect(pendingStep(labs, passed('01/1', '01/2', '02/1', '02/3.2', '02/3.1'))).toBeUndefined();
});

test('os passos até aqui: os que passaram e o de agora, menos os que um deles substituiu', () => {
  const replacing = { ...labs[1], steps: labs[1].steps.map((step) => ({ ...step, supersedes: ['02/1'] })).slice(1) };
  const course = [labs[0], { ...labs[1], steps: [labs[1].steps[0], ...replacing.steps] }];
  const ids = (progress: Progress, id: string): string[] => stepsSoFar(course, progress, id).map(({ step }) => step.id);
  expect(ids(passed('01/1'), '01/2')).toEqual(['01/1', '01/2']);
  expect(ids(passed('01/1', '02/1'), '02/1')).toEqual(['01/1', '02/1']);
  expect(ids(passed('01/1', '02/1', '02/3.2'), '01/1')).toEqual(['01/1', '02/3.2']);
});

test('um exercício só é o próximo de quem pulou para ele, e só até passar', () => {
  const course = [labs[0], { ...labs[1], exercises: true }];
  expect(chooseStep(course, passed()).step.id).toBe('01/1');
  expect(chooseStep(course, { ...passed('01/1'), current: '02/3.1' }).step.id).toBe('02/3.1');
  expect(chooseStep(course, { ...passed('01/1', '02/3.1'), current: '02/3.1' }).step.id).toBe('01/2');
  expect(pendingStep(course, passed('01/1', '01/2'))).toBeUndefined();
  // Passado um, outro exercício do mesmo lab; passados todos, o curso.
  expect(chooseStep(course, { ...passed('02/1'), current: '02/1' }).step.id).toBe('02/3.2');
  const ids = stepsSoFar(course, passed('01/1', '02/1'), '02/3.1').map(({ step }) => step.id);
  expect(ids).toEqual(['01/1', '02/1', '02/3.1']);
});
