/**
 * Os spans que uma conferência esperava e não viu ("fantasmas"): os da última que o comando `lab` contou, no trace que ela
 * olhou, ou os que vêm na URL, `?expected=[{"name":"…","parent":"…"}]`.
 * A URL é de quem a escreveu: o que não serve fica de fora, e um aviso diz quanto.
 */
import type { Course, CourseGhost } from '../classroom/course.ts';
import { MAX_NAME_CHARS } from './shown.ts';
import { traceTexts } from './texts/trace-page.ts';

export interface ExpectedSpan {
  name: string;
  parent?: string;
  service?: string;
}

export const MAX_EXPECTED = 60;

/** O que não se conhece não se diz. */
function toExpectedSpan({ name, parent, service }: CourseGhost): ExpectedSpan {
  return { name, ...(parent !== '' && { parent }), ...(service !== '' && { service }) };
}

export function expectedInTrace(course: Course | undefined, traceId: string): ExpectedSpan[] {
  const { checks = [], ghosts = [] } = course?.last ?? {};
  return checks.some((check) => check.traceId === traceId) ? ghosts.slice(0, MAX_EXPECTED).map(toExpectedSpan) : [];
}

export function parseExpected(json: string): { ghosts: ExpectedSpan[]; notices: string[] } {
  if (json.trim() === '') return { ghosts: [], notices: [] };
  const t = traceTexts.ghost;
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list)) return { ghosts: [], notices: [t.badList] };
  const notices: string[] = [];
  const valid = list.slice(0, MAX_EXPECTED).flatMap((item) => toExpected(item) ?? []);
  const refused = Math.min(list.length, MAX_EXPECTED) - valid.length;
  if (refused > 0) notices.push(t.badItems(refused));
  if (list.length > MAX_EXPECTED) notices.push(t.tooMany(MAX_EXPECTED));
  return { ghosts: valid, notices };
}

function toExpected(item: unknown): ExpectedSpan | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { name, parent, service } = item as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return undefined;
  if (parent !== undefined && typeof parent !== 'string') return undefined;
  if (service !== undefined && typeof service !== 'string') return undefined;
  return {
    name: name.slice(0, MAX_NAME_CHARS),
    ...(parent !== undefined && { parent: parent.slice(0, MAX_NAME_CHARS) }),
    ...(service !== undefined && { service: service.slice(0, MAX_NAME_CHARS) }),
  };
}
