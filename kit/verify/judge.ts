/** Expectativas + evidência → veredito. Função pura, e nada do que um programa mande a faz lançar. */
import { ATTEMPT_ATTRIBUTE } from './attempt.ts';
import type { Evidence, Excluded } from './evidence.ts';
import type { AttributeSpec, EventSpec, Expectation, SpanExpectation, SpanSpec, TraceSpec } from './expectations.ts';
import { type Matcher, shorten, showValue } from './matchers.ts';
import { isLikelyTypo, nearest } from './nearest.ts';
import { type Attributes, attributeOf, type ObservedEvent, type ObservedSpan } from './span.ts';
import { count, list } from './texts.ts';
import { type Check, type FailureCode, hintKeys, type Verdict } from './verdict.ts';

/** Passa se há o que verificar e tudo confere. */
export function judge(expectations: readonly Expectation[], evidence: Evidence): Verdict {
  const checks =
    expectations.length === 0 ? [noExpectations()] : judgeAll(expectations, new SpanIndex(evidence, expectations));
  return { passed: checks.every(({ passed }) => passed), checks, problems: evidence.problems };
}

function judgeAll(expectations: readonly Expectation[], index: SpanIndex): Check[] {
  // Sem nenhum span, cada expectativa sobre eles diria a mesma coisa: uma vez basta.
  let isSilenceTold = false;
  const judgeOne = (expectation: Expectation): Check[] => {
    if (expectation.type === 'stdout') return [judgeStdout(expectation.matcher, index.evidence)];
    if (index.evidence.spans.length === 0) {
      if (isSilenceTold) return [];
      isSilenceTold = true;
      return [noTelemetry(index.evidence)];
    }
    if (expectation.type === 'no_span') return [judgeNoSpan(expectation.name, index)];
    return expectation.type === 'span' ? judgeSpan(expectation, index) : judgeTrace(expectation.spec, index);
  };
  return expectations.flatMap((item, position) => judgeOne(item).map((check) => ({ ...check, expectation: position })));
}

class SpanIndex {
  readonly evidence: Evidence;
  readonly byName: ReadonlyMap<string, readonly ObservedSpan[]>;
  readonly byTrace: ReadonlyMap<string, readonly ObservedSpan[]>;
  /** Os nomes que nenhuma expectativa pede: só um deles pode ser o erro de digitação de um que falta. */
  readonly strayNames: readonly string[];
  readonly #byId = new Map<string, ObservedSpan>();

  constructor(evidence: Evidence, expectations: readonly Expectation[]) {
    this.evidence = evidence;
    this.byName = groupBy(evidence.spans, ({ name }) => name);
    this.byTrace = groupBy(evidence.spans, ({ traceId }) => traceId);
    const wanted = new Set(expectations.map((item) => (item.type === 'span' ? item.spec.name : undefined)));
    this.strayNames = [...this.byName.keys()].filter((name) => !wanted.has(name));
    for (const span of evidence.spans) this.#byId.set(`${span.traceId} ${span.spanId}`, span);
  }

  named(name: string): readonly ObservedSpan[] {
    return this.byName.get(name) ?? [];
  }

  parentOf({ traceId, parentSpanId }: ObservedSpan): ObservedSpan | undefined {
    return this.#byId.get(`${traceId} ${parentSpanId}`);
  }
}

function groupBy(spans: readonly ObservedSpan[], keyOf: (span: ObservedSpan) => string): Map<string, ObservedSpan[]> {
  const groups = new Map<string, ObservedSpan[]>();
  for (const span of spans) {
    const group = groups.get(keyOf(span));
    if (group) group.push(span);
    else groups.set(keyOf(span), [span]);
  }
  return groups;
}

// ── um span ──

/** O que se achou ao olhar uma parte de um span. `code` é o da falha, se falhou. */
interface Finding {
  code: FailureCode;
  passed: boolean;
  expected: string;
  observed: string;
  field?: string;
}

function judgeSpan({ spec }: SpanExpectation, index: SpanIndex): Check[] {
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

function judgeNoSpan(name: string, index: SpanIndex): Check {
  const [first, ...others] = index.named(name);
  const finding: Finding = {
    code: 'span_unexpected',
    passed: first === undefined,
    expected: `nenhum span chamado "${name}"`,
    observed: first ? count(others.length + 1, 'span', 'spans') : 'nenhum',
  };
  return toCheck(finding, name, '', first && placeOf(first));
}

function placeOf({ spanId, traceId, url }: ObservedSpan): Pick<Check, 'spanId' | 'traceId' | 'url'> {
  return { spanId, traceId, ...(url !== undefined && { url }) };
}

function toCheck(finding: Finding, span?: string, note = '', place: Partial<Check> = {}): Check {
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

// ── um trace ──

function judgeTrace(spec: TraceSpec, index: SpanIndex): Check[] {
  let best: readonly Finding[] = [];
  let bestScore = -1;
  let bestSpan = index.evidence.spans[0];
  for (const spans of index.byTrace.values()) {
    const findings = inspectTrace(spans, spec);
    const score = findings.filter(({ passed }) => passed).length;
    if (score <= bestScore) continue;
    [best, bestScore, bestSpan] = [findings, score, spans[0]];
    if (score === findings.length) break;
  }
  // trace() sem mais nada: basta haver um.
  if (best.length === 0) {
    best = [
      {
        code: 'no_telemetry',
        passed: true,
        expected: 'um trace',
        observed: count(index.byTrace.size, 'trace', 'traces'),
      },
    ];
  }
  const note = index.byTrace.size > 1 ? ` (no trace que mais confere, dos ${index.byTrace.size} que chegaram)` : '';
  const { traceId, url } = placeOf(bestSpan);
  return best.map((finding) =>
    toCheck(finding, undefined, finding.passed ? '' : note, { traceId, ...(url && { url }) }),
  );
}

function inspectTrace(spans: readonly ObservedSpan[], { services, spans: names, spanCount }: TraceSpec): Finding[] {
  const findings: Finding[] = [];
  if (services.length > 0) {
    const seen = new Set(spans.map(({ service }) => service));
    findings.push({
      code: 'trace_services_differ',
      passed: services.every((service) => seen.has(service)),
      expected: `um trace que passa por ${list(services)}`,
      observed: `o trace passa por ${list([...seen])}`,
      field: 'services',
    });
  }
  if (names.length > 0) {
    const seen = new Set(spans.map(({ name }) => name));
    findings.push({
      code: 'span_other_trace',
      passed: names.every((name) => seen.has(name)),
      expected: `um só trace com ${list(names)}`,
      observed: `o trace tem ${list([...seen])}`,
      field: 'spans',
    });
  }
  if (spanCount) {
    findings.push({
      code: 'trace_span_count_differs',
      passed: spanCount.test(spans.length),
      expected: `spans no trace: ${spanCount.description}`,
      observed: count(spans.length, 'span', 'spans'),
      field: 'spanCount',
    });
  }
  return findings;
}

// ── a saída do programa, e o silêncio ──

function judgeStdout(matcher: Matcher, { stdout }: Evidence): Check {
  const text = stdout ?? '';
  return toCheck({
    code: 'stdout_missing',
    passed: stdout !== undefined && (matcher.test(text) || text.split('\n').some((line) => matcher.test(line))),
    expected: `na saída do programa: ${matcher.description}`,
    observed: stdoutText(stdout),
  });
}

const SHOWN_LINES = 3;

function stdoutText(stdout: string | undefined): string {
  if (stdout === undefined) return 'a saída do programa não foi capturada';
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return 'o programa não escreveu nada';
  const last = lines.slice(-SHOWN_LINES).map((line) => `"${shorten(line.trim())}"`);
  return `o programa escreveu ${count(lines.length, 'linha', 'linhas')}, terminando em ${last.join(', ')}`;
}

function noTelemetry({ stdout, problems, excluded }: Evidence): Check {
  const told = excludedText(excluded);
  const reasons = [...problems.map(({ message }) => message), ...(told ? [told] : [])];
  const [field] = [...problems.map(({ code }) => code), ...excluded.map(({ reason }) => reason)];
  return {
    code: 'no_telemetry',
    passed: false,
    expected: 'pelo menos um span',
    observed: `nenhum span; ${[...reasons, stdoutText(stdout)].join('; ')}`,
    ...(field !== undefined && { field }),
    hintKeys: hintKeys('no_telemetry', undefined, field),
  };
}

const EXCLUSION_TEXTS: Record<Excluded['reason'], string> = {
  before_attempt: 'de antes desta tentativa',
  no_attempt: 'sem o id desta tentativa, que o recurso do programa recebe por OTEL_RESOURCE_ATTRIBUTES (envDetector)',
};

function excludedText(excluded: readonly Excluded[]): string | undefined {
  if (excluded.length === 0) return undefined;
  const reasons = new Set(excluded.map(({ reason }) => EXCLUSION_TEXTS[reason]));
  return `${count(excluded.length, 'span não conta', 'spans não contam')}: ${[...reasons].join('; ')}`;
}

function noExpectations(): Check {
  return {
    code: 'no_expectations',
    passed: false,
    expected: 'pelo menos uma expectativa',
    observed: 'nenhuma: não há o que verificar, e isso é um defeito do roteiro, não do seu programa',
    hintKeys: hintKeys('no_expectations'),
  };
}
