/** Cada parte de um span contra o que se espera dela. */
import { list } from '../format.ts';
import { ATTEMPT_ATTRIBUTE } from './attempt.ts';
import type { AttributeSpec, EventSpec, SpanSpec } from './expectations.ts';
import type { Finding } from './finding.ts';
import { type Matcher, showValue } from './matchers.ts';
import { isLikelyTypo, nearest } from './nearest.ts';
import {
  type Attributes,
  attributeOf,
  type AttributeValue,
  type ObservedSpan,
  type SpanKind,
  UNREAD_LIST,
} from './span.ts';
import type { SpanIndex } from './span-index.ts';
import { type FailureCode, NOT_OBSERVABLE } from './verdict.ts';

/** Um achado por coisa que se espera do span. */
export function inspectSpan(span: ObservedSpan, spec: SpanSpec, index: SpanIndex): Finding[] {
  const findings: Finding[] = [];
  if (spec.isRoot) findings.push(inspectRoot(span, index));
  if (spec.parent !== undefined) findings.push(inspectParent(span, spec.parent, index));
  if (spec.kind) findings.push(inspectKind(span, spec.kind, index));
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
  for (const key of spec.absentAttributes) findings.push(inspectAbsent(span, key));
  for (const attribute of spec.resource) findings.push(inspectResource(span, attribute));
  for (const event of spec.events) findings.push(inspectEvent(span, event, index));
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
    passed: parent?.name === parentName,
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

function inspectKind({ kind }: ObservedSpan, wanted: SpanKind, index: SpanIndex): Finding {
  const expected = `kind ${wanted}`;
  if (wanted === 'INTERNAL' && !index.shows('internal_kind')) return notObservable(expected, 'kind');
  return { code: 'kind_differs', passed: kind === wanted, expected, observed: kind, field: 'kind' };
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

function inspectAbsent({ attributes }: ObservedSpan, key: string): Finding {
  const value = attributeOf(attributes, key);
  return {
    code: 'attribute_unexpected',
    passed: value === undefined,
    expected: `sem o atributo ${key} no span`,
    observed: value === undefined ? 'não tem este atributo' : `${key}: ${showValue(value)}`,
    field: key,
  };
}

function inspectResource({ resource }: ObservedSpan, { key, matcher }: AttributeSpec): Finding {
  const value = attributeOf(resource, key);
  return {
    code: value === undefined ? 'resource_missing' : 'resource_differs',
    passed: value !== undefined && matcher.test(value),
    expected: `atributo ${key} do recurso: ${matcher.description}`,
    observed: value === undefined ? `o recurso não tem este atributo; ${keysText(resource, key)}` : showValue(value),
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

function inspectEvent({ events }: ObservedSpan, { name, attributes }: EventSpec, index: SpanIndex): Finding {
  const isUnread = (value: AttributeValue | undefined): boolean => value === UNREAD_LIST && !index.shows('event_lists');
  const inspected = events
    .filter((event) => event.name === name)
    .map(({ attributes: own }) => {
      const values = attributes.map(({ key, matcher }) => ({ key, matcher, value: attributeOf(own, key) }));
      return {
        unread: values.some(({ value }) => isUnread(value)),
        wrong: values.filter(({ matcher, value }) => value === undefined || (!isUnread(value) && !matcher.test(value))),
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

function inspectLink({ links }: ObservedSpan, target: string, index: SpanIndex): Finding {
  const expected = `um link para "${target}"`;
  if (!index.shows('links')) return notObservable(expected, target);
  const names = links.map((link) => index.spanAt(link)?.name).filter((name) => name !== undefined);
  const told = names.length > 0 ? `tem link para ${list(names)}` : 'os links dele levam a spans que não apareceram';
  return {
    code: 'link_missing',
    passed: names.includes(target),
    expected,
    observed: links.length === 0 ? 'o span não tem links' : told,
    field: target,
  };
}

/** Nem confere nem deixa de conferir: a fonte não guarda o que seria preciso olhar. */
function notObservable(expected: string, field: string): Finding {
  return { code: NOT_OBSERVABLE, passed: true, expected, observed: 'não observável aqui', field };
}
