/** Expectativas + evidência → veredito. Função pura, e nada do que um programa mande a faz lançar. */
import { judgeAnswer } from './answer-expectation.ts';
import type { Evidence } from './evidence.ts';
import { stdoutText } from './evidence-texts.ts';
import type { Expectation, NoValueExpectation } from './expectations.ts';
import { toCheck } from './finding.ts';
import { failedSignals, noTelemetry, notShown } from './judge-silence.ts';
import { judgeNoSpan, judgeSpan } from './judge-span.ts';
import { judgeTrace } from './judge-trace.ts';
import { judgeNoLog, judgeNoValue } from './judge-values.ts';
import { judgeLog } from './logs/judge-log.ts';
import type { Matcher } from './matchers.ts';
import { judgeMetric } from './metrics/judge-metric.ts';
import { judgeRule, judgeRuleText } from './rules/judge-rule.ts';
import type { RuleExpectation } from './rules/rule-expectation.ts';
import type { Signal } from './sources/source.ts';
import { SpanIndex } from './span-index.ts';
import { type Check, hintKeys, NOT_OBSERVABLE, type Verdict } from './verdict.ts';

/** Passa se há o que verificar e tudo que se pode observar confere. */
export function judge(expectations: readonly Expectation[], evidence: Evidence): Verdict {
  const checks =
    expectations.length === 0 ? [noExpectations()] : judgeAll(expectations, new SpanIndex(evidence, expectations));
  const notObservable = checks.filter(({ code }) => code === NOT_OBSERVABLE).length;
  const passed = checks.length > notObservable && checks.every((check) => check.passed);
  return { passed, checks, notObservable, problems: evidence.problems };
}

function judgeAll(expectations: readonly Expectation[], index: SpanIndex): Check[] {
  // Sem nada de um sinal, cada expectativa sobre ele diria a mesma coisa: uma vez basta.
  const told = new Set<Signal>();
  const silence = (signal: Signal): Check[] => {
    if (told.has(signal)) return [];
    told.add(signal);
    return [noTelemetry(index.evidence, signal)];
  };
  return expectations.flatMap((item, position) =>
    judgeOne(item, index, silence).map((check) => ({ ...check, expectation: position })),
  );
}

/** @param silence Diz que não veio nada de um sinal. */
function judgeOne(expectation: Expectation, index: SpanIndex, silence: (signal: Signal) => Check[]): Check[] {
  const { evidence } = index;
  const { spans, metrics, logs } = evidence;
  switch (expectation.about) {
    case 'stdout':
      return [judgeStdout(expectation.matcher, evidence)];
    case 'answer':
      return [judgeAnswer(expectation, evidence)];
    case 'span':
      return spans.length === 0 ? silence('spans') : judgeSpan(expectation, index);
    case 'no_span':
      return spans.length === 0 ? silence('spans') : [judgeNoSpan(expectation.name, index)];
    case 'trace':
      return spans.length === 0 ? silence('spans') : judgeTrace(expectation.spec, index);
    case 'metric':
      if (!metrics) return [notShown(expectation, `métrica "${expectation.spec.name}"`)];
      return metrics.length === 0 ? silence('metrics') : judgeMetric(expectation, metrics, evidence);
    case 'log':
      if (!logs) return [notShown(expectation, `log ${expectation.spec.body.description}`)];
      return logs.length === 0 ? silence('logs') : judgeLog(expectation, logs, index);
    case 'rule':
      return judgeOneRule(expectation, evidence, silence);
    case 'no_log':
      if (!logs) return [notShown(expectation, `em log nenhum: ${expectation.matcher.description}`)];
      return logs.length === 0 ? silence('logs') : [judgeNoLog(expectation, logs)];
    case 'no_value':
      return judgeNowhere(expectation, evidence, silence);
  }
}

/** O que está errado no arquivo se diz mesmo sem métricas. */
function judgeOneRule(
  expectation: RuleExpectation,
  { metrics, rules }: Evidence,
  silence: (signal: Signal) => Check[],
): Check[] {
  const wrong = judgeRuleText(expectation, rules);
  if (wrong || !rules) return wrong ? [wrong] : [];
  if (!metrics) return [notShown(expectation, `regra "${expectation.spec.name}"`)];
  return metrics.length === 0 ? silence('metrics') : judgeRule(expectation, rules, metrics);
}

/** Um vazamento que se viu se diz sempre; não ter visto nenhum só vale se nenhuma fonte falhou. */
function judgeNowhere(
  expectation: NoValueExpectation,
  evidence: Evidence,
  silence: (signal: Signal) => Check[],
): Check[] {
  const { spans, logs = [] } = evidence;
  if (spans.length + logs.length === 0) return silence('spans');
  const check = judgeNoValue(expectation, evidence);
  const failed = failedSignals(evidence);
  if (failed.length === 0) return [check];
  return [...failed.flatMap(silence), ...(check.passed ? [] : [check])];
}

function judgeStdout(matcher: Matcher, { stdout }: Evidence): Check {
  const text = stdout ?? '';
  return toCheck({
    code: 'stdout_missing',
    passed: stdout !== undefined && (matcher.test(text) || text.split('\n').some((line) => matcher.test(line))),
    expected: `na saída do programa: ${matcher.description}`,
    observed: stdoutText(stdout),
  });
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
