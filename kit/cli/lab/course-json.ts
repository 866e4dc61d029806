/** O curso e a última conferência em JSON: o que `--json` escreve e a página `/labs` da Luneta recebe. */
import type { Lab, LabStep } from '../../course/manifest.ts';
import type { Progress } from '../../course/progress.ts';
import type { Assessment } from './assess.ts';
import { isPassed } from './step-choice.ts';

export function courseJson(labs: readonly Lab[], progress: Progress) {
  return {
    labs: labs.map(({ id, title, exercises, steps }) => ({
      id,
      title,
      ...(exercises && { exercises }),
      steps: steps.map((step) => ({
        id: step.id,
        title: step.title,
        status: isPassed(progress, step.id) ? 'passed' : 'pending',
        needs: step.needs ?? [],
      })),
    })),
  };
}

/** O que falta vem como `null`: a forma é sempre a mesma. */
export function checkupJson({ step }: LabStep, { passed, checks }: Assessment) {
  return {
    step: step.id,
    passed,
    checks: checks.map(({ code, passed: ok, span, field, expected, observed, finding, hint, traceId, url }) => ({
      code,
      passed: ok,
      span: span ?? null,
      field: field ?? null,
      expected,
      observed,
      finding: finding ?? null,
      hint: (!ok && hint?.stages[0]) || null,
      traceId: traceId ?? null,
      url: url ?? null,
    })),
  };
}
