import { afterAll, beforeAll, expect, test } from 'vitest';
import { attemptEnv, beginAttempt } from './attempt.ts';
import type { Expectation } from './expectations.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { stdoutSource } from './sources/stdout.ts';
import { CASES, sourceContract } from './testing/contract.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { runProgram } from './testing/programs.ts';
import { FAILURE_CODES } from './verdict.ts';
import { waitForVerdict } from './wait.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** Cada programa roda uma vez, e manda os spans aos dois lugares. */
const runs = new Map<string, ReturnType<typeof runOnce>>();

async function runOnce(body: string) {
  const attempt = beginAttempt();
  const program = await runProgram(body, { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempt) });
  return { attempt, program };
}

async function verdictFrom(from: 'stdout' | 'backend', body: string, expectations: readonly Expectation[]) {
  const run = runs.get(body) ?? runOnce(body);
  runs.set(body, run);
  const { attempt, program } = await run;
  const sources =
    from === 'stdout'
      ? [stdoutSource(program.stdout)]
      : [jaegerSource(luneta.url), stdoutSource(program.stdout, { spans: false })];
  return waitForVerdict({
    expectations,
    sources,
    attempt,
    done: program.done,
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
