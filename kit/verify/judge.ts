/** Expectativas + evidência → veredito. Função pura, e nada do que um programa mande a faz lançar. */
import type { Evidence } from './evidence.ts';
import { excludedText, stdoutText } from './evidence-texts.ts';
import type { Expectation } from './expectations.ts';
import { toCheck } from './finding.ts';
import { judgeNoSpan, judgeSpan } from './judge-span.ts';
import { judgeTrace } from './judge-trace.ts';
import type { Matcher } from './matchers.ts';
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

function judgeStdout(matcher: Matcher, { stdout }: Evidence): Check {
  const text = stdout ?? '';
  return toCheck({
    code: 'stdout_missing',
    passed: stdout !== undefined && (matcher.test(text) || text.split('\n').some((line) => matcher.test(line))),
    expected: `na saída do programa: ${matcher.description}`,
    observed: stdoutText(stdout),
  });
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

function noExpectations(): Check {
  return {
    code: 'no_expectations',
    passed: false,
    expected: 'pelo menos uma expectativa',
    observed: 'nenhuma: não há o que verificar, e isso é um defeito do roteiro, não do seu programa',
    hintKeys: hintKeys('no_expectations'),
  };
}
