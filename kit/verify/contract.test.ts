import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attempt, attemptEnv, beginAttempt } from './attempt.ts';
import type { Expectation } from './expectations.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { lokiSource } from './sources/loki.ts';
import { prometheusSource } from './sources/prometheus.ts';
import { stdoutSource } from './sources/stdout.ts';
import { type ContractCase, sourceContract, SPAN_CASES } from './testing/contract.ts';
import { LOG_CASES } from './testing/log-cases.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { METRIC_CASES } from './testing/metric-cases.ts';
import { outputsOf, type ProgramToRun } from './testing/programs.ts';
import { FAILURE_CODES } from './verdict.ts';
import { waitForVerdict } from './wait.ts';

interface Run {
  attempt: Attempt;
  stdout: string;
}

const SIGNAL_CASES = [...METRIC_CASES, ...LOG_CASES];
type Program = Omit<ProgramToRun, 'env'>;
const programsOf = (cases: readonly ContractCase[], hasSignals = false): Program[] =>
  [...new Set(cases.flatMap(({ gives, nearMiss }) => [gives, nearMiss]))].map((body) => ({ body, hasSignals }));
const keyOf = ({ body, hasSignals = false }: Program): string => `${hasSignals} ${body}`;

let luneta: Backend;
/** Cada programa roda uma vez, e manda os spans aos dois lugares. */
let runs: ReadonlyMap<string, Run>;
beforeAll(async () => {
  luneta = await startBackend();
  runs = await runAll([...programsOf(SPAN_CASES), ...programsOf(SIGNAL_CASES, true)]);
});
afterAll(() => luneta.close());

async function runAll(programs: readonly Program[]): Promise<Map<string, Run>> {
  const attempts = programs.map(() => beginAttempt());
  const outputs = await outputsOf(
    programs.map((program, i) => ({ ...program, env: { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempts[i]) } })),
  );
  return new Map(programs.map((program, i) => [keyOf(program), { attempt: attempts[i], stdout: outputs[i] }]));
}

async function verdictFrom(from: 'stdout' | 'backend', program: Program, expectations: readonly Expectation[]) {
  const { attempt, stdout } = runs.get(keyOf(program))!;
  const printed = (): string => stdout;
  const sources =
    from === 'stdout'
      ? [stdoutSource(printed)]
      : [
          jaegerSource(luneta.url),
          prometheusSource(luneta.url),
          lokiSource(luneta.url),
          stdoutSource(printed, { spans: false }),
        ];
  return waitForVerdict({
    expectations,
    sources,
    attempt,
    done: Promise.resolve(),
    quietMs: 60,
    intervalMs: 10,
    deadlineMs: 20_000,
  });
}

sourceContract('o que o ConsoleSpanExporter imprime', SPAN_CASES, (body, expectations) =>
  verdictFrom('stdout', { body }, expectations),
);
sourceContract('Luneta, spans', SPAN_CASES, (body, expectations) => verdictFrom('backend', { body }, expectations));
sourceContract('Luneta, métricas e logs', SIGNAL_CASES, (body, expectations) =>
  verdictFrom('backend', { body, hasSignals: true }, expectations),
);

test('cada código de falha tem um caso', () => {
  const codes = new Set([...SPAN_CASES, ...SIGNAL_CASES].map(({ code }) => code));
  // Sem expectativas não há programa que mude o veredito: está em judge.test.ts.
  expect(FAILURE_CODES.filter((code) => !codes.has(code))).toEqual(['no_expectations']);
});
