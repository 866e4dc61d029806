/** O contrato das fontes, com os três sinais em três backends: spans num Zipkin, métricas num Prometheus, logs numa Luneta. */
import { afterAll, beforeAll } from 'vitest';
import { type Platform, startPlatform } from '../testing/platform/platform.ts';
import { readRulesFile } from './rules/rules-file.ts';
import { lokiSource } from './sources/loki.ts';
import { prometheusSource } from './sources/prometheus.ts';
import type { TelemetrySource } from './sources/source.ts';
import { stdoutSource } from './sources/stdout.ts';
import { zipkinSource } from './sources/zipkin.ts';
import { COLLECTOR_SHOWS } from './sources/zipkin-spans.ts';
import { untilSignalsArrive, untilSpansArrive } from './testing/arrival.ts';
import { sourceContract } from './testing/contract.ts';
import { ContractRuns, programsOf } from './testing/contract-runs.ts';
import { LOG_CASES } from './testing/log-cases.ts';
import { METRIC_CASES } from './testing/metric-cases.ts';
import { RULE_PROGRAMS, RULES_PROGRAM, rulesContract } from './testing/rule-cases.ts';

const SIGNAL_CASES = [...METRIC_CASES, ...LOG_CASES];

let platform: Platform;
let runs: ContractRuns;
beforeAll(async () => {
  platform = await startPlatform({ env: { TAIL_DECISION_WAIT: '500ms' } });
  const env = { OTLP_URL: platform.collector.otlpHttpUrl };
  runs = await ContractRuns.of([...programsOf(SIGNAL_CASES, true), ...RULE_PROGRAMS], env);
  await untilSpansArrive(zipkinSource(platform.zipkin.url), runs.all);
  await untilSignalsArrive(sources(), env);
});
afterAll(() => platform?.close());

function sources(): TelemetrySource[] {
  const { zipkin, prometheus, luneta } = platform;
  return [zipkinSource(zipkin.url), prometheusSource(prometheus.url), lokiSource(luneta.url)];
}

// O Prometheus não guarda os metadados do que lhe escrevem.
sourceContract(
  'spans no Zipkin, métricas no Prometheus, logs na Luneta',
  SIGNAL_CASES,
  (body, expectations) =>
    runs.verdict({ body, hasSignals: true }, expectations, ({ stdout }) => [
      ...sources(),
      stdoutSource(() => stdout, { spans: false }),
    ]),
  COLLECTOR_SHOWS,
);

rulesContract('Prometheus', (text, expectation) =>
  runs.verdict(
    { body: RULES_PROGRAM, hasSignals: true },
    [expectation],
    () => [prometheusSource(platform.prometheus.url)],
    readRulesFile('regras', text),
  ),
);
