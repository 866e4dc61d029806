/** Abrir o passo, rodar o programa do aluno e julgar o que ele produziu. Nada aqui imprime: volta como dado. */
import { countingSteps, type LabStep, type Step } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import { traceUrl } from '../../jaeger-backend.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import type { Check } from '../../verify/verdict.ts';
import type { Backend } from '../backend/backend.ts';
import { publishSpans } from '../backend/publish-spans.ts';
import { watchFindings } from '../diagnosis/explain-absence.ts';
import type { EndedBy, StudentRun } from '../student-program.ts';
import { complaints } from '../student-program-texts.ts';
import { type Hint, hintFor, hintOf } from './step-hint.ts';
import { type LabContext, stopWith } from './context.ts';
import { expectedGhosts, type GhostSpan } from './ghosts.ts';
import { judgeStep } from './judge-step.ts';
import { texts } from './lab-texts.ts';
import { openStep, studentFolder } from './run-step.ts';

export const PROGRAM_FAILED = 'program_failed';
/** As chaves de dica de cada jeito de o programa não acabar bem, da mais específica à mais geral. */
export const PROGRAM_FAILURES: readonly (readonly string[])[] = (
  ['exit', 'deadline', 'output_limit', 'signal', 'stopped'] as const satisfies readonly EndedBy[]
).map(programKeys);

export interface LabCheck extends Pick<
  Check,
  'passed' | 'expected' | 'observed' | 'span' | 'field' | 'traceId' | 'url'
> {
  code: Check['code'] | typeof PROGRAM_FAILED;
  /** De que passo é: os anteriores continuam valendo. */
  stepId: string;
  /** Só de uma que não passou. */
  hint?: Hint;
  /** O que o doutor da Luneta vê que explica a falta, numa frase com o endereço do guia. */
  finding?: string;
}

export interface Assessment {
  passed: boolean;
  /** Na ordem dos passos; um programa que morreu vem antes de tudo. */
  checks: readonly LabCheck[];
  /** Quantas conferências são de algo que o backend não mostra: nem passaram, nem deixaram de passar. */
  notObservable: number;
  spans: readonly ObservedSpan[];
  /** Os spans que se esperavam e não vieram. */
  missing: readonly GhostSpan[];
  /** Onde ver o trace. */
  url?: string;
  /** Onde os spans foram procurados, como no passo. */
  telemetry?: Step['telemetry'];
  /** O que atrapalhou a leitura. */
  problems: readonly string[];
  /** O que o programa escreveu. */
  output: Pick<StudentRun, 'stdout' | 'stderr'>;
  opened: Changes;
}

export interface AssessOptions {
  /** Onde o programa entrega os spans, ou onde ficam à vista os que ele só imprime. */
  backend?: Backend;
  /** Falso se o backend termina com o comando: um endereço dele não serviria para nada. */
  links?: boolean;
  /** Os arquivos do passo já estão na pasta, e o programa vai começar. */
  onOpened?: () => void;
  /** Desiste, e encerra o programa. */
  signal?: AbortSignal;
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido; CourseError se o passo não abre. */
export async function assess(context: LabContext, target: LabStep, options: AssessOptions = {}): Promise<Assessment> {
  const { lab, step } = target;
  const checks = await context.checksOf(lab);
  const { opened, entry } = openStep(context, target);
  options.onOpened?.();
  if ((checks[step.id] ?? []).length === 0) throw new Error(texts.notRunnable(step.id));
  const expected = countingSteps(lab, step.id).flatMap((counting) =>
    (checks[counting.id] ?? []).map((expectation) => ({ step: counting, expectation })),
  );
  const { backend } = options;
  const findingOf = step.telemetry === 'backend' && backend?.isLuneta ? watchFindings(backend.url) : undefined;
  const { run, verdict, evidence } = await judgeStep(context, target, expected, options);
  const ofTelemetry = verdict.checks.map((check) =>
    labCheck(expected[check.expectation ?? 0]?.step ?? step, step, check),
  );
  const told = programChecks(step, entry, run);
  // De um programa que caiu, as linhas já estão ditas.
  const lines = told.length === 0 ? complaints(run, studentFolder(context, target)) : [];
  const all = await withReasons([...told, ...ofTelemetry], lines, findingOf);
  const missing = expectedGhosts(
    expected.map(({ expectation }) => expectation),
    evidence.spans,
  );
  const located = await locate(all, evidence.spans, step, { ...options, signal: stopWith(context, options.signal) });
  return {
    passed: all.every(({ passed }) => passed),
    checks: located.checks,
    notObservable: verdict.notObservable,
    spans: evidence.spans,
    missing,
    url: located.url,
    telemetry: step.telemetry,
    problems: verdict.problems.map(({ message }) => message),
    output: run,
    opened,
  };
}

/** Onde ver os spans: o trace e, em cada conferência, o dela. O que o programa só imprimiu é copiado para o backend. */
async function locate(
  checks: readonly LabCheck[],
  spans: readonly ObservedSpan[],
  { telemetry }: Step,
  { backend, links = true, signal }: AssessOptions,
): Promise<{ checks: readonly LabCheck[]; url?: string }> {
  const [first] = spans;
  const isShown =
    first && backend && links && (telemetry === 'backend' || (await publishSpans(backend.otlpUrl, spans, { signal })));
  if (!isShown) return { checks: checks.map((check) => ({ ...check, url: undefined })) };
  const urlOf = ({ traceId }: Pick<LabCheck, 'traceId'>): string | undefined =>
    traceId === undefined ? undefined : traceUrl(backend.url, traceId);
  const failed = checks.find(({ passed, traceId }) => !passed && traceId !== undefined);
  return { checks: checks.map((check) => ({ ...check, url: urlOf(check) })), url: urlOf(failed ?? first) };
}

/** @param step O que pede a conferência. @param current O que o aluno faz. */
function labCheck(step: Step, current: Step, check: Check): LabCheck {
  const { code, passed, observed, span, field, traceId, url, hintKeys } = check;
  const isNowhere = code === 'no_telemetry' && current.telemetry === 'backend';
  const expected = isNowhere ? texts.absent(check.expected, step.telemetry) : check.expected;
  const hint = hintFor(step, current, isAbsence(check), hintKeys);
  return { code, passed, expected, observed, span, field, traceId, url, stepId: step.id, hint };
}

function isAbsence({ code }: Pick<LabCheck, 'code'>): boolean {
  return code === 'no_telemetry' || code === 'span_missing';
}

/** Vai com a primeira falta o que a explica: o que o programa avisou, se nada chegou, e o que o doutor vê. */
async function withReasons(
  checks: LabCheck[],
  lines: readonly string[],
  findingOf: (() => Promise<string | undefined>) | undefined,
): Promise<LabCheck[]> {
  const missing = checks.find(isAbsence);
  if (!missing || !findingOf) return checks;
  const finding = await findingOf();
  const isLost = missing.code === 'no_telemetry' && lines.length > 0;
  const observed = isLost ? [texts.complained(missing.observed), ...lines].join('\n') : missing.observed;
  return checks.map((check) => (check === missing ? { ...check, observed, finding } : check));
}

function programChecks(step: Step, entry: string, { ended, message }: StudentRun): LabCheck[] {
  if (message === undefined) return [];
  return [
    {
      code: PROGRAM_FAILED,
      passed: false,
      expected: step.requests
        ? texts.serverExpected(
            entry,
            step.requests.map(({ path }) => `GET ${path}`),
          )
        : texts.programExpected(entry),
      observed: message,
      stepId: step.id,
      field: ended,
      hint: hintOf(step, programKeys(ended)),
    },
  ];
}

function programKeys(ended: EndedBy): string[] {
  return [`${PROGRAM_FAILED}:${ended}`, PROGRAM_FAILED];
}
