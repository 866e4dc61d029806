import { expect, test } from 'vitest';
import { Classroom, MAX_STUDENTS, SILENT_MS } from './classroom.ts';
import type { ClassReport } from './report.ts';

const HERE = '0000aaaa';
const THERE = '0000bbbb';

function reportOf(student: string, instance: string, failure?: string): ClassReport {
  return {
    student,
    instance,
    labs: [{ id: '01', title: 'Um', steps: [{ id: '01/1', title: 'A', status: 'pending' }] }],
    ...(failure !== undefined && {
      last: { step: '01/1', passed: false, failure: { key: failure, expected: 'x', observed: 'y' } },
    }),
  };
}

/** Uma turma num relógio que o teste anda. */
function classAt(): { room: Classroom; clock: { ms: number } } {
  const clock = { ms: 1_000_000 };
  return { room: new Classroom(() => clock.ms), clock };
}

test('o último estado de cada um, e os spans dele', () => {
  const { room, clock } = classAt();
  room.received('Ana', `${HERE}-00000001`, 3);
  clock.ms += 10;
  room.report(reportOf('Ana', `${HERE}-00000001`, 'span_missing'));
  room.report(reportOf('Bia', `${HERE}-00000002`));
  room.received('Ana', `${HERE}-00000001`, 2);
  expect(room.students).toMatchObject([
    { name: 'Ana', number: 1, spans: 5, lastUnixMs: clock.ms, last: { failure: { key: 'span_missing' } } },
    { name: 'Bia', number: 2, spans: 0 },
  ]);
});

test('desde quando a falha é a mesma', () => {
  const { room, clock } = classAt();
  const failSince = (failure?: string): number | undefined => {
    room.report(reportOf('Ana', `${HERE}-00000001`, failure));
    clock.ms += 1000;
    return room.students[0].failingSinceUnixMs;
  };
  const start = clock.ms;
  expect([failSince('a'), failSince('a'), failSince('b'), failSince(), failSince('b')]).toEqual([
    start,
    start,
    start + 2000,
    undefined,
    start + 4000,
  ]);
});

test.each([1000, 2 * SILENT_MS])('quem fecha a sua Luneta e abre outra, %d ms depois, é um só', (pauseMs) => {
  const { room, clock } = classAt();
  room.report(reportOf('Ana', `${HERE}-00000001`, 'a'));
  room.received('Ana', `${HERE}-00000001`, 3);
  room.report(reportOf('Bia', `${HERE}-00000002`));
  clock.ms += pauseMs;
  // Acaba de abrir, e ainda não conferiu nada: o que já se sabia continua valendo.
  room.report({ student: 'Ana', instance: `${HERE}-00000003`, labs: [] });
  room.received('Ana', `${HERE}-00000003`, 1);
  const ana = room.students.filter(({ name }) => name === 'Ana');
  expect(ana).toMatchObject([{ number: 1, spans: 4, lastUnixMs: clock.ms, last: { failure: { key: 'a' } } }]);
  expect(ana[0].labs).toHaveLength(1);
});

test('dois com o mesmo nome: em máquinas diferentes, na hora; na mesma, assim que os dois falam', () => {
  const { room, clock } = classAt();
  const names = (): string[] => room.students.map(({ name, instance }) => `${name} ${instance}`);
  room.report(reportOf('Ana', `${HERE}-00000001`));
  room.report(reportOf('Ana', `${THERE}-00000002`));
  expect(names()).toEqual([`Ana ${HERE}-00000001`, `Ana ${THERE}-00000002`]);
  clock.ms += 1000;
  room.report(reportOf('Ana', `${HERE}-00000003`));
  expect(names()).toEqual([`Ana ${THERE}-00000002`, `Ana ${HERE}-00000003`]);
  clock.ms += 1000;
  room.report(reportOf('Ana', `${HERE}-00000001`));
  expect(names()).toHaveLength(3);
  // Uma das duas foi fechada, e a outra segue.
  clock.ms += SILENT_MS + 1;
  room.report(reportOf('Ana', `${HERE}-00000003`));
  expect(names()).toEqual([`Ana ${THERE}-00000002`, `Ana ${HERE}-00000003`]);
});

test('a turma tem limite: sai quem há mais tempo não dá sinal', () => {
  const { room, clock } = classAt();
  for (let i = 0; i < MAX_STUDENTS; i++) {
    clock.ms++;
    room.report(reportOf(`aluno ${i}`, `${HERE}-00000001`));
  }
  clock.ms++;
  room.report(reportOf('aluno 0', `${HERE}-00000001`));
  room.report(reportOf('a mais', `${HERE}-00000001`));
  const names = room.students.map(({ name }) => name);
  expect(names).toHaveLength(MAX_STUDENTS);
  expect(names).toEqual(expect.arrayContaining(['aluno 0', 'a mais']));
  expect(names).not.toContain('aluno 1');
});

test('quem só inventa alunos não tira da lista os que trabalham', () => {
  const { room, clock } = classAt();
  room.report(reportOf('Ana', `${HERE}-00000001`));
  room.received('Ana', `${HERE}-00000001`, 3);
  for (let i = 0; i < 2 * MAX_STUDENTS; i++) {
    clock.ms++;
    room.report(reportOf(`ninguém ${i}`, `${THERE}-00000001`));
  }
  const names = room.students.map(({ name }) => name);
  expect(names).toHaveLength(MAX_STUDENTS);
  expect(names).toContain('Ana');
});
