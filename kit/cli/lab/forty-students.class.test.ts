/**
 * Uma turma de quarenta nesta máquina, de verdade: todos mandam o mesmo nome de serviço à Luneta do professor, e um deles,
 * sorteado, tem um engano na solução. `CLASS_SEED=N` repete um sorteio.
 */
import { expect, test } from 'vitest';
import { equivocos as mistakes } from '../../../labs/01-tracing/equivocos.ts';
import { labs } from '../../../labs/labs.ts';
import { courseSteps } from '../../course/manifest.ts';
import { poll } from '../../poll.ts';
import type { ClassOverview } from '../../luneta/classroom/overview.ts';
import { type ClassStudent, eachOf, joinStudent, startTeacher, traceIdsIn } from './testing/class-bench.ts';
import type { LabRun } from './testing/lab-root.ts';

const AT_ONCE = 4;
const DEADLINE = { deadlineMs: 20_000, intervalMs: 200 };

/** O primeiro passo cujos spans vão a um backend. */
const STEP = courseSteps(labs).find(({ step }) => step.telemetry === 'backend')!.step.id;
const MISTAKES = mistakes.filter(({ step }) => step === STEP);

/** A turma, quando estiver como se quer; senão, como ficou no fim do prazo. */
async function classWhen(
  teacher: { overview(): Promise<ClassOverview> },
  isReady: (overview: ClassOverview) => boolean,
): Promise<ClassOverview> {
  const ready = await poll(async () => {
    const overview = await teacher.overview();
    return isReady(overview) ? overview : undefined;
  }, DEADLINE);
  return ready ?? teacher.overview();
}

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `aluno ${String(i + 1).padStart(2, '0')}`);
const inStep = ({ students }: ClassOverview, status: string): string[] =>
  students
    .filter(({ steps }) => steps[STEP] === status)
    .map(({ name }) => name)
    .toSorted();

/** Os traces que cada um tem na sua Luneta. */
async function ownTraces(students: readonly ClassStudent[]): Promise<Map<string, string[]>> {
  const traces = new Map<string, string[]>();
  for (const { name, ui } of students) traces.set(name, await traceIdsIn(ui));
  return traces;
}

/** Os que o professor tem de cada um, quando chegarem todos, ou acabar o prazo. */
async function copiedTraces(ui: string, own: ReadonlyMap<string, string[]>): Promise<Map<string, string[]>> {
  const copied = new Map<string, string[]>();
  for (const [name, { length }] of own) {
    const arrived = await poll(async () => {
      const ids = await traceIdsIn(ui, name);
      return ids.length >= length ? ids : undefined;
    }, DEADLINE);
    copied.set(name, arrived ?? (await traceIdsIn(ui, name)));
  }
  return copied;
}

test('quarenta alunos: só o que errou não passa, e nenhum trace é de outro', async () => {
  const seed = Number(process.env.CLASS_SEED ?? Math.floor(Math.random() * 1_000_000));
  const all = names(40);
  const broken = all[seed % all.length];
  const mistake = MISTAKES[Math.floor(seed / all.length) % MISTAKES.length];
  console.log(`CLASS_SEED=${seed}: ${broken}, com o engano ${mistake.code} (${mistake.replace[0].slice(0, 60)})`);

  const teacher = await startTeacher();
  const students = await Promise.all(all.map((name) => joinStudent(name, teacher.address)));
  const runs = new Map<string, LabRun>();
  await eachOf(students, AT_ONCE, async ({ name, verify }) => {
    runs.set(name, await verify(STEP, name === broken ? mistake : undefined));
  });

  // No lab de cada um.
  const failed = [...runs].filter(([, { code }]) => code !== 0);
  const told = failed.map(([, { stdout }]) => stdout).join('\n');
  expect(
    failed.map(([name]) => name),
    `${told}`,
  ).toEqual([broken]);
  expect(runs.get(broken)?.code).toBe(1);

  // Na Luneta do professor.
  const overview = await classWhen(
    teacher,
    (seen) => inStep(seen, 'passed').length === 39 && inStep(seen, 'failed').length === 1,
  );
  expect(inStep(overview, 'failed')).toEqual([broken]);
  expect(inStep(overview, 'passed')).toEqual(all.filter((name) => name !== broken));
  const [first] = overview.students;
  expect(first).toMatchObject({ name: broken, state: 'failing', current: STEP });
  expect(overview.failures).toEqual([expect.objectContaining({ key: first.failure?.key, students: 1 })]);
  expect(overview.students.filter(({ sameName }) => sameName)).toEqual([]);
  const page = await teacher.page();
  expect(page.match(/<tr class="is-/g)).toHaveLength(40);
  expect(/<tr class="is-failing">.*?<bdi>(.*?)<\/bdi>/s.exec(page)?.[1]).toBe(broken);
  expect(page.match(/<tr class="is-failing">/g)).toHaveLength(1);

  // Os traces de cada um são os que a Luneta dele tem, e de mais ninguém.
  const own = await ownTraces(students);
  expect(await copiedTraces(teacher.ui, own)).toEqual(own);
  const ids = [...own.values()].flat();
  expect(new Set(ids).size).toBe(ids.length);
  expect(await traceIdsIn(teacher.ui)).toEqual(ids.toSorted());
  const silent = [...own].filter(([, traces]) => traces.length === 0).map(([name]) => name);
  expect(silent.filter((name) => name !== broken)).toEqual([]);
});

test('a Luneta do professor cai no meio da aula e volta sem lembrar de nada: o estado de todos chega', async () => {
  const teacher = await startTeacher();
  const all = names(8);
  const students = await Promise.all(all.map((name) => joinStudent(name, teacher.address)));
  const afterFall: ClassStudent[] = [];
  let hasFallen = false;
  let ended = 0;
  await eachOf(students, AT_ONCE, async (student) => {
    if (hasFallen) afterFall.push(student);
    expect(await student.verify(STEP), `${student.name}`).toMatchObject({ code: 0 });
    ended++;
    if (ended === 3) {
      hasFallen = true;
      await teacher.kill();
    }
    if (ended === 6) await teacher.start();
  });
  expect(afterFall).not.toEqual([]);
  expect(inStep(await classWhen(teacher, (seen) => inStep(seen, 'passed').length === 8), 'passed')).toEqual(all);
  // Os spans de quem rodou o programa depois da queda esperaram por ela.
  const own = await ownTraces(afterFall);
  expect(await copiedTraces(teacher.ui, own)).toEqual(own);
});
