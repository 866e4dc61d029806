/** O que se acha ao olhar uma parte de um span ou de um trace, e a conferência em que isso se torna. */
import { shorten } from './matchers.ts';
import type { ObservedSpan } from './span.ts';
import { type Check, type FailureCode, hintKeys } from './verdict.ts';

/** `code` é o da falha, se falhou. */
export interface Finding {
  code: FailureCode;
  passed: boolean;
  expected: string;
  observed: string;
  field?: string;
}

export function placeOf({ spanId, traceId, url }: ObservedSpan): Pick<Check, 'spanId' | 'traceId' | 'url'> {
  return { spanId, traceId, ...(url !== undefined && { url }) };
}

export function toCheck(finding: Finding, span?: string, note = '', place: Partial<Check> = {}): Check {
  const { code, passed, field } = finding;
  return {
    code: passed ? 'ok' : code,
    passed,
    expected: finding.expected,
    observed: shorten(finding.observed) + note,
    ...(span !== undefined && { span }),
    ...(field !== undefined && { field }),
    hintKeys: passed ? [] : hintKeys(code, span, field),
    ...place,
  };
}
