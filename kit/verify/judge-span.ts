/** Um span contra o que se espera dele. */
import { count, list } from '../format.ts';
import { folded } from './capabilities.ts';
import { excludedText } from './evidence-texts.ts';
import type { SpanExpectation, SpanSpec } from './expectations.ts';
import { type Finding, mostAlike, placeOf, toCheck } from './finding.ts';
import { inspectSpan, parentText } from './inspect-span.ts';
import { isLikelyTypo, nearest } from './nearest.ts';
import type { ObservedSpan } from './span.ts';
import type { SpanIndex } from './span-index.ts';
import { type Check, hintKeys } from './verdict.ts';

export function judgeSpan({ spec }: SpanExpectation, index: SpanIndex): Check[] {
  const candidates = index.named(spec.name);
  const alike = mostAlike(candidates, (span) => inspectSpan(span, spec, index));
  if (!alike) return [spanMissing(spec, index)];

  const [best, findings] = alike;
  const others =
    candidates.length > 1 ? ` (há ${candidates.length} spans com este nome; este é o que mais confere)` : '';
  const place = placeOf(best);
  const found: Check = {
    code: 'ok',
    passed: true,
    expected: `um span chamado "${spec.name}"`,
    observed: count(candidates.length, 'span', 'spans'),
    span: spec.name,
    hintKeys: [],
    ...place,
  };
  const checks = findings.map((finding) => toCheck(finding, spec.name, finding.passed ? '' : others, place));
  return [spec.isOnly && candidates.length > 1 ? duplicated(found, candidates, index) : found, ...checks];
}

function spanMissing(spec: SpanSpec, index: SpanIndex): Check {
  const base = { code: 'span_missing', passed: false, span: spec.name } as const;
  const expected = `um span chamado "${spec.name}"`;
  const excluded = excludedText(
    index.evidence.excluded.filter(({ signal, name }) => signal === 'spans' && folded(name) === folded(spec.name)),
  );
  const alike = nearest(index.asSeen(spec.name), index.strayNames);
  const best = mostAlike(index.named(alike?.text ?? ''), (span) => inspectSpan(span, spec, index));
  if (excluded || !alike || !best || !isLikelyTypo(spec.name, alike)) {
    const names = `os spans que chegaram: ${list([...index.byName.keys()])}`;
    const observed = excluded ? `${excluded}; ${names}` : names;
    return { ...base, expected, observed, hintKeys: hintKeys('span_missing', spec.name) };
  }
  const [span, findings] = best;
  const differs = findings
    .filter(({ passed }) => !passed)
    .map((finding) => `${finding.expected} (${finding.observed})`);
  const nameDiffers =
    folded(alike.text) === folded(spec.name)
      ? 'só mudam maiúsculas e minúsculas'
      : `o nome difere em ${count(alike.distance, 'caractere', 'caracteres')}`;
  return {
    ...base,
    expected,
    observed:
      `o mais parecido é "${alike.text}": ${nameDiffers}` +
      (differs.length > 0 ? `. Nele também faltaria: ${differs.join('; ')}` : ''),
    hintKeys: hintKeys('span_missing', spec.name),
    ...placeOf(span),
  };
}

function duplicated(found: Check, candidates: readonly ObservedSpan[], index: SpanIndex): Check {
  const parents = new Set(candidates.map((span) => parentText(span, index)));
  return {
    ...found,
    code: 'span_duplicated',
    passed: false,
    expected: `um só span chamado "${found.span}"`,
    observed: `${candidates.length} spans com este nome: ${list([...parents])}`,
    hintKeys: hintKeys('span_duplicated', found.span),
  };
}

export function judgeNoSpan(name: string, index: SpanIndex): Check {
  const [first, ...others] = index.named(name);
  const finding: Finding = {
    code: 'span_unexpected',
    passed: first === undefined,
    expected: `nenhum span chamado "${name}"`,
    observed: first ? count(others.length + 1, 'span', 'spans') : 'nenhum',
  };
  return toCheck(finding, name, '', first && placeOf(first));
}
