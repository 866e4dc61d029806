/** A leitura do corpo de `PUT /api/labs`: o que não serve vira uma frase com o lugar, o que veio e o que se esperava. */
export const LABS_PATH = '/api/labs';

export interface Course {
  labs: CourseLab[];
  last?: CourseCheckup;
}

export interface CourseLab {
  id: string;
  title: string;
  steps: CourseStep[];
}

export interface CourseStep {
  id: string;
  title: string;
  status: (typeof STATUSES)[number];
  /** O que precisa estar na máquina. */
  needs: string[];
}

/** A última conferência de um passo. */
export interface CourseCheckup {
  step: string;
  passed: boolean;
  checks: CourseCheck[];
  /** Os spans que se esperavam e não vieram. */
  ghosts: CourseGhost[];
}

export interface CourseCheck {
  code: string;
  passed: boolean;
  expected: string;
  observed: string;
  hint: string;
  /** 32 dígitos minúsculos, ou ausente. */
  traceId?: string;
  /** Um endereço `http(s)` ou um caminho desta porta, ou ausente. */
  url?: string;
}

export interface CourseGhost {
  name: string;
  /** Vazios quando não se sabe. */
  parent: string;
  service: string;
}

const STATUSES = ['pending', 'passed'] as const;

/** O corpo tem no máximo 64 kB; isto é contra um que só tenha colchetes. */
const MAX_ITEMS = 500;

export type ParsedCourse = { ok: true; course: Course } | { ok: false; problem: string };

export function parseCourse(text: string): ParsedCourse {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: `O corpo não é JSON (${reason}). Envie o que lab list --json escreve.` };
  }
  try {
    return { ok: true, course: readCourse(value) };
  } catch (error) {
    if (error instanceof BadBody) return { ok: false, problem: error.message };
    throw error;
  }
}

class BadBody extends Error {
  constructor(where: string, expected: string, received: unknown) {
    super(`Em ${where} esperava-se ${expected}, e veio ${shortJson(received)}. Envie o que lab list --json escreve.`);
  }
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
    steps: listAt(`${where}.steps`, lab.steps, readStep),
  };
}

function readStep(where: string, value: unknown): CourseStep {
  const step = objectAt(where, value);
  const status = STATUSES.find((known) => known === step.status);
  if (!status) throw new BadBody(`${where}.status`, STATUSES.map((known) => `"${known}"`).join(' ou '), step.status);
  return {
    id: textAt(`${where}.id`, step.id),
    title: textAt(`${where}.title`, step.title),
    status,
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

function objectAt(where: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadBody(where, 'um objeto', value);
}

function listAt<T>(where: string, value: unknown, read: (where: string, item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new BadBody(where, 'uma lista', value);
  if (value.length > MAX_ITEMS) throw new BadBody(where, `uma lista de até ${MAX_ITEMS} itens`, value.length);
  return value.map((item, index) => read(`${where}[${index}]`, item));
}

function textAt(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new BadBody(where, 'um texto', value);
}

function booleanAt(where: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new BadBody(where, 'true ou false', value);
}

function shortJson(value: unknown): string {
  const text = value === undefined ? 'nada' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
