/** Uma regra contra o que se espera dela: como está escrita, e o que a expressão dá com o que esta tentativa fez. */
import { count, list } from '../../format.ts';
import { type Finding, mostAlike, toNamedCheck } from '../finding.ts';
import { labelOf, type Labels } from '../labels.ts';
import { showValue } from '../matchers.ts';
import { typoOf } from '../nearest.ts';
import type { AttributeSpec } from '../shared-expectation.ts';
import type { ObservedSeries } from '../metrics/series.ts';
import type { Check } from '../verdict.ts';
import type { RuleAnswer, RuleSeries } from './ask-rules.ts';
import type { RuleExpectation, RuleSpec } from './rule-expectation.ts';
import type { Rule, RulesFile } from './rules-file.ts';

/** As regras de um arquivo, e o que o backend disse de cada uma. */
export interface AskedRules extends RulesFile {
  /** Na ordem das regras; ausente se nenhuma fonte as sabe avaliar, ou a leitura falhou. */
  readonly answers?: readonly RuleAnswer[];
}

const SHOWN_SERIES = 3;

/** O que há de errado com o próprio arquivo, que se diz mesmo sem telemetria nenhuma; `undefined` se a regra está nele. */
export function judgeRuleText({ spec }: RuleExpectation, asked: AskedRules | undefined): Check | undefined {
  const subject = subjectOf(spec);
  if (asked?.problem !== undefined || !asked) {
    const observed = asked?.problem ?? 'o passo não diz em que arquivo elas estão: é um defeito do roteiro';
    const unreadable: Finding = { code: 'rules_unreadable', passed: false, expected: 'as regras se leem', observed };
    // A falha é do arquivo, e não desta regra: a dica é uma só.
    return toNamedCheck(unreadable, { text: subject.text });
  }
  if (candidatesIn(asked, spec).length > 0) return undefined;
  return toNamedCheck({ code: 'rule_missing', passed: false, expected: '', observed: missing(spec, asked) }, subject);
}

/** @param asked Com a regra, que `judgeRuleText` achou. @param metrics As da tentativa: os nomes que há. */
export function judgeRule(
  { spec }: RuleExpectation,
  asked: AskedRules,
  metrics: readonly Pick<ObservedSeries, 'name' | 'type'>[],
): Check[] {
  const subject = subjectOf(spec);
  const candidates = candidatesIn(asked, spec);
  const alike = mostAlike(candidates, (item) => inspectRule(item, answerTo(item, asked), spec, metrics));
  const found: Finding = { code: 'rule_missing', passed: true, expected: '', observed: `está em ${asked.file}` };
  const note = candidates.length > 1 ? ` (na que mais confere, das ${candidates.length} regras com este nome)` : '';
  return [found, ...(alike?.[1] ?? [])].map((finding) => toNamedCheck(finding, subject, finding.passed ? '' : note));
}

function subjectOf({ name, fires }: RuleSpec): { name: string; text: string } {
  return { name, text: `${fires === undefined ? 'regra' : 'alerta'} "${name}"` };
}

function candidatesIn({ rules }: RulesFile, { name, fires }: RuleSpec): Rule[] {
  return rules.filter((item) => item.name === name && (fires === undefined || item.kind === 'alert'));
}

function answerTo(item: Rule, { rules, answers }: AskedRules): RuleAnswer {
  return answers?.[rules.indexOf(item)] ?? { kind: 'no_attempt' };
}

function missing({ name }: RuleSpec, { file, rules }: AskedRules): string {
  if (rules.length === 0) return `${file} não tem nenhuma regra`;
  if (rules.some((item) => item.name === name)) {
    return `${file} tem uma conta ("record") com este nome; um alerta se escreve com "alert"`;
  }
  const names = [...new Set(rules.map((item) => item.name))];
  const typo = typoOf([name], names);
  if (typo !== undefined) return `a mais parecida de ${file} é "${typo}"`;
  return `as regras de ${file}: ${list(names)}`;
}

function inspectRule(
  item: Rule,
  answer: RuleAnswer,
  spec: RuleSpec,
  metrics: readonly Pick<ObservedSeries, 'name' | 'type'>[],
): Finding[] {
  const written = [
    ...spec.labels.map((label) => inspectText(item.labels, label, 'rule_label_differs', 'rótulo')),
    ...spec.annotations.map((note) => inspectText(item.annotations, note, 'rule_annotation_differs', 'anotação')),
  ];
  return [...inspectAnswer(answer, spec, metrics), ...written];
}

function inspectAnswer(
  answer: RuleAnswer,
  { fires, value, maxSeries }: RuleSpec,
  metrics: readonly Pick<ObservedSeries, 'name' | 'type'>[],
): Finding[] {
  if (answer.kind === 'invalid') {
    return [{ code: 'rule_invalid', passed: false, expected: 'a expressão se calcula', observed: answer.message }];
  }
  if (fires === undefined && value === undefined && maxSeries === undefined) return [];
  const { series = [], unmet = undefined } = answer.kind === 'series' ? answer : {};
  // De uma condição que não se cumpre, o que se comparou prova que há dados, se saiu de alguma métrica; de outra expressão, só o
  // resultado.
  const isMeasured = answer.kind === 'series' && answer.names.length > 0;
  const isSilent = series.length === 0 && !(isMeasured && unmet && unmet.series.length > 0);
  if (isSilent) {
    const expected = 'a expressão dá algum valor';
    return [{ code: 'rule_no_data', passed: false, expected, observed: silenceText(answer, metrics) }];
  }
  const shown = seriesText(series);
  const findings: Finding[] = [];
  if (fires === true) {
    findings.push({
      code: 'rule_not_firing',
      passed: series.length > 0,
      expected: 'dispara com o que esta tentativa fez',
      observed: series.length > 0 ? `a condição se cumpre: ${shown}` : unmetText(unmet),
    });
  }
  if (fires === false) {
    findings.push({
      code: 'rule_firing',
      passed: series.length === 0,
      expected: 'não dispara com o que esta tentativa fez',
      observed: series.length > 0 ? `dispara: ${shown}` : unmetText(unmet),
    });
  }
  if (value) {
    findings.push({
      code: 'rule_value_differs',
      passed: series.some((each) => value.test(each.value)),
      expected: `valor: ${value.description}`,
      observed: series.length > 0 ? shown : unmetText(unmet),
      field: 'value',
    });
  }
  if (maxSeries !== undefined) {
    findings.push({
      code: 'rule_series_exceeded',
      passed: series.length <= maxSeries,
      expected: maxSeries === 1 ? 'um número só' : `no máximo ${count(maxSeries, 'série', 'séries')}`,
      observed: `${count(series.length, 'série', 'séries')}: ${shown}`,
      field: 'series',
    });
  }
  return findings;
}

function inspectText(
  texts: Labels,
  { key, matcher }: AttributeSpec,
  code: 'rule_label_differs' | 'rule_annotation_differs',
  what: string,
): Finding {
  const text = labelOf(texts, key);
  const keys = Object.keys(texts);
  const others = keys.length === 0 ? 'não tem nenhum' : `tem ${list(keys)}`;
  return {
    code,
    passed: text !== undefined && matcher.test(text),
    expected: `${what} ${key}: ${matcher.description}`,
    observed: text === undefined ? `a regra não o tem; ${others}` : showValue(text),
    field: key,
  };
}

function unmetText(unmet: Extract<RuleAnswer, { kind: 'series' }>['unmet']): string {
  if (!unmet) return 'a expressão não dá nada agora';
  return `a condição "${unmet.condition}" não se cumpre: o que se compara é ${seriesText(unmet.series)}`;
}

/** Por que não veio valor nenhum: quase sempre, uma métrica que ninguém mandou com este nome. */
function silenceText(answer: RuleAnswer, metrics: readonly Pick<ObservedSeries, 'name' | 'type'>[]): string {
  if (answer.kind === 'no_attempt') {
    return 'nenhuma métrica traz no recurso o id desta tentativa, que o programa recebe por OTEL_RESOURCE_ATTRIBUTES (envDetector)';
  }
  const arrived = metrics.flatMap(({ name, type }) =>
    type === 'histogram' ? PARTS.map((part) => `${name}_${part}`) : [name],
  );
  const absent = answer.kind === 'series' ? answer.names.filter((name) => !arrived.includes(name)) : [];
  if (absent.length === 0) return 'as métricas chegaram, e a expressão não dá nada: os rótulos dos seletores conferem?';
  const told = absent.map((name) => {
    const alike = likely(name, arrived);
    return alike === undefined ? `"${name}"` : `"${name}" (a mais parecida é "${alike}")`;
  });
  return `desta tentativa não chegou ${told.join(', ')}; as métricas que chegaram: ${list([...new Set(arrived)])}`;
}

/** O `_total`, a unidade ou o `_count` que faltou, e só depois um erro de digitação. */
function likely(name: string, arrived: readonly string[]): string | undefined {
  return arrived.find((each) => each.startsWith(`${name}_`)) ?? typoOf([name], arrived);
}

const PARTS = ['bucket', 'sum', 'count'];

/** `0.25 {model="lab-1"}`: os números como em PromQL. */
function seriesText(series: readonly RuleSeries[]): string {
  const shown = series.slice(0, SHOWN_SERIES).map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
    return pairs.length === 0 ? numberText(value) : `${numberText(value)} {${pairs.join(', ')}}`;
  });
  const more = series.length > SHOWN_SERIES ? ` e mais ${series.length - SHOWN_SERIES}` : '';
  return shown.join('; ') + more;
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}
