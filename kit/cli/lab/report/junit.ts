/** O relatório em JUnit XML, que toda ferramenta de integração contínua lê: um lab é uma suíte; uma conferência, um teste. */
import junit, { type TestCase } from 'junit-report-builder';
import { NOT_OBSERVABLE } from '../../../verify/verdict.ts';
import type { CourseReport, ReportedCheck, ReportedStep } from './course-report.ts';
import { reportTexts } from './report-texts.ts';

export function toJunit({ generatedAt, labs }: CourseReport): string {
  const builder = junit.newBuilder();
  for (const { id, steps } of labs) {
    const suite = builder.testSuite().name(id).timestamp(new Date(generatedAt));
    for (const step of steps) {
      for (const check of step.checks) describeCheck(suite.testCase(), step, check);
      // Um passo sem conferências também conta: a nota é sobre todos.
      if (step.checks.length === 0) {
        const message = [reportTexts.status[step.status], step.reason].filter(Boolean).join(': ');
        suite.testCase().className(step.id).name(step.title).skipped().standardOutput(message);
      }
    }
  }
  return builder.build();
}

function describeCheck(testCase: TestCase, { id, seconds, checks }: ReportedStep, check: ReportedCheck): void {
  testCase
    .className(id)
    .name(legal(check.expected))
    .time(Number((seconds / checks.length).toFixed(3)));
  if (check.traceId !== null) testCase.property('traceId', check.traceId);
  if (check.url !== null) testCase.property('url', check.url);
  if (check.code === NOT_OBSERVABLE) testCase.skipped().standardOutput(legal(check.observed));
  else if (!check.passed) testCase.failure(legal(check.observed), check.code);
}

/** O que um programa escreve pode ter caracteres que o XML não aceita nem escapados. */
function legal(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
