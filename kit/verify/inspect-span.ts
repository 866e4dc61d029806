/** Cada parte de um span contra o que se espera dela. */
import { list } from '../format.ts';
import { hasName, hides } from './capabilities.ts';
import type { EventSpec, SpanSpec } from './expectations.ts';
import { type Finding, notObservable } from './finding.ts';
import { inspectAbsent, inspectAttribute, inspectResource } from './inspect-attribute.ts';
import { type Matcher, showValue, testText } from './matchers.ts';
import { attributeOf, type AttributeValue, type ObservedSpan, type SpanKind, UNREAD_LIST } from './span.ts';
import type { SpanIndex } from './span-index.ts';

/** Um achado por coisa que se espera do span. */
export function inspectSpan(span: ObservedSpan, spec: SpanSpec, index: SpanIndex): Finding[] {
  const findings: Finding[] = [];
  if (spec.isRoot) findings.push(inspectRoot(span, index));
  if (spec.parent !== undefined) findings.push(inspectParent(span, spec.parent, index));
  if (spec.kind) findings.push(inspectKind(span, spec.kind));
  if (spec.status) findings.push(inspectStatus(span, spec.status));
  if (spec.service) findings.push(inspectService(span, spec.service));
  if (spec.scope) findings.push(inspectScope(span, spec.scope));
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
  for (const key of spec.absentAttributes) findings.push(inspectAbsent(span, key, index));
  for (const attribute of spec.resource) findings.push(inspectResource(span, attribute, index));
  for (const event of spec.events) findings.push(inspectEvent(span, event));
  for (const target of spec.links) findings.push(inspectLink(span, target, index));
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
    passed: parent !== undefined && hasName(parent, parentName),
    expected: `filho de "${parentName}"`,
    observed: isElsewhere
      ? `os dois existem, mas em traces diferentes: ${span.name} é raiz do trace ${span.traceId}, e ${parentName} está no ` +
        index.named(parentName)[0].traceId
      : parentText(span, index),
    field: 'parent',
  };
}

export function parentText(span: ObservedSpan, index: SpanIndex): string {
  if (span.parentSpanId === undefined) return 'não tem pai: é a raiz do trace';
  const parent = index.parentOf(span);
  if (parent) return `filho de "${parent.name}"`;
  return `filho do span ${span.parentSpanId}, que não apareceu: ele foi terminado com end()?`;
}

function inspectKind({ kind }: ObservedSpan, wanted: SpanKind): Finding {
  return { code: 'kind_differs', passed: kind === wanted, expected: `kind ${wanted}`, observed: kind, field: 'kind' };
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

function inspectService(span: ObservedSpan, matcher: Matcher): Finding {
  return {
    code: 'service_differs',
    passed: testText(matcher, span.service, hides(span, 'service_case')),
    expected: `serviço (service.name): ${matcher.description}`,
    observed: showValue(span.service),
    field: 'service',
  };
}

function inspectScope(span: ObservedSpan, matcher: Matcher): Finding {
  const expected = `escopo (o nome dado a getTracer): ${matcher.description}`;
  if (hides(span, 'scope')) return notObservable(expected, 'scope');
  return {
    code: 'scope_differs',
    passed: matcher.test(span.scope),
    expected,
    observed: showValue(span.scope),
    field: 'scope',
  };
}

function inspectEvent(span: ObservedSpan, { name, attributes }: EventSpec): Finding {
  const { events } = span;
  const isUnread = (value: AttributeValue | undefined): boolean =>
    hides(span, 'event_attributes') || (value === UNREAD_LIST && hides(span, 'event_lists'));
  const inspected = events
    .filter((event) => event.name === name)
    .map(({ attributes: own }) => {
      const values = attributes.map(({ key, matcher }) => ({ key, matcher, value: attributeOf(own, key) }));
      return {
        unread: values.some(({ value }) => isUnread(value)),
        wrong: values.filter(({ matcher, value }) => !isUnread(value) && (value === undefined || !matcher.test(value))),
      };
    });
  const [closest] = inspected.toSorted((a, b) => a.wrong.length - b.wrong.length);
  const details = attributes.map(({ key, matcher }) => `${key}: ${matcher.description}`);
  const expected = `evento "${name}"${details.length > 0 ? ` com ${details.join('; ')}` : ''}`;
  const passed = closest?.wrong.length === 0;
  if (passed && closest.unread) return notObservable(expected, name);
  const observed = closest
    ? closest.wrong.map(({ key, value }) =>
        value === undefined ? `o evento não tem ${key}` : `${key}: ${showValue(value)}`,
      )
    : [events.length === 0 ? 'o span não tem eventos' : `tem ${list(events.map((event) => event.name))}`];
  return {
    code: closest ? 'event_differs' : 'event_missing',
    passed,
    expected,
    observed: observed.join('; ') || 'o evento está lá',
    field: name,
  };
}

function inspectLink(span: ObservedSpan, target: string, index: SpanIndex): Finding {
  const { links } = span;
  const expected = `um link para "${target}"`;
  if (hides(span, 'links')) return notObservable(expected, target);
  const names = links.map((link) => index.spanAt(link)?.name).filter((name) => name !== undefined);
  const told = names.length > 0 ? `tem link para ${list(names)}` : 'os links dele levam a spans que não apareceram';
  return {
    code: 'link_missing',
    passed: links.some((link) => index.isNamed(link, target)),
    expected,
    observed: links.length === 0 ? 'o span não tem links' : told,
    field: target,
  };
}
