/** O que não pode aparecer em lugar nenhum: um e-mail, um cartão. */
import { count } from '../format.ts';
import { hides } from './capabilities.ts';
import type { Evidence } from './evidence.ts';
import type { NoValueExpectation } from './expectations.ts';
import { toNamedCheck } from './finding.ts';
import { matchesSeen } from './inspect-attribute.ts';
import type { NoLogExpectation } from './logs/log-expectation.ts';
import type { ObservedLog } from './logs/log.ts';
import { matchesText, type Labels } from './labels.ts';
import { type Matcher, shorten, showValue } from './matchers.ts';
import type { Attributes, AttributeValue, ObservedSpan } from './span.ts';
import type { Check } from './verdict.ts';

const SHOWN = 3;

/** @param logs Os da evidência; pelo menos um. */
export function judgeNoLog({ matcher, name }: NoLogExpectation, logs: readonly ObservedLog[]): Check {
  const places = unique(logs.flatMap((log) => leaksInLog(log, matcher)));
  const finding = {
    code: 'log_unexpected',
    passed: places.length === 0,
    expected: `em log nenhum: ${matcher.description}`,
    observed: places.length === 0 ? `nada, em ${count(logs.length, 'log', 'logs')}` : placesText(places),
  } as const;
  return toNamedCheck(finding, { name });
}

/** @param evidence Com pelo menos um span ou um log. */
export function judgeNoValue({ matcher, name }: NoValueExpectation, evidence: Evidence): Check {
  const { spans, logs, metrics } = evidence;
  const places = unique([
    ...spans.flatMap((span) => leaksInSpan(span, matcher)),
    ...(logs ?? []).flatMap((log) => leaksInLog(log, matcher)),
    ...(metrics ?? []).flatMap((series) => leaksInLabels(series.labels, matcher, `da métrica ${series.name}`)),
  ]);
  const finding = {
    code: 'value_unexpected',
    passed: places.length === 0,
    expected: `em nenhum span, log ou métrica: ${matcher.description}`,
    observed: places.length === 0 ? seenText(evidence) : placesText(places),
  } as const;
  return toNamedCheck(finding, { name });
}

/** Onde se procurou; o que não se vê não é o mesmo que não haver. */
function seenText({ spans, logs, metrics }: Evidence): string {
  const hasHidden = spans.some((span) => span.events.length > 0 && hides(span, 'event_attributes'));
  const texts = [
    count(spans.length, 'span', 'spans'),
    logs ? count(logs.length, 'log', 'logs') : 'logs não observáveis aqui',
    metrics ? count(metrics.length, 'série', 'séries') : 'métricas não observáveis aqui',
    ...(hasHidden ? ['atributos dos eventos não observáveis aqui'] : []),
  ];
  return `nada, em ${texts.join(', ')}`;
}

function leaksInSpan(span: ObservedSpan, matcher: Matcher): string[] {
  const { name, attributes, events, status } = span;
  const where = `do span "${name}"`;
  return [
    // Onde as maiúsculas não se veem, o que só casa sem elas não é prova de vazamento.
    ...(matcher.test(name) ? [`o nome ${where}`] : []),
    ...leaksInAttributes(attributes, (value) => matchesSeen(matcher, value, span), where),
    ...events.flatMap((event) =>
      leaksInAttributes(event.attributes, (value) => matcher.test(value), `do evento "${event.name}" ${where}`),
    ),
    ...(status.message !== undefined && matcher.test(status.message) ? [`a mensagem do status ${where}`] : []),
  ];
}

function leaksInLog({ body, attributes }: ObservedLog, matcher: Matcher): string[] {
  if (matchesText(matcher, body)) return [`o log "${shorten(body)}"`];
  return leaksInLabels(attributes, matcher, `do log "${shorten(body)}"`);
}

function leaksInLabels(labels: Labels, matcher: Matcher, where: string): string[] {
  return Object.entries(labels)
    .filter(([, value]) => matchesText(matcher, value))
    .map(([key, value]) => leakText(key, value, where));
}

function leaksInAttributes(attributes: Attributes, test: (value: AttributeValue) => boolean, where: string): string[] {
  return Object.entries(attributes)
    .filter(([, value]) => [value, ...(Array.isArray(value) ? value : [])].some(test))
    .map(([key, value]) => leakText(key, value, where));
}

function leakText(key: string, value: AttributeValue, where: string): string {
  return `${key}: ${showValue(value)}, ${where}`;
}

function unique(places: readonly string[]): string[] {
  return [...new Set(places)];
}

function placesText(places: readonly string[]): string {
  const more = places.length > SHOWN ? `; e mais ${places.length - SHOWN}` : '';
  return places.slice(0, SHOWN).join('; ') + more;
}
