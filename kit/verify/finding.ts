/** O que se acha ao olhar uma parte de um span ou de um trace, e a conferência em que isso se torna. */
import { shorten } from './matchers.ts';
import type { ObservedSpan } from './span.ts';
import { type Check, type FailureCode, hintKeys, NOT_OBSERVABLE } from './verdict.ts';

/** `code` é o da falha, se falhou. O que não se pode observar conta como se tivesse passado, com o próprio código. */
export interface Finding {
  code: FailureCode | typeof NOT_OBSERVABLE;
  passed: boolean;
  expected: string;
  observed: string;
  field?: string;
}

/** Nem confere nem deixa de conferir: a fonte não guarda o que seria preciso olhar. */
export function notObservable(expected: string, field: string): Finding {
  return { code: NOT_OBSERVABLE, passed: true, expected, observed: 'não observável aqui', field };
}

/**
 * De vários candidatos, o que passa em mais achados, e os achados dele; `undefined` sem candidato nenhum. De dois que passam no mesmo
 * tanto, o que tem a coisa errada está mais perto que o que não a tem; e assim a dica não depende da ordem em que chegaram.
 */
export function mostAlike<T>(
  candidates: Iterable<T>,
  inspect: (candidate: T) => readonly Finding[],
): [candidate: T, findings: readonly Finding[]] | undefined {
  let best: [T, readonly Finding[]] | undefined;
  let bestPassed = -1;
  let bestPresent = -1;
  for (const candidate of candidates) {
    const findings = inspect(candidate);
    const passed = findings.filter((finding) => finding.passed).length;
    const present = findings.filter((finding) => !finding.code.endsWith('_missing')).length;
    if (passed < bestPassed || (passed === bestPassed && present <= bestPresent)) continue;
    best = [candidate, findings];
    bestPassed = passed;
    bestPresent = present;
    if (passed === findings.length) break;
  }
  return best;
}

export function placeOf({ spanId, traceId, url }: ObservedSpan): Pick<Check, 'spanId' | 'traceId' | 'url'> {
  return { spanId, traceId, ...(url !== undefined && { url }) };
}

export function toCheck(finding: Finding, span?: string, note = '', place: Partial<Check> = {}): Check {
  const { code, passed, field } = finding;
  return {
    code: passed && code !== NOT_OBSERVABLE ? 'ok' : code,
    passed,
    expected: finding.expected,
    observed: shorten(finding.observed) + note,
    ...(span !== undefined && { span }),
    ...(field !== undefined && { field }),
    hintKeys: passed || code === NOT_OBSERVABLE ? [] : hintKeys(code, span, field),
    ...place,
  };
}

/** De quem não é um span: o que se espera já diz de que se trata, e o nome só serve às dicas. */
export function toNamedCheck(
  finding: Finding,
  { name, text }: { name?: string; text?: string },
  note = '',
  place: Partial<Check> = {},
): Check {
  const { code, passed, field, expected } = finding;
  const check = toCheck(finding, undefined, note, place);
  return {
    ...check,
    expected: [text, expected].filter((part) => part !== undefined && part !== '').join(': '),
    hintKeys: passed || code === NOT_OBSERVABLE ? [] : hintKeys(code, name, field),
  };
}
