import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attempt, attemptEnv, beginAttempt } from './attempt.ts';
import type { Expectation } from './expectations.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { stdoutSource } from './sources/stdout.ts';
import { CASES, sourceContract } from './testing/contract.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { outputsOf } from './testing/programs.ts';
import { FAILURE_CODES } from './verdict.ts';
import { waitForVerdict } from './wait.ts';

interface Run {
  attempt: Attempt;
  stdout: string;
}

let luneta: Backend;
/** Cada programa roda uma vez, e manda os spans aos dois lugares. */
let runs: ReadonlyMap<string, Run>;
beforeAll(async () => {
  luneta = await startBackend();
  runs = await runAll([...new Set(CASES.flatMap(({ gives, nearMiss }) => [gives, nearMiss]))]);
});
afterAll(() => luneta.close());

async function runAll(bodies: readonly string[]): Promise<Map<string, Run>> {
  const attempts = bodies.map(() => beginAttempt());
  const outputs = await outputsOf(
    bodies.map((body, i) => ({ body, env: { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempts[i]) } })),
  );
  return new Map(bodies.map((body, i) => [body, { attempt: attempts[i], stdout: outputs[i] }]));
}

async function verdictFrom(from: 'stdout' | 'backend', body: string, expectations: readonly Expectation[]) {
  const { attempt, stdout } = runs.get(body)!;
  const printed = (): string => stdout;
  const sources =
    from === 'stdout' ? [stdoutSource(printed)] : [jaegerSource(luneta.url), stdoutSource(printed, { spans: false })];
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

sourceContract('o que o ConsoleSpanExporter imprime', (...args) => verdictFrom('stdout', ...args));
sourceContract('Luneta', (...args) => verdictFrom('backend', ...args));

test('cada código de falha tem um caso', () => {
  const codes = new Set(CASES.map(({ code }) => code));
  // Sem expectativas não há programa que mude o veredito: está em judge.test.ts.
  expect(FAILURE_CODES.filter((code) => !codes.has(code))).toEqual(['no_expectations']);
});
