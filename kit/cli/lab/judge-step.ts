/**
 * Rodar o programa do aluno e julgar o que ele emitiu: no que imprimiu ou, quando o passo é de exportar, no backend. O que um
 * passo anterior pede continua a se procurar onde ele o procurava: quem passa a exportar não deixa de imprimir.
 */
import type { LabStep, Step } from '../../course/manifest.ts';
import { type Attempt, attemptEnv, beginAttempt } from '../../verify/attempt.ts';
import type { Evidence } from '../../verify/evidence.ts';
import type { Expectation } from '../../verify/expectations.ts';
import { judge } from '../../verify/judge.ts';
import { neededSignals } from '../../verify/needs.ts';
import { readEvidence } from '../../verify/read-evidence.ts';
import { readConsoleSpans } from '../../verify/sources/console-spans.ts';
import type { TelemetrySource } from '../../verify/sources/source.ts';
import { stdoutSource } from '../../verify/sources/stdout.ts';
import type { Verdict } from '../../verify/verdict.ts';
import { waitForVerdict } from '../../verify/wait.ts';
import type { Backend } from '../backend/backend.ts';
import { sourcesOf } from '../backend/query-addresses.ts';
import { CollectorProblem } from '../collector/student-collector.ts';
import { neverStarted } from '../student-program-process.ts';
import type { StudentRun } from '../student-program.ts';
import type { AssessOptions } from './assess.ts';
import { type LabContext, stopWith } from './context.ts';
import { type DeployedRun, judgeDeployed } from './deployed/judge-deployed.ts';
import { EXIT, LabStop } from './exit-codes.ts';
import { texts } from './lab-texts.ts';
import { deadlineOf, type RunningProgram, runOpened, type RunOptions, telemetryEnv } from './run-step.ts';
import { driveOpened, SAYS_GOODBYE } from './serve-step.ts';
import { openStepCollector, type StepCollector, throughCollector, withCollector } from './step-collector.ts';
import { readStepRules } from './step-rules.ts';

/** De um backend que não é uma Luneta não se sabe quanto demora a mostrar o que recebeu: espera-se isto sem novidade. */
const REMOTE_QUIET_MS = 10_000;
/** Quem não se despede manda os logs quando o prazo do lote acaba (1 s, que o SDK não lê do ambiente), e as métricas, no dele. */
const LATE_SIGNALS_QUIET_MS = 1500;

/** O que se espera, e o passo que o pede. */
export interface StepExpectation {
  step: Step;
  expectation: Expectation;
}

export interface JudgedRun extends Pick<DeployedRun, 'finding' | 'cwd' | 'shownAt'> {
  run: StudentRun;
  /** `expectation`, em cada conferência, é a posição em `expected`. */
  verdict: Verdict;
  evidence: Evidence;
  /** De um programa que roda fora daqui, ou que nem chegou a rodar. */
  facts?: DeployedRun['facts'];
  /** O que reclamou quem está entre o programa e o backend. */
  complaints?: readonly string[];
}

/** @throws LabStop se o programa nem pôde começar, ou foi interrompido. */
export async function judgeStep(
  context: LabContext,
  target: LabStep,
  expected: readonly StepExpectation[],
  options: AssessOptions,
): Promise<JudgedRun> {
  if (target.step.deployed) return judgeOutside(context, target, expected, options);
  const { backend, signal } = options;
  const rules = await readStepRules(context, target, expected);
  const toBackend = telemetryEnv(target.step, backend);
  let collector: StepCollector | undefined;
  try {
    collector = await openStepCollector(context, target, toBackend, signal);
  } catch (error) {
    if (!(error instanceof CollectorProblem)) throw error;
    return notRun([{ code: error.code, passed: false, expected: error.expected, observed: error.message }]);
  }
  // Só agora: nem o Collector, que talvez se baixe, é tempo da tentativa.
  const attempt = beginAttempt();
  const env = { ...throughCollector(toBackend, collector), ...attemptEnv(attempt) };
  const program = withCollector(startOpened(context, target, { env, signal }), collector);
  if (target.step.telemetry !== 'backend') {
    const run = await program.end();
    const expectations = expected.map(({ expectation }) => expectation);
    const evidence = await readConsole(run, attempt);
    return { run, verdict: judge(expectations, evidence), evidence };
  }
  if (!backend) throw new Error(texts.noBackend(target.step.id));
  // Numa Luneta desta máquina, só este programa manda enquanto roda: o recurso dele não precisa trazer o id.
  const untilUs = (): number => (program.endedAtMs() ?? Date.now()) * 1000;
  const stop = stopWith(context, signal);
  const printed = positionsOf(expected, (telemetry) => telemetry !== 'backend');
  const exported = positionsOf(expected, (telemetry) => telemetry === 'backend');
  const verdict = await waitForVerdict({
    expectations: exported.map((position) => expected[position].expectation),
    sources: [...sourcesOf(backend.query), stdoutSource(program.stdout, { spans: false }), answersSource(program)],
    attempt:
      backend.kind === 'given'
        ? { ...attempt, printedTraceIds: printedTraceIds(program.stdout) }
        : { ...attempt, unmarkedUntilUs: untilUs },
    rules,
    done: program.done,
    quietMs: quietMs(context, backend, expected),
    deadlineMs: deadlineOf(context, target) + 2 * REMOTE_QUIET_MS,
    signal: stop,
  });
  const ended = await program.end();
  // Uma espera interrompida sabe menos do que saberia: não é um veredito.
  if (stop.aborted) throw new LabStop(EXIT.interrupted, texts.interrupted);
  const { evidence } = verdict;
  const onBackend = placed(verdict, exported);
  const complaints = collector?.complaints();
  if (printed.length === 0) return { run: ended, verdict: onBackend, evidence, complaints };
  const expectations = printed.map((position) => expected[position].expectation);
  const onConsole = placed(judge(expectations, await readConsole(ended, attempt)), printed);
  return { run: ended, verdict: joined(onConsole, onBackend), evidence, complaints };
}

/** O que os pedidos com nome tiveram por resposta: quem os faz é este comando. */
function answersSource({ answers = () => [] }: RunningProgram): TelemetrySource {
  return { shows: [], read: async () => ({ spans: [], answers: [...answers()], problems: [] }) };
}

/** Os traces que o programa já imprimiu. A saída só é lida de novo quando cresce. */
function printedTraceIds(stdout: () => string): () => ReadonlySet<string> {
  let last: { text: string; ids: ReadonlySet<string> } | undefined;
  return () => {
    const text = stdout();
    if (last?.text !== text) last = { text, ids: new Set(readConsoleSpans(text).spans.map(({ traceId }) => traceId)) };
    return last.ids;
  };
}

/** `undefined`: o de sempre. */
function quietMs(
  { remoteQuietMs = REMOTE_QUIET_MS }: LabContext,
  { isLuneta, query }: Backend,
  expected: readonly StepExpectation[],
): number | undefined {
  const needed = neededSignals(expected.map(({ expectation }) => expectation));
  const { spans, metrics, logs } = query;
  const isElsewhere = (needed.has('metrics') && metrics !== spans.url) || (needed.has('logs') && logs !== spans.url);
  if (!isLuneta || isElsewhere) return remoteQuietMs;
  const isLate = needed.has('logs') || needed.has('metrics');
  return isLate && !SAYS_GOODBYE ? LATE_SIGNALS_QUIET_MS : undefined;
}

/** O programa já roda, ou vai rodar, fora daqui: num contêiner, numa VM. */
async function judgeOutside(
  context: LabContext,
  target: LabStep,
  expected: readonly StepExpectation[],
  { backend, deployedAt, offline, signal }: AssessOptions,
): Promise<JudgedRun> {
  const stop = stopWith(context, signal);
  const expectations = expected.map(({ expectation }) => expectation);
  const judged = await judgeDeployed(context, target, expectations, { backend, deployedAt, signal: stop }, offline);
  if (stop.aborted) throw new LabStop(EXIT.interrupted, texts.interrupted);
  return { ...notRun(judged.facts), ...judged };
}

/** De um programa que não rodou: só os fatos. */
function notRun(facts: DeployedRun['facts']): JudgedRun {
  return {
    run: neverStarted('exit'),
    verdict: { passed: false, checks: [], notObservable: 0, problems: [] },
    evidence: { spans: [], problems: [], excluded: [] },
    facts,
  };
}

/** Começa o programa: um servidor recebe os pedidos do passo; outro qualquer roda até acabar. */
function startOpened(context: LabContext, target: LabStep, options: RunOptions): RunningProgram {
  if (target.step.requests) return driveOpened(context, target, options);
  let ended: StudentRun | undefined;
  const running = runOpened(context, target, options).then((run) => (ended = run));
  return {
    done: running,
    stdout: () => ended?.stdout.text ?? '',
    endedAtMs: () => ended?.endedAtMs,
    end: () => running,
  };
}

/** O programa já acabou, e o que ele escreveu está todo aqui: não há por que esperar. */
function readConsole({ stdout }: StudentRun, attempt: Attempt): Promise<Evidence> {
  return readEvidence({ sources: [stdoutSource(() => stdout.text)], attempt });
}

function positionsOf(expected: readonly StepExpectation[], isOf: (telemetry: Step['telemetry']) => boolean): number[] {
  return [...expected.keys()].filter((position) => isOf(expected[position].step.telemetry));
}

/** O veredito de uma parte das expectativas, com as posições do todo. */
function placed(verdict: Verdict, positions: readonly number[]): Verdict {
  const checks = verdict.checks.map((check) => ({ ...check, expectation: positions[check.expectation ?? 0] }));
  return { ...verdict, checks };
}

/** Na ordem dos passos. */
function joined(a: Verdict, b: Verdict): Verdict {
  return {
    passed: a.passed && b.passed,
    checks: [...a.checks, ...b.checks].toSorted((one, other) => (one.expectation ?? 0) - (other.expectation ?? 0)),
    notObservable: a.notObservable + b.notObservable,
    problems: [...a.problems, ...b.problems],
  };
}
