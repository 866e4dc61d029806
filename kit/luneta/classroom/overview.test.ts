import { expect, test } from 'vitest';
import { sampleClass } from '../ui/testing/sample-class.ts';
import { Classroom } from './classroom.ts';
import { classOverview, type ClassSort, QUIET_MS } from './overview.ts';
import type { ClassReport } from './report.ts';

function overviewOf(reports: readonly ClassReport[], sort?: ClassSort) {
  let ms = 1_000_000;
  const room = new Classroom(() => ms++);
  for (const report of reports) room.report(report);
  return classOverview(room.students, ms, sort);
}

const names = ({ students }: ReturnType<typeof overviewOf>): string[] => students.map(({ name }) => name);

test('quem não passa há mais tempo vem antes; depois quem está mais atrás; quem terminou, por último', () => {
  const { students } = overviewOf(sampleClass(40));
  const states = students.map(({ state }) => state);
  expect(states).toEqual(states.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
  expect(new Set(states)).toEqual(new Set(ORDER));
  const failing = students.filter(({ failure }) => failure);
  expect(failing.map(({ number }) => number)).toEqual(failing.map(({ number }) => number).toSorted((a, b) => a - b));
  const working = students.filter(({ state }) => state === 'working').map(({ passed }) => passed);
  expect(working).toEqual(working.toSorted((a, b) => a - b));
});
const ORDER = ['failing', 'working', 'waiting', 'done'];

test('as outras ordens', () => {
  const reports = sampleClass(3);
  expect(names(overviewOf(reports, 'name'))).toEqual(['Ana Souza', 'Bia Souza', 'Caio Souza']);
  expect(names(overviewOf(reports, 'step'))).toEqual(['Bia Souza', 'Ana Souza', 'Caio Souza']);
  expect(names(overviewOf(reports, 'seen'))).toEqual(['Ana Souza', 'Bia Souza', 'Caio Souza']);
});

test('quantos em cada passo: cada aluno está num só, ou terminou, ou não começou', () => {
  const { students, steps, done, waiting } = overviewOf(sampleClass(40));
  expect(steps.map(({ id }) => id)).toEqual(['01/1', '01/2', '01/3', '01/4', '01/5', '01/6', '01/7']);
  expect(steps.reduce((sum, { current }) => sum + current, 0) + done + waiting).toBe(students.length);
  expect(steps.reduce((sum, { failing }) => sum + failing, 0)).toBe(students.filter(({ failure }) => failure).length);
});

test('as falhas que mais alunos dividem vêm antes', () => {
  const { failures } = overviewOf(sampleClass(40));
  expect(failures.map(({ students }) => students)).toEqual([4, 3, 2, 1]);
  expect(failures[0]).toEqual({ key: 'no_telemetry', expected: 'um span chamado "test_span_01"', students: 4 });
});

test('um exercício nunca é o próximo passo, e só tem coluna se alguém o fez', () => {
  const [report] = sampleClass(1);
  const exercises = (status: 'passed' | 'pending'): ClassReport => ({
    ...report,
    labs: [{ id: '00', title: 'Ao lado', exercises: true, steps: [{ id: 'e/1', title: 'E', status }] }, ...report.labs],
  });
  const untouched = overviewOf([exercises('pending')]);
  expect(untouched.students[0].current).toBe('01/4');
  expect(untouched.steps.map(({ id }) => id)).not.toContain('e/1');
  expect(overviewOf([exercises('passed')]).steps[0]).toMatchObject({ id: 'e/1', passed: 1, current: 0 });
});

test('um passo já feito que deixou de passar é onde o aluno está', () => {
  const [report] = sampleClass(1);
  const back = overviewOf([{ ...report, last: { step: '01/1', passed: false } }]);
  expect(back.students[0]).toMatchObject({
    state: 'failing',
    current: '01/1',
    steps: { '01/1': 'failed' },
    failure: null,
  });
});

test('dois com o mesmo nome são ditos, e quem se calou também', () => {
  const [ana, bia] = sampleClass(2);
  const room = new Classroom(() => 1_000);
  for (const report of [ana, bia, { ...ana, instance: bia.instance }]) room.report(report);
  const { students } = classOverview(room.students, 1_000 + QUIET_MS + 1);
  expect(students.map(({ name, sameName, isQuiet }) => [name, sameName, isQuiet])).toEqual([
    ['Bia Souza', false, true],
    ['Ana Souza', true, true],
    ['Ana Souza', true, true],
  ]);
});
