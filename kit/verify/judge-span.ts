/** Um span contra o que se espera dele. */
import { ATTEMPT_ATTRIBUTE } from './attempt.ts';
import { excludedText } from './evidence-texts.ts';
import type { AttributeSpec, EventSpec, SpanExpectation, SpanSpec } from './expectations.ts';
import { type Finding, placeOf, toCheck } from './finding.ts';
import { type Matcher, showValue } from './matchers.ts';
import { isLikelyTypo, nearest } from './nearest.ts';
import { type Attributes, attributeOf, type ObservedEvent, type ObservedSpan } from './span.ts';
import type { SpanIndex } from './span-index.ts';
import { count, list } from './texts.ts';
import { type Check, type FailureCode, hintKeys } from './verdict.ts';

export function judgeSpan({ spec }: SpanExpectation, index: SpanIndex): Check[] {
  const candidates = index.named(spec.name);
  if (candidates.length === 0) return [spanMissing(spec, index)];

  const [best, findings] = mostAlike(candidates, spec, index);
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

function mostAlike(
  candidates: readonly ObservedSpan[],
  spec: SpanSpec,
  index: SpanIndex,
): [ObservedSpan, readonly Finding[]] {
  let best: [ObservedSpan, readonly Finding[]] | undefined;
  let bestScore = -1;
  for (const candidate of candidates) {
    const findings = inspectSpan(candidate, spec, index);
    const score = findings.filter(({ passed }) => passed).length;
    if (score > bestScore) {
      best = [candidate, findings];
      bestScore = score;
    }
    if (score === findings.length) break;
  }
  return best!;
}

function inspectSpan(span: ObservedSpan, spec: SpanSpec, index: SpanIndex): Finding[] {
  const findings: Finding[] = [];
  if (spec.isRoot) findings.push(inspectRoot(span, index));
  if (spec.parent !== undefined) findings.push(inspectParent(span, spec.parent, index));
  if (spec.kind) {
    findings.push({
      code: 'kind_differs',
      passed: span.kind === spec.kind,
      expected: `kind ${spec.kind}`,
      observed: span.kind,
      field: 'kind',
    });
  }
  if (spec.status) findings.push(inspectStatus(span, spec.status));
  if (spec.service) findings.push(inspectField('service', 'service_differs', span.service, spec.service));
  if (spec.scope) findings.push(inspectField('scope', 'scope_differs', span.scope, spec.scope));
  if (spec.duration) {
    const ms = span.durationUs / 1000;
    findings.push({
      code: 'duration_differs',
      passed: spec.duration.test(ms),
      expected: `duração, em ms: ${spec.duration.description}`,
      observed: `${ms} ms`,
      field: 'duration',
    });
  }
  for (const attribute of spec.attributes) findings.push(inspectAttribute(span, attribute));
  for (const event of spec.events) findings.push(inspectEvent(span, event));
  return findings;
}

function inspectRoot(span: ObservedSpan, index: SpanIndex): Finding {
  return {
    code: 'span_not_root',
    passed: span.parentSpanId === undefined,
    expected: 'um span sem pai',
    observed: parentText(span, index),
    field: 'parent',
  };
}

function inspectParent(span: ObservedSpan, parentName: string, index: SpanIndex): Finding {
  const parent = index.parentOf(span);
  const isElsewhere =
    span.parentSpanId === undefined &&
    index.named(parentName).length > 0 &&
    index.named(parentName).every(({ traceId }) => traceId !== span.traceId);
  return {
    code: isElsewhere ? 'span_other_trace' : 'span_not_child',
    passed: parent?.name === parentName,
    expected: `filho de "${parentName}"`,
    observed: isElsewhere
      ? `os dois existem, mas em traces diferentes: ${span.name} é raiz do trace ${span.traceId}, e ${parentName} está no ` +
        index.named(parentName)[0].traceId
      : parentText(span, index),
    field: 'parent',
  };
}

function parentText(span: ObservedSpan, index: SpanIndex): string {
  if (span.parentSpanId === undefined) return 'não tem pai: é a raiz do trace';
  const parent = index.parentOf(span);
  if (parent) return `filho de "${parent.name}"`;
  return `filho do span ${span.parentSpanId}, que não apareceu: ele foi terminado com end()?`;
}

function inspectStatus({ status }: ObservedSpan, { code, message }: NonNullable<SpanSpec['status']>): Finding {
  const text = (of: string, told: string | undefined): string => (told === undefined ? of : `${of}, mensagem: ${told}`);
  return {
    code: 'status_differs',
    passed: status.code === code && (message === undefined || message.test(status.message ?? '')),
    expected: `status ${text(code, message?.description)}`,
    observed: text(status.code, status.message === undefined ? undefined : showValue(status.message)),
    field: 'status',
  };
}

function inspectField(field: 'service' | 'scope', code: FailureCode, value: string, matcher: Matcher): Finding {
  const name = field === 'service' ? 'serviço (service.name)' : 'escopo (o nome dado a getTracer)';
  return {
    code,
    passed: matcher.test(value),
    expected: `${name}: ${matcher.description}`,
    observed: showValue(value),
    field,
  };
}

function inspectAttribute({ attributes }: ObservedSpan, { key, matcher }: AttributeSpec): Finding {
  const value = attributeOf(attributes, key);
  return {
    code: value === undefined ? 'attribute_missing' : 'attribute_differs',
    passed: value !== undefined && matcher.test(value),
    expected: `atributo ${key}: ${matcher.description}`,
    observed: value === undefined ? `não tem este atributo; ${keysText(attributes, key)}` : showValue(value),
    field: key,
  };
}

function keysText(attributes: Attributes, wanted: string): string {
  const keys = Object.keys(attributes).filter((key) => key !== ATTEMPT_ATTRIBUTE);
  if (keys.length === 0) return 'não tem nenhum';
  const alike = nearest(wanted, keys);
  if (alike && isLikelyTypo(wanted, alike)) return `tem um parecido, ${alike.text}`;
  return `tem ${list(keys)}`;
}

function inspectEvent({ events }: ObservedSpan, { name, attributes }: EventSpec): Finding {
  const wrongIn = (event: ObservedEvent): AttributeSpec[] =>
    attributes.filter(({ key, matcher }) => {
      const value = attributeOf(event.attributes, key);
      return value === undefined || !matcher.test(value);
    });
  const [closest] = events
    .filter((event) => event.name === name)
    .map((event) => ({ event, wrong: wrongIn(event) }))
    .toSorted((a, b) => a.wrong.length - b.wrong.length);
  const details = attributes.map(({ key, matcher }) => `${key}: ${matcher.description}`);
  const observed = closest
    ? closest.wrong.map(({ key }) => {
        const value = attributeOf(closest.event.attributes, key);
        return value === undefined ? `o evento não tem ${key}` : `${key}: ${showValue(value)}`;
      })
    : [events.length === 0 ? 'o span não tem eventos' : `tem ${list(events.map((event) => event.name))}`];
  return {
    code: closest ? 'event_differs' : 'event_missing',
    passed: closest?.wrong.length === 0,
    expected: `evento "${name}"${details.length > 0 ? ` com ${details.join('; ')}` : ''}`,
    observed: observed.join('; ') || 'o evento está lá',
    field: name,
  };
}

function spanMissing(spec: SpanSpec, index: SpanIndex): Check {
  const base = { code: 'span_missing', passed: false, span: spec.name } as const;
  const expected = `um span chamado "${spec.name}"`;
  const excluded = excludedText(index.evidence.excluded.filter(({ name }) => name === spec.name));
  const alike = nearest(spec.name, index.strayNames);
  if (excluded || !alike || !isLikelyTypo(spec.name, alike)) {
    const names = `os spans que chegaram: ${list([...index.byName.keys()])}`;
    const observed = excluded ? `${excluded}; ${names}` : names;
    return { ...base, expected, observed, hintKeys: hintKeys('span_missing', spec.name) };
  }
  const [span, findings] = mostAlike(index.named(alike.text), spec, index);
  const differs = findings
    .filter(({ passed }) => !passed)
    .map((finding) => `${finding.expected} (${finding.observed})`);
  const nameDiffers =
    alike.text.toLowerCase() === spec.name.toLowerCase()
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
