/** Abrir o passo, rodar o programa do aluno e julgar o que ele produziu. Nada aqui imprime: volta como dado. */
import { countingSteps, type LabStep, requestText, type Step } from '../../course/manifest.ts';
import type { Changes } from '../../course/student-files.ts';
import type { Expectation } from '../../verify/expectations.ts';
import { neededSignals } from '../../verify/needs.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import { type Check, NOT_OBSERVABLE } from '../../verify/verdict.ts';
import type { Backend } from '../backend/backend.ts';
import { otlpEnv } from '../backend/backend-address.ts';
import { traceUrlAt } from '../backend/query-addresses.ts';
import { publishSpans } from '../backend/publish-spans.ts';
import { collectorTexts } from '../collector/collector-texts.ts';
import { explainNobody } from '../diagnosis/nobody-listens.ts';
import { explainSilence, watchFindings } from '../diagnosis/explain-absence.ts';
import type { EndedBy, StudentRun } from '../student-program.ts';
import { complaints } from '../student-program-texts.ts';
import { type Hint, hintFor, hintOf } from './step-hint.ts';
import { type LabContext, stopWith } from './context.ts';
import { type FactCode, factCheck } from './deployed/fact.ts';
import { expectedGhosts, type GhostSpan } from './ghosts.ts';
import { type JudgedRun, judgeStep } from './judge-step.ts';
import { texts } from './lab-texts.ts';
import { openStep, studentFolder } from './run-step.ts';

export const PROGRAM_FAILED = 'program_failed';
/** As chaves de dica de cada jeito de o programa não acabar bem, da mais específica à mais geral. */
export const PROGRAM_FAILURES: readonly (readonly string[])[] = (
  ['exit', 'deadline', 'output_limit', 'signal', 'stopped'] as const satisfies readonly EndedBy[]
).map(programKeys);

export interface LabCheck extends Pick<
  Check,
  'passed' | 'expected' | 'observed' | 'span' | 'field' | 'signal' | 'traceId' | 'url'
> {
  code: Check['code'] | FactCode | typeof PROGRAM_FAILED;
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
  /** Falso se nem se procuraram spans: o programa, fora daqui, não está no ar. */
  wasSought: boolean;
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
  /** Passou, ou não, pela prova de quem não tem o que o passo pede: nada saiu desta máquina. */
  isProof?: boolean;
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
  /** Num passo que roda fora daqui, confere pela prova de quem não tem o que ele pede. */
  offline?: boolean;
  /** Num passo que roda fora daqui, onde está o Jaeger dele; padrão: nesta máquina. */
  deployedAt?: string;
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido; CourseError se o passo não abre. */
export async function assess(context: LabContext, target: LabStep, options: AssessOptions = {}): Promise<Assessment> {
  const { lab, step } = target;
  const checks = await context.checksOf(lab);
  const { opened, entry } = openStep(context, target);
  options.onOpened?.();
  if ((checks[step.id] ?? []).length === 0) throw new Error(texts.notRunnable(step.id));
  const expected = countingSteps(lab, step.id).flatMap((counting) =>
    (checks[counting.id] ?? [])
      .filter((expectation) => isAsked(expectation, step))
      .map((expectation) => ({ step: counting, expectation })),
  );
  const { backend } = options;
  const sendsTo = step.telemetry === 'backend' && step.deployed === undefined ? backend : undefined;
  const watchedFinding = sendsTo && watchArrival(sendsTo, step);
  const judged = await judgeStep(context, target, expected, options);
  const { run, verdict, evidence, facts, finding, cwd, shownAt, complaints: between = [] } = judged;
  const ofTelemetry = verdict.checks.map((check) =>
    labCheck(expected[check.expectation ?? 0]?.step ?? step, step, check),
  );
  const told = facts ? facts.map((fact) => factCheck(target, fact)) : programChecks(step, entry, run);
  // De um programa que caiu, as linhas já estão ditas.
  const said = [...complaints(run, cwd ?? studentFolder(context, target)), ...collectorTexts.complained(between)];
  const lines = told.every(({ passed }) => passed) ? said : [];
  const findingOf = watchedFinding ?? (step.deployed && (async () => finding));
  const isSent = (check: LabCheck): boolean => lab.steps.find(({ id }) => id === check.stepId)?.telemetry === 'backend';
  const all = await withReasons([...told, ...ofTelemetry], { lines, findingOf, isSent });
  // De um passo que só pede métricas, ou logs, não faz falta nenhum span.
  const wantsSpans = expected.some(({ expectation }) => neededSignals([expectation]).has('spans'));
  const wasSought = verdict.checks.length > 0 && (wantsSpans || evidence.spans.length > 0);
  const missing = expectedGhosts(wasSought ? expected.map(({ expectation }) => expectation) : [], evidence.spans);
  const located = await locate(all, evidence.spans, step, {
    ...options,
    shownAt: shownAt ?? backend?.query.spans,
    signal: stopWith(context, options.signal),
  });
  // O que não se pôde olhar não reprova, mas um passo de que não se viu nada também não passou.
  const own = ofTelemetry.filter(({ stepId }) => stepId === step.id);
  const isBlind = own.length > 0 && own.every(({ code }) => code === NOT_OBSERVABLE);
  return {
    passed: !isBlind && all.every(({ passed }) => passed),
    checks: located.checks,
    notObservable: verdict.notObservable,
    spans: located.spans,
    wasSought,
    missing,
    url: located.url,
    telemetry: step.telemetry,
    problems: verdict.problems.map(({ message }) => message),
    output: run,
    opened,
    isProof: step.deployed && options.offline,
  };
}

/** A resposta de um pedido que este passo já não faz, porque o faz a outro servidor, não tem como se conferir. */
function isAsked(expectation: Expectation, { requests = [] }: Step): boolean {
  return expectation.about !== 'answer' || requests.some(({ name }) => name === expectation.name);
}

/** Antes de o programa começar; no fim, o que explica que nada tenha chegado. Só a Luneta tem um doutor. */
function watchArrival(backend: Backend, { otlp }: Step): () => Promise<string | undefined> {
  if (backend.isLuneta) return watchFindings(backend.url);
  return () => explainNobody(otlpEnv(backend, otlp).OTEL_EXPORTER_OTLP_ENDPOINT);
}

interface Located {
  checks: readonly LabCheck[];
  /** O trace que se mostra vem antes dos outros. */
  spans: readonly ObservedSpan[];
  url?: string;
}

/** Onde ver os spans: o trace e, em cada conferência, o dela. O que o programa só imprimiu é copiado para o backend. */
async function locate(
  checks: readonly LabCheck[],
  spans: readonly ObservedSpan[],
  { id, telemetry }: Step,
  { backend, links = true, signal, shownAt }: AssessOptions & Pick<JudgedRun, 'shownAt'>,
): Promise<Located> {
  // O trace do que falhou; se nada falhou, o do que este passo pede, e não o dos anteriores.
  const seen = checks.filter(({ traceId }) => traceId !== undefined);
  const chosen = seen.find(({ passed }) => !passed) ?? seen.find(({ stepId }) => stepId === id) ?? spans[0];
  const ordered = spans.toSorted(
    (a, b) => Number(b.traceId === chosen?.traceId) - Number(a.traceId === chosen?.traceId),
  );
  const isShown =
    chosen &&
    links &&
    (telemetry === 'backend' || (backend && (await publishSpans(backend.otlpUrl, spans, { signal }))));
  if (!isShown || shownAt === undefined)
    return { spans: ordered, checks: checks.map((check) => ({ ...check, url: undefined })) };
  const urlOf = ({ traceId }: Pick<LabCheck, 'traceId'>): string | undefined =>
    traceId === undefined ? undefined : traceUrlAt(shownAt, traceId);
  return { spans: ordered, checks: checks.map((check) => ({ ...check, url: urlOf(check) })), url: urlOf(chosen) };
}

/** @param step O que pede a conferência. @param current O que o aluno faz. */
function labCheck(step: Step, current: Step, check: Check): LabCheck {
  const { code, passed, observed, span, field, signal, traceId, url, hintKeys } = check;
  const isNowhere = code === 'no_telemetry' && current.telemetry === 'backend';
  const expected = isNowhere ? texts.absent(check.expected, step.telemetry) : check.expected;
  const hint = hintFor(step, current, isAbsence(check), hintKeys);
  return { code, passed, expected, observed, span, field, signal, traceId, url, stepId: step.id, hint };
}

function isAbsence({ code }: Pick<LabCheck, 'code'>): boolean {
  return ['no_telemetry', 'span_missing', 'metric_missing', 'log_missing'].includes(code);
}

interface Reasons {
  /** O que o programa avisou. */
  lines: readonly string[];
  findingOf: (() => Promise<string | undefined>) | undefined;
  /** A conferência é de um passo que exporta. */
  isSent(check: LabCheck): boolean;
}

/** Vai com a primeira falta o que a explica: o que o programa avisou, se nada chegou, e o que o doutor vê. */
async function withReasons(checks: LabCheck[], { lines, findingOf, isSent }: Reasons): Promise<LabCheck[]> {
  // A rede não explica o que faltou no terminal.
  const missing = checks.find((check) => isAbsence(check) && isSent(check)) ?? checks.find(isAbsence);
  if (!missing || !findingOf) return checks;
  const finding = (await findingOf()) ?? (missing.signal && explainSilence(missing.signal));
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
            step.requests.map((request) => requestText(request)),
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
