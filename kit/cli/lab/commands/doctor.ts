/** `lab doctor [json]`: o que a máquina tem, e o que falta; e, se há uma Luneta aberta, o que ela acha da telemetria. */
import { CourseError } from '../../../course/course-error.ts';
import type { LabStep } from '../../../course/manifest.ts';
import type { Diagnosis } from '../../../luneta/query/diagnosis/diagnose.ts';
import { findLuneta } from '../../backend/find-luneta.ts';
import { askDiagnosis } from '../../diagnosis/ask-diagnosis.ts';
import { showDiagnosis } from '../../diagnosis/show-diagnosis.ts';
import { checkEnvironment, type EnvironmentCheck } from '../../environment/environment.ts';
import { showChecks } from '../../environment/show-checks.ts';
import { texts } from '../../environment/texts.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { showCommand } from '../show.ts';
import { pendingStep } from '../step-choice.ts';

export const command: Command = async (context, { json }) => {
  const { target, failure } = nextStep(context);
  const checks = await checkEnvironment({
    root: context.root,
    needs: target?.step.needs ?? [],
    env: context.env,
    all: true,
  });
  const luneta = await findLuneta(undefined, { env: context.env });
  const diagnosis = luneta && (await askDiagnosis(luneta.url));
  if (json) context.stdout.write(`${JSON.stringify(toJson(checks, diagnosis))}\n`);
  else show(context, target, checks, diagnosis);
  if (checks.some(({ state }) => state === 'missing')) return EXIT.missing;
  return failure ? exitCodeOf(failure) : EXIT.passed;
};

/**
 * O passo pendente; com todos feitos, o que eles pediam já não faz falta. Um progresso que não se lê para os outros comandos;
 * este, que serve para achar o que há de errado, segue e o diz.
 */
function nextStep(context: LabContext): { target?: LabStep; failure?: CourseError } {
  try {
    return { target: pendingStep(context.labs, progressOf(context)) };
  } catch (error) {
    if (!(error instanceof CourseError)) throw error;
    context.errors.text(error.message, 'yellow');
    return { failure: error };
  }
}

/** O que falta vem como `null`: a forma é sempre a mesma. */
function toJson(checks: readonly EnvironmentCheck[], diagnosis: Diagnosis | undefined) {
  return {
    checks: checks.map(({ code, state, found, fix }) => ({ code, state, found, fix: fix ?? null })),
    diagnosis: diagnosis ?? null,
  };
}

function show(
  { out }: LabContext,
  target: LabStep | undefined,
  checks: readonly EnvironmentCheck[],
  diagnosis: Diagnosis | undefined,
): void {
  out.blank();
  out.text(target ? texts.title(target.step.id, target.step.title) : texts.titleAlone, 'bold');
  out.blank();
  showChecks(out, checks);
  out.blank();
  if (diagnosis) {
    showDiagnosis(out, diagnosis);
    out.blank();
  }
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  if (checks.some(({ state }) => state === 'missing')) showCommand(out, texts.someMissing, 'npm run lab doctor');
  else if (warnings > 0) out.text(texts.someWarnings(warnings), 'yellow');
  else out.text(texts.allGood, ['bold', 'green']);
}
