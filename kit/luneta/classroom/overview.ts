/** A turma como se mostra: uma linha por aluno, quantos estão em cada passo, e o que mais não passa. Funções puras. */
import type { Student } from './classroom.ts';
import type { ReportedFailure } from './report.ts';

export const CLASS_SORTS = ['help', 'name', 'step', 'seen'] as const;
export type ClassSort = (typeof CLASS_SORTS)[number];

/** Sem sinal por mais que isto, algo parou: o relato vem a cada 5 s. */
export const QUIET_MS = 60_000;

export interface ClassOverview {
  students: StudentRow[];
  /** Os passos dos labs em que alguém está, na ordem do curso. */
  steps: StepColumn[];
  /** Do que mais alunos não passam ao que menos. */
  failures: SharedFailure[];
  /** Quem passou em todos os passos do curso. */
  done: number;
  /** Quem ainda não conferiu nada. */
  waiting: number;
}

export interface StudentRow {
  number: number;
  name: string;
  instance: string;
  /** Há outro aluno com este nome, noutra Luneta. */
  sameName: boolean;
  state: 'failing' | 'working' | 'waiting' | 'done';
  /** Por passo, na ordem do curso; o que falta a quem tem outra versão dele fica de fora. */
  steps: Record<string, StepStatus>;
  passed: number;
  /** O passo em que está; `null` se acabou, ou não começou. */
  current: string | null;
  failure: StudentFailure | null;
  /** O último sinal de vida, em milissegundos Unix. */
  lastUnixMs: number;
  isQuiet: boolean;
  spans: number;
}

export type StepStatus = 'passed' | 'failed' | 'pending';

export interface StudentFailure extends ReportedFailure {
  step: string;
  sinceUnixMs: number;
}

export interface StepColumn {
  id: string;
  title: string;
  lab: string;
  labTitle: string;
  /** Alunos que já passaram, os que estão aqui, e destes os que não passam. */
  passed: number;
  current: number;
  failing: number;
}

export interface SharedFailure {
  key: string;
  expected: string;
  students: number;
}

export function classOverview(students: readonly Student[], nowMs: number, sort: ClassSort = 'help'): ClassOverview {
  const rows = students.map((student) => toRow(student, students, nowMs));
  return {
    students: rows.toSorted((a, b) => COMPARE[sort](a, b) || COMPARE.help(a, b) || a.number - b.number),
    steps: toColumns(students, rows),
    failures: sharedFailures(rows),
    done: rows.filter(({ state }) => state === 'done').length,
    waiting: rows.filter(({ state }) => state === 'waiting').length,
  };
}

function toRow(student: Student, all: readonly Student[], nowMs: number): StudentRow {
  const { number, name, instance, labs, last, lastUnixMs, spans, failingSinceUnixMs } = student;
  const course = labs.filter(({ exercises }) => !exercises).flatMap(({ steps }) => steps);
  const failing = last && !last.passed ? last.step : undefined;
  const steps = labs
    .flatMap((lab) => lab.steps)
    .map(({ id, status }): [string, StepStatus] => [id, id === failing ? 'failed' : status]);
  const current = failing ?? course.find(({ status }) => status === 'pending')?.id ?? null;
  return {
    number,
    name,
    instance,
    sameName: all.some((other) => other.name === name && other.instance !== instance),
    state: failing !== undefined ? 'failing' : current !== null ? 'working' : course.length > 0 ? 'done' : 'waiting',
    steps: Object.fromEntries(steps),
    passed: steps.filter(([, status]) => status === 'passed').length,
    current,
    failure:
      failing !== undefined && last?.failure
        ? { ...last.failure, step: failing, sinceUnixMs: failingSinceUnixMs ?? nowMs }
        : null,
    lastUnixMs,
    isQuiet: nowMs - lastUnixMs > QUIET_MS,
    spans,
  };
}

const NEEDS_HELP: readonly StudentRow['state'][] = ['failing', 'working', 'waiting', 'done'];

const COMPARE: Record<ClassSort, (a: StudentRow, b: StudentRow) => number> = {
  // Quem não passa há mais tempo; depois, quem está mais atrás.
  help: (a, b) =>
    NEEDS_HELP.indexOf(a.state) - NEEDS_HELP.indexOf(b.state) ||
    (a.failure?.sinceUnixMs ?? 0) - (b.failure?.sinceUnixMs ?? 0) ||
    a.passed - b.passed,
  name: (a, b) => a.name.localeCompare(b.name, 'pt-BR', { numeric: true }),
  step: (a, b) => a.passed - b.passed,
  seen: (a, b) => a.lastUnixMs - b.lastUnixMs,
};

/** Os labs e os passos vêm dos alunos; na ordem de quem tem mais deles. */
function toColumns(students: readonly Student[], rows: readonly StudentRow[]): StepColumn[] {
  const columns = new Map<string, StepColumn>();
  const biggestFirst = students.toSorted((a, b) => stepCount(b) - stepCount(a));
  for (const { id: lab, title: labTitle, steps } of biggestFirst.flatMap(({ labs }) => labs)) {
    for (const { id, title } of steps) {
      if (columns.has(id)) continue;
      columns.set(id, {
        id,
        title,
        lab,
        labTitle,
        passed: rows.filter((row) => row.steps[id] === 'passed').length,
        current: rows.filter(({ current }) => current === id).length,
        failing: rows.filter((row) => row.steps[id] === 'failed').length,
      });
    }
  }
  const all = [...columns.values()];
  const open = new Set(all.filter(({ passed, current }) => passed + current > 0).map(({ lab }) => lab));
  return all.filter(({ lab }) => open.has(lab)).slice(0, MAX_COLUMNS);
}

/** Colunas que cabem: as dos labs em que alguém está, e os alunos é que dizem quais são. */
export const MAX_COLUMNS = 40;

function stepCount({ labs }: Student): number {
  return labs.reduce((sum, { steps }) => sum + steps.length, 0);
}

function sharedFailures(rows: readonly StudentRow[]): SharedFailure[] {
  const failures = new Map<string, SharedFailure>();
  for (const { failure } of rows) {
    if (!failure) continue;
    const { key, expected } = failure;
    const shared = failures.get(key);
    if (shared) shared.students++;
    else failures.set(key, { key, expected, students: 1 });
  }
  return [...failures.values()].toSorted((a, b) => b.students - a.students || a.key.localeCompare(b.key));
}
