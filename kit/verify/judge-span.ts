/** Um span contra o que se espera dele. */
import { count, list } from '../format.ts';
import { folded } from './capabilities.ts';
import { excludedText } from './evidence-texts.ts';
import type { SpanExpectation, SpanSpec } from './expectations.ts';
import { type Finding, mostAlike, notObservable, placeOf, toCheck } from './finding.ts';
import { inspectAttribute } from './inspect-attribute.ts';
import { inspectSpan, parentText } from './inspect-span.ts';
import { isLikelyTypo, nearest } from './nearest.ts';
import { keyText } from './shared-expectation.ts';
import type { ObservedSpan } from './span.ts';
import type { SpanIndex } from './span-index.ts';
import { type Check, hintKeys, NOT_OBSERVABLE } from './verdict.ts';

export function judgeSpan({ spec }: SpanExpectation, index: SpanIndex): Check[] {
  const candidates = index.named(spec.name);
  if (spec.count && candidates.length > 0) return [judgeCount(spec.count, candidates, spec, index)];
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
  const rivals = candidates.filter((span) => spec.onlyWith.every((each) => inspectAttribute(span, each).passed));
  return [spec.isOnly && rivals.length > 1 ? duplicated(found, spec, rivals, index) : found, ...checks];
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

function duplicated(
  found: Check,
  { onlyWith }: SpanSpec,
  candidates: readonly ObservedSpan[],
  index: SpanIndex,
): Check {
  const suffix = onlyWith.map((each) => ` e ${keyText(each)} ${each.matcher.description}`).join('');
  const parents = new Set(candidates.map((span) => parentText(span, index)));
  return {
    ...found,
    code: 'span_duplicated',
    passed: false,
    expected: `um só span chamado "${found.span}"${suffix}`,
    observed: `${candidates.length} spans com este nome${onlyWith.length > 0 ? ' e estes atributos' : ''}: ${list([...parents])}`,
    hintKeys: hintKeys('span_duplicated', found.span),
  };
}

/** Se do que se quer contar há algo que não se vê, a conta também não se vê. */
function judgeCount(
  { matcher, name }: NonNullable<SpanSpec['count']>,
  candidates: readonly ObservedSpan[],
  spec: SpanSpec,
  index: SpanIndex,
): Check {
  const inspected = candidates.map((span) => inspectSpan(span, spec, index));
  const counted = inspected.filter((findings) => findings.every(({ passed }) => passed)).length;
  const wanted = (inspected[0] ?? []).map((finding) => finding.expected).join('; ');
  const expected = `quantos spans "${spec.name}"${wanted && ` (${wanted})`}: ${matcher.description}`;
  if (inspected.flat().some(({ code }) => code === NOT_OBSERVABLE))
    return toCheck(notObservable(expected, name ?? 'count'), spec.name);
  const finding: Finding = {
    code: 'span_count_differs',
    passed: matcher.test(counted),
    expected,
    observed: count(counted, 'span', 'spans') + (counted < candidates.length ? `, de ${candidates.length}` : ''),
    ...(name !== undefined && { field: name }),
  };
  return toCheck(finding, spec.name);
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
