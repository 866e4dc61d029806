/**
 * O que a Luneta de um aluno conta à do professor: só o que a página `/turma` mostra. Vai por `POST /api/class` à porta
 * OTLP/HTTP, o único endereço que o professor dá, e é sempre o estado inteiro: quem perdeu um tem tudo no seguinte.
 *
 *   {"student":"Ana","instance":"3f2a9c01-77ab12cd",
 *    "labs":[{"id":"01-tracing","title":"…","steps":[{"id":"01/1","title":"…","status":"passed"}]}],
 *    "last":{"step":"01/2","passed":false,
 *            "failure":{"key":"span_missing:test_span_02","expected":"…","observed":"…"}}}
 */
import { BadBody, booleanAt, listAt, objectAt, oneOf, parseBody, type Parsed, textAt } from '../http/body-fields.ts';
import { type Course, type CourseCheckup, STEP_STATUSES } from './course.ts';
import { isInstance } from './instance.ts';

export const CLASS_PATH = '/api/class';
export const MAX_REPORT_BYTES = 64 * 1024;
/** Caracteres do nome de um aluno: nos spans copiados, nos avisos e na página. */
export const MAX_STUDENT_CHARS = 100;
/** Do que se lê numa frase. */
const MAX_TEXT_CHARS = 300;
const MAX_ID_CHARS = 40;
/** Passos de um aluno, de todos os labs. */
export const MAX_REPORTED_STEPS = 200;

export interface ClassReport {
  student: string;
  /** De que Luneta vem: `instance.ts`. */
  instance: string;
  /** Vazia enquanto nada foi conferido. */
  labs: ReportedLab[];
  last?: ReportedCheckup;
}

export interface ReportedLab {
  id: string;
  title: string;
  exercises?: boolean;
  steps: { id: string; title: string; status: (typeof STEP_STATUSES)[number] }[];
}

/** A última conferência. */
export interface ReportedCheckup {
  step: string;
  passed: boolean;
  /** A primeira que não passou. */
  failure?: ReportedFailure;
}

export interface ReportedFailure {
  /** O código, com o span e a parte dele: a chave das dicas. */
  key: string;
  /** As frases que o aluno lê. */
  expected: string;
  observed: string;
}

/** @param course O que a página `/labs` do aluno mostra; sem ele, só que ele está aí. */
export function classReport(student: string, instance: string, course?: Course): ClassReport {
  return {
    student: studentName(student),
    instance,
    labs: (course?.labs ?? []).map(({ id, title, exercises, steps }) => ({
      id: cut(id, MAX_ID_CHARS),
      title: cut(title, MAX_STUDENT_CHARS),
      ...(exercises && { exercises }),
      steps: steps.map((step) => ({
        id: cut(step.id, MAX_ID_CHARS),
        title: cut(step.title, MAX_STUDENT_CHARS),
        status: step.status,
      })),
    })),
    ...(course?.last && { last: reportedCheckup(course.last) }),
  };
}

/** O nome como vai e como volta: o mesmo corte dos dois lados. */
export function studentName(name: string): string {
  return cut(name, MAX_STUDENT_CHARS);
}

function reportedCheckup({ step, passed, checks }: CourseCheckup): ReportedCheckup {
  const first = checks.find((check) => !check.passed);
  return {
    step: cut(step, MAX_ID_CHARS),
    passed,
    ...(first && {
      failure: {
        key: cut([first.code, first.span, first.field].filter(Boolean).join(':'), MAX_TEXT_CHARS),
        expected: cut(first.expected, MAX_TEXT_CHARS),
        observed: cut(first.observed, MAX_TEXT_CHARS),
      },
    }),
  };
}

/** O que chega é de qualquer um na rede: cada texto é cortado de novo, e o que não se usa fica de fora. */
export function parseReport(text: string): Parsed<ClassReport> {
  return parseBody(text, readReport);
}

function readReport(value: unknown): ClassReport {
  const body = objectAt('corpo', value);
  const instance = textAt('instance', body.instance);
  if (!isInstance(instance)) throw new BadBody('instance', 'dois grupos de 8 dígitos hexadecimais', instance);
  const student = studentName(textAt('student', body.student).trim());
  if (student === '') throw new BadBody('student', 'um nome', body.student);
  const labs = listAt('labs', body.labs ?? [], readLab);
  const steps = labs.reduce((sum, lab) => sum + lab.steps.length, 0);
  if (steps > MAX_REPORTED_STEPS) throw new BadBody('labs', `até ${MAX_REPORTED_STEPS} passos`, steps);
  return { student, instance, labs, ...(body.last != null && { last: readCheckup(body.last) }) };
}

function readLab(where: string, value: unknown): ReportedLab {
  const lab = objectAt(where, value);
  return {
    id: shortAt(`${where}.id`, lab.id, MAX_ID_CHARS),
    title: shortAt(`${where}.title`, lab.title, MAX_STUDENT_CHARS),
    ...(lab.exercises === true && { exercises: true }),
    steps: listAt(`${where}.steps`, lab.steps, (at, item) => {
      const step = objectAt(at, item);
      return {
        id: shortAt(`${at}.id`, step.id, MAX_ID_CHARS),
        title: shortAt(`${at}.title`, step.title, MAX_STUDENT_CHARS),
        status: oneOf(`${at}.status`, step.status, STEP_STATUSES),
      };
    }),
  };
}

function readCheckup(value: unknown): ReportedCheckup {
  const last = objectAt('last', value);
  return {
    step: shortAt('last.step', last.step, MAX_ID_CHARS),
    passed: booleanAt('last.passed', last.passed),
    ...(last.failure != null && { failure: readFailure(objectAt('last.failure', last.failure)) }),
  };
}

function readFailure({ key, expected, observed }: Record<string, unknown>): ReportedFailure {
  return {
    key: shortAt('last.failure.key', key, MAX_TEXT_CHARS),
    expected: shortAt('last.failure.expected', expected, MAX_TEXT_CHARS),
    observed: shortAt('last.failure.observed', observed, MAX_TEXT_CHARS),
  };
}

function shortAt(where: string, value: unknown, max: number): string {
  return cut(textAt(where, value), max);
}

/** Sem partir ao meio um par UTF-16. */
function cut(text: string, max: number): string {
  return text.length > max ? text.slice(0, max).replace(/[\ud800-\udbff]$/, '') : text;
}
