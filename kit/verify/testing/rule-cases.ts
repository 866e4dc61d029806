/** O contrato das regras: um programa só, e para cada código de falha um arquivo que o dá e um quase igual que passa. */
import { expect, test } from 'vitest';
import { type Expectation, rule } from '../expectations.ts';
import { failuresOf } from '../failures.ts';
import { between, contains, exists, oneOf } from '../matchers.ts';
import type { FailureCode, Verdict } from '../verdict.ts';

/** Dez chamadas, duas com erro; uma delas num rótulo que só aparece uma vez. As respostas, de 0,1 s e de 3 s. */
export const RULES_PROGRAM = `
const calls = meter.createCounter('llm.api.calls', { unit: '{call}' });
calls.add(8, { 'gen_ai.request.model': 'lab-1' });
calls.add(1, { 'gen_ai.request.model': 'lab-1', 'error.type': '500' });
calls.add(1, { 'gen_ai.request.model': 'lab-1', 'error.type': 'timeout' });
const duration = meter.createHistogram('llm.answer.duration', { unit: 's', advice: { explicitBucketBoundaries: [1, 2, 4] } });
for (const seconds of [0.1, 0.1, 0.1, 3]) duration.record(seconds, { 'llm.answer.outcome': 'ok' });
`;

/** De outra tentativa, com os mesmos nomes: só erros. */
const NOISE = `
const calls = meter.createCounter('llm.api.calls', { unit: '{call}' });
calls.add(5000, { 'gen_ai.request.model': 'lab-1', 'error.type': '500' });
meter.createHistogram('llm.answer.duration', { unit: 's' }).record(60, { 'llm.answer.outcome': 'OK' });
`;

/** O que rodar antes: de outro, e o que se julga. */
export const RULE_PROGRAMS = [NOISE, RULES_PROGRAM].map((body) => ({ body, hasSignals: true }));

export interface RuleCase {
  code: FailureCode;
  title: string;
  expectation: Expectation;
  /** As regras que falham com `code`, e com ele só. */
  gives: string;
  /** Quase as mesmas, que passam. */
  nearMiss: string;
  observed: RegExp;
  field?: string;
}

const grouped = (...rules: readonly string[]): string =>
  `groups:\n  - name: llm\n    rules:\n${rules.map((text) => `      - ${text.replaceAll('\n', '\n        ')}\n`).join('')}`;
const record = (name: string, expr: string): string => `record: ${name}\nexpr: ${JSON.stringify(expr)}`;
const alert = (name: string, expr: string, more = ''): string =>
  `alert: ${name}\nexpr: ${JSON.stringify(expr)}\nfor: 1m${more}`;

const ERRORS = 'sum(rate(llm_api_calls_total{error_type!=""}[5m]))';
const CALLS = 'sum(rate(llm_api_calls_total[5m]))';
const RATIO = `${ERRORS} / ${CALLS}`;
const fires = rule('LlmErrorRateHigh').fires();

export const RULE_CASES: readonly RuleCase[] = [
  {
    code: 'rules_unreadable',
    title: 'o recuo que não é de YAML',
    expectation: fires,
    gives: 'groups:\n  - name: llm\n   rules: []\n',
    nearMiss: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`)),
    observed: /^regras, linha 3: isto não é YAML/,
  },
  {
    code: 'rules_unreadable',
    title: 'uma chave que o Prometheus não conhece',
    expectation: fires,
    gives: grouped(`alert: LlmErrorRateHigh\nexp: ${RATIO}`),
    nearMiss: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`)),
    observed: /^regras, linha 5: "exp", numa regra, não é do formato do Prometheus/,
  },
  {
    code: 'rule_missing',
    title: 'o nome com um erro de digitação',
    expectation: fires,
    gives: grouped(alert('LlmErorRateHigh', `${RATIO} > 0.1`)),
    nearMiss: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`)),
    observed: /^a mais parecida de regras é "LlmErorRateHigh"$/,
  },
  {
    code: 'rule_missing',
    title: 'uma conta não é um alerta',
    expectation: rule('llm:erros').fires(),
    gives: grouped(record('llm:erros', `${RATIO} > 0.1`)),
    nearMiss: grouped(alert('llm:erros', `${RATIO} > 0.1`)),
    observed: /tem uma conta \("record"\) com este nome/,
  },
  {
    code: 'rule_invalid',
    title: 'um parêntese que não fecha: quem o diz é o backend',
    expectation: fires,
    gives: grouped(alert('LlmErrorRateHigh', `sum(rate(llm_api_calls_total[5m]) > 0.1`)),
    nearMiss: grouped(alert('LlmErrorRateHigh', `sum(rate(llm_api_calls_total[5m])) > 0.01`)),
    observed: /1:\d+: parse error|unclosed left parenthesis/,
  },
  {
    code: 'rule_invalid',
    title: 'uma janela sem função',
    expectation: rule('llm:chamadas').value(exists),
    gives: grouped(record('llm:chamadas', 'llm_api_calls_total[5m]')),
    nearMiss: grouped(record('llm:chamadas', 'increase(llm_api_calls_total[5m])')),
    observed: /falta uma função, como rate$/,
  },
  {
    code: 'rule_invalid',
    title: 'uma conta que só se usa inteira',
    expectation: rule('llm:dobro').value(20),
    gives: grouped(
      record('llm:chamadas', 'sum by (gen_ai_request_model) (increase(llm_api_calls_total[5m]))'),
      record('llm:dobro', 'llm:chamadas{gen_ai_request_model="lab-1"} * 2'),
    ),
    nearMiss: grouped(
      record('llm:chamadas', 'sum by (gen_ai_request_model) (increase(llm_api_calls_total[5m]))'),
      record('llm:dobro', 'llm:chamadas * 2'),
    ),
    observed: /^"llm:chamadas" é uma conta deste mesmo arquivo, e aqui só se usa inteira/,
  },
  {
    code: 'rule_invalid',
    title: 'uma conta que depende de si mesma',
    expectation: rule('a:b').value(exists),
    gives: grouped(record('a:b', 'c:d + 1'), record('c:d', 'a:b + 1')),
    nearMiss: grouped(record('a:b', 'c:d + 1'), record('c:d', 'sum(llm_api_calls_total) + 1')),
    observed: /^"c:d" é calculada a partir dela mesma$/,
  },
  {
    code: 'rule_no_data',
    title: 'o nome da métrica, sem o _total',
    expectation: fires,
    gives: grouped(alert('LlmErrorRateHigh', `sum(rate(llm_api_calls{error_type!=""}[5m])) > 0`)),
    nearMiss: grouped(alert('LlmErrorRateHigh', `${ERRORS} > 0`)),
    observed: /não chegou "llm_api_calls" \(a mais parecida é "llm_api_calls_total"\)/,
  },
  {
    code: 'rule_no_data',
    title: 'um alerta calado por não ter dados não prova nada',
    expectation: rule('LlmSlow').staysQuiet(),
    gives: grouped(alert('LlmSlow', 'sum(rate(llm_answer_duration_seconds_count{llm_answer_outcome="OK"}[5m])) > 100')),
    nearMiss: grouped(
      alert('LlmSlow', 'sum(rate(llm_answer_duration_seconds_count{llm_answer_outcome="ok"}[5m])) > 100'),
    ),
    observed: /os rótulos dos seletores conferem\?$/,
  },
  {
    code: 'rule_no_data',
    title: 'calado também com o limite escrito antes',
    expectation: rule('LlmSlow').staysQuiet(),
    gives: grouped(alert('LlmSlow', '100 < sum(rate(llm_api_call_total[5m]))')),
    nearMiss: grouped(alert('LlmSlow', '100 < sum(rate(llm_api_calls_total[5m]))')),
    observed: /não chegou "llm_api_call_total"/,
  },
  {
    code: 'rule_no_data',
    title: 'calado porque não mede nada',
    expectation: rule('LlmSlow').staysQuiet(),
    gives: grouped(alert('LlmSlow', 'vector(0) > 1')),
    nearMiss: grouped(alert('LlmSlow', `${CALLS} > 1000`)),
    observed: /./,
  },
  {
    code: 'rule_not_firing',
    title: 'a fração certa, a partir de uma conta, e um limite que ela não passa',
    expectation: fires,
    gives: grouped(record('llm:error_ratio', RATIO), alert('LlmErrorRateHigh', 'llm:error_ratio > 0.2')),
    nearMiss: grouped(record('llm:error_ratio', RATIO), alert('LlmErrorRateHigh', 'llm:error_ratio >= 0.2')),
    observed: /^a condição "> 0\.2" não se cumpre: o que se compara é 0\.2$/,
  },
  {
    code: 'rule_firing',
    title: 'um limite que todo dia passa',
    expectation: rule('LlmSlow').staysQuiet(),
    gives: grouped(
      alert('LlmSlow', 'histogram_quantile(0.95, sum by (le) (rate(llm_answer_duration_seconds_bucket[5m]))) > 1'),
    ),
    nearMiss: grouped(
      alert('LlmSlow', 'histogram_quantile(0.95, sum by (le) (rate(llm_answer_duration_seconds_bucket[5m]))) > 4'),
    ),
    observed: /^dispara: 3\.6$/,
  },
  {
    code: 'rule_value_differs',
    title: 'por segundo não é por minuto',
    expectation: rule('llm:chamadas:por_minuto').value(between(1.9, 2.1)),
    gives: grouped(record('llm:chamadas:por_minuto', CALLS)),
    nearMiss: grouped(record('llm:chamadas:por_minuto', `${CALLS} * 60`)),
    observed: /^0\.03333$/,
    field: 'value',
  },
  {
    code: 'rule_series_exceeded',
    title: 'uma conta por combinação de rótulos',
    expectation: rule('llm:chamadas').value(between(0, 100)).seriesAtMost(1),
    gives: grouped(record('llm:chamadas', 'rate(llm_api_calls_total[5m]) * 60')),
    nearMiss: grouped(record('llm:chamadas', `${CALLS} * 60`)),
    observed: /^3 séries: [\d.]+ \{.*error_type="500"/,
    field: 'series',
  },
  {
    code: 'rule_label_differs',
    title: 'a gravidade que não é das combinadas',
    expectation: rule('LlmErrorRateHigh').label('severity', oneOf('page', 'ticket')),
    gives: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`, '\nlabels: { severity: pagina }')),
    nearMiss: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`, '\nlabels: { severity: page }')),
    observed: /^"pagina"$/,
    field: 'severity',
  },
  {
    code: 'rule_annotation_differs',
    title: 'um alerta que não diz o que houve',
    expectation: rule('LlmErrorRateHigh').annotation('summary', contains('erro')),
    gives: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`, '\nannotations: { runbook: erros }')),
    nearMiss: grouped(alert('LlmErrorRateHigh', `${RATIO} > 0.1`, '\nannotations: { summary: muitos erros }')),
    observed: /^a regra não o tem; tem "runbook"$/,
    field: 'summary',
  },
];

/** @param verdictOf Julga com este arquivo de regras o que o programa deixou num backend. */
export function rulesContract(
  backend: string,
  verdictOf: (rules: string, expectation: Expectation) => Promise<Verdict>,
): void {
  test.each(RULE_CASES)(`regras: ${backend}: $code: $title`, async (item) => {
    const { code, expectation, gives, nearMiss, observed, field } = item;
    const failed = await verdictOf(gives, expectation);
    const wrong = failed.checks.filter(({ passed }) => !passed);
    expect(wrong.map((check) => ({ code: check.code, field: check.field }))).toEqual([{ code, field }]);
    expect(wrong[0]?.observed).toMatch(observed);
    expect(failuresOf(expectation)).toContainEqual(wrong[0]?.hintKeys);
    const passed = await verdictOf(nearMiss, expectation);
    expect(passed.checks.filter((check) => !check.passed)).toEqual([]);
    expect(passed).toMatchObject({ passed: true, problems: [], notObservable: 0 });
  });
}
