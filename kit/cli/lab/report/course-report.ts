/** O relatório de um aluno: cada passo conferido agora, com a evidência; o que ele diz não depende do que está anotado. */
import type { Lab, LabStep } from '../../../course/manifest.ts';
import { NOT_OBSERVABLE } from '../../../verify/verdict.ts';
import { assess, type Assessment, type AssessOptions, type LabCheck } from '../assess.ts';
import { type LabContext, progressOf } from '../context.ts';
import { checkupJson } from '../course-json.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { requireNeeds } from '../require-needs.ts';
import { isPassed, passedLive, pendingStep } from '../step-choice.ts';
import { withBackend } from '../with-backend.ts';

/** `missing`: falta na máquina o que o passo pede, e ele não foi conferido; `pending`: o aluno ainda não chegou a ele. */
export type StepStatus = 'passed' | 'failed' | 'missing' | 'pending';

export type ReportedCheck = ReturnType<typeof checkupJson>['checks'][number];

export interface ReportedStep {
  id: string;
  title: string;
  status: StepStatus;
  /** Segundos que a conferência levou; 0 se não houve. */
  seconds: number;
  /** O que faltou, num passo `missing`. */
  reason: string | null;
  /** Só num passo que roda num contêiner ou numa VM: se, fora deste relatório, ele também passou no ar. */
  passedLive?: boolean;
  checks: ReportedCheck[];
}

export interface ReportedLab {
  id: string;
  title: string;
  /** Passos que passaram, de quantos. */
  passed: number;
  total: number;
  steps: ReportedStep[];
}

export interface CourseReport {
  /** ISO 8601. */
  generatedAt: string;
  node: string;
  platform: string;
  /** Nenhum passo conferido deixou de passar. */
  passed: boolean;
  labs: ReportedLab[];
}

/**
 * Confere, um por vez, os passos que já passaram e o seguinte; dos outros só diz que estão pendentes.
 * @param onStep Recebe cada passo antes de ser conferido.
 * @throws LabStop se interrompido; CourseError se um passo não abre.
 */
export async function reportCourse(
  context: LabContext,
  backend: string | undefined,
  onStep: (id: string) => void = () => {},
): Promise<CourseReport> {
  const progress = progressOf(context);
  const current = pendingStep(context.labs, progress)?.step.id;
  const labs: ReportedLab[] = [];
  for (const lab of context.labs) {
    const steps: ReportedStep[] = [];
    for (const step of lab.steps) {
      const isReached = isPassed(progress, step.id) || step.id === current;
      if (isReached) onStep(step.id);
      const reported = isReached
        ? await checkStep(context, { lab, step }, backend)
        : unchecked({ lab, step }, 'pending');
      steps.push(step.deployed ? { ...reported, passedLive: passedLive(progress, step.id) } : reported);
    }
    labs.push(reportedLab(lab, steps));
  }
  return {
    generatedAt: context.now.toISOString(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    passed: labs.every(({ steps }) => steps.every(({ status }) => status !== 'failed')),
    labs,
  };
}

function reportedLab({ id, title }: Lab, steps: ReportedStep[]): ReportedLab {
  const passed = steps.filter(({ status }) => status === 'passed').length;
  return { id, title, passed, total: steps.length, steps };
}

async function checkStep(context: LabContext, target: LabStep, backend: string | undefined): Promise<ReportedStep> {
  const start = performance.now();
  try {
    // Os contêineres e a VM já podem ter ido embora: aqui, o que roda fora daqui vale pela prova.
    const offline = target.step.deployed !== undefined;
    await requireNeeds(context, target, { backend, offline: offline || undefined });
    const look = (options: AssessOptions): Promise<Assessment> => assess(context, target, options);
    const assessment = await withBackend(context, target, backend, look, { offline });
    const seconds = (performance.now() - start) / 1000;
    const status = assessment.passed ? 'passed' : 'failed';
    // Das que continuam valendo, só as que deixaram de passar: as outras estão no passo delas.
    const checks = assessment.checks
      .filter(({ stepId, passed }) => stepId === target.step.id || !passed)
      .map((check) => withEvidence(check, assessment));
    return { ...unchecked(target, status), seconds, checks: checkupJson(target, { ...assessment, checks }).checks };
  } catch (error) {
    if (!(error instanceof LabStop) || error.exitCode !== EXIT.missing) throw error;
    return { ...unchecked(target, 'missing'), reason: error.message };
  }
}

/** De um span que não veio, a evidência é o trace em que ele devia estar. */
function withEvidence(check: LabCheck, { spans, url }: Assessment): LabCheck {
  if (check.passed || check.traceId !== undefined || url === undefined) return check;
  return { ...check, traceId: spans[0]?.traceId, url };
}

function unchecked({ step: { id, title } }: LabStep, status: StepStatus): ReportedStep {
  return { id, title, status, seconds: 0, reason: null, checks: [] };
}

/** Conferências que passaram, das que se podiam observar. */
export function scoreOf({ checks }: ReportedStep): { passed: number; total: number } {
  const observable = checks.filter(({ code }) => code !== NOT_OBSERVABLE);
  return { passed: observable.filter(({ passed }) => passed).length, total: observable.length };
}
