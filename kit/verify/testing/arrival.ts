/** Num backend de verdade, o que um programa mandou leva tempo para aparecer: esperar por tudo antes de julgar. */
import { expect } from 'vitest';
import { poll } from '../../poll.ts';
import { beginAttempt } from '../attempt.ts';
import { log, metric } from '../expectations.ts';
import { readConsoleSpans } from '../sources/console-spans.ts';
import type { TelemetrySource } from '../sources/source.ts';
import { waitForVerdict } from '../wait.ts';
import { type ContractRun, ContractRuns } from './contract-runs.ts';

const DEADLINE_MS = 30_000;

/** Os spans que estes programas imprimiram já estão nesta fonte. */
export async function untilSpansArrive(source: TelemetrySource, runs: readonly ContractRun[]): Promise<void> {
  const printed = new Set(runs.flatMap(({ stdout }) => readConsoleSpans(stdout).spans).map(({ spanId }) => spanId));
  expect(printed.size).toBeGreaterThan(0);
  const missing = async (): Promise<number> => {
    const { spans, problems } = await source.read({ sinceUs: 0 });
    expect(problems).toEqual([]);
    const seen = new Set(spans.map(({ spanId }) => spanId));
    return [...printed].filter((id) => !seen.has(id)).length;
  };
  await poll(async () => ((await missing()) === 0 ? true : undefined), { deadlineMs: DEADLINE_MS, intervalMs: 200 });
  expect(await missing(), 'spans que não chegaram').toBe(0);
}

/** Um programa a mais, depois dos outros: quando se vê o que ele mandou, o que eles mandaram já se via. */
export async function untilSignalsArrive(
  sources: readonly TelemetrySource[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const attempt = beginAttempt();
  await ContractRuns.of([{ body: `meter.createCounter('fim').add(1); emit('fim')`, hasSignals: true }], env);
  const verdict = await waitForVerdict({
    expectations: [metric('fim'), log('fim')],
    sources,
    attempt: { startedAtUs: attempt.startedAtUs },
    done: Promise.resolve(),
    quietMs: Infinity,
    intervalMs: 200,
    deadlineMs: DEADLINE_MS,
  });
  // O que não se pode observar passa, e não prova que chegou.
  expect(verdict.checks.filter(({ code }) => code !== 'ok')).toEqual([]);
}
