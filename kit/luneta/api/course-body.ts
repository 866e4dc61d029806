/** A leitura do corpo de `PUT /api/labs`. */
import {
  type Course,
  type CourseCheck,
  type CourseCheckup,
  type CourseGhost,
  type CourseLab,
  type CourseStep,
  STEP_STATUSES,
} from '../classroom/course.ts';
import { BadBody, booleanAt, listAt, objectAt, oneOf, parseBody, textAt } from '../http/body-fields.ts';

export const LABS_PATH = '/api/labs';

export type ParsedCourse = { ok: true; course: Course } | { ok: false; problem: string };

export function parseCourse(text: string): ParsedCourse {
  const parsed = parseBody(text, readCourse);
  if (parsed.ok) return { ok: true, course: parsed.value };
  return { ok: false, problem: `${parsed.problem} Envie o que lab list --json escreve.` };
}

function readCourse(value: unknown): Course {
  const body = objectAt('corpo', value);
  const labs = listAt('labs', body.labs, readLab);
  return body.last == null ? { labs } : { labs, last: readCheckup('last', body.last) };
}

function readLab(where: string, value: unknown): CourseLab {
  const lab = objectAt(where, value);
  return {
    id: textAt(`${where}.id`, lab.id),
    title: textAt(`${where}.title`, lab.title),
    ...(lab.exercises != null && { exercises: booleanAt(`${where}.exercises`, lab.exercises) }),
    steps: listAt(`${where}.steps`, lab.steps, readStep),
  };
}

function readStep(where: string, value: unknown): CourseStep {
  const step = objectAt(where, value);
  return {
    id: textAt(`${where}.id`, step.id),
    title: textAt(`${where}.title`, step.title),
    status: oneOf(`${where}.status`, step.status, STEP_STATUSES),
    needs: listAt(`${where}.needs`, step.needs ?? [], textAt),
  };
}

function readCheckup(where: string, value: unknown): CourseCheckup {
  const last = objectAt(where, value);
  return {
    step: textAt(`${where}.step`, last.step),
    passed: booleanAt(`${where}.passed`, last.passed),
    checks: listAt(`${where}.checks`, last.checks, readCheck),
    ghosts: listAt(`${where}.ghosts`, last.ghosts ?? [], readGhost),
  };
}

function readCheck(where: string, value: unknown): CourseCheck {
  const check = objectAt(where, value);
  const traceId = readTraceId(`${where}.traceId`, check.traceId);
  const url = readUrl(`${where}.url`, check.url);
  return {
    code: textAt(`${where}.code`, check.code),
    ...(check.span != null && { span: textAt(`${where}.span`, check.span) }),
    ...(check.field != null && { field: textAt(`${where}.field`, check.field) }),
    passed: booleanAt(`${where}.passed`, check.passed),
    expected: textAt(`${where}.expected`, check.expected ?? ''),
    observed: textAt(`${where}.observed`, check.observed ?? ''),
    hint: textAt(`${where}.hint`, check.hint ?? ''),
    ...(traceId !== undefined && { traceId }),
    ...(url !== undefined && { url }),
  };
}

function readGhost(where: string, value: unknown): CourseGhost {
  const ghost = objectAt(where, value);
  return {
    name: textAt(`${where}.name`, ghost.name),
    parent: textAt(`${where}.parent`, ghost.parent ?? ''),
    service: textAt(`${where}.service`, ghost.service ?? ''),
  };
}

function readTraceId(where: string, value: unknown): string | undefined {
  if (value == null || value === '') return undefined;
  if (typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)) return value;
  throw new BadBody(where, 'um id de trace (32 dígitos hexadecimais minúsculos)', value);
}

/** O endereço vira um link na página: `javascript:` e outros esquemas não entram. */
function readUrl(where: string, value: unknown): string | undefined {
  if (value == null || value === '') return undefined;
  if (typeof value !== 'string' || !/^(https?:\/\/|\/(?![/\\]))/.test(value)) {
    throw new BadBody(where, 'um endereço http://… ou um caminho como /trace/…', value);
  }
  return value;
}
