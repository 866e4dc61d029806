import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Expectation } from './expectations.ts';
import { readRulesFile } from './rules/rules-file.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { lokiSource } from './sources/loki.ts';
import { prometheusSource } from './sources/prometheus.ts';
import { stdoutSource } from './sources/stdout.ts';
import { sourceContract } from './testing/contract.ts';
import { ContractRuns, type Program, programsOf } from './testing/contract-runs.ts';
import { LOG_CASES } from './testing/log-cases.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { METRIC_CASES } from './testing/metric-cases.ts';
import { RULE_CASES, RULE_PROGRAMS, RULES_PROGRAM, rulesContract } from './testing/rule-cases.ts';
import { SPAN_CASES } from './testing/span-cases.ts';
import { FAILURE_CODES } from './verdict.ts';

const SIGNAL_CASES = [...METRIC_CASES, ...LOG_CASES];

let luneta: Backend;
/** Cada um manda os spans aos dois lugares. */
let runs: ContractRuns;
beforeAll(async () => {
  luneta = await startBackend();
  const programs = [...programsOf(SPAN_CASES), ...programsOf(SIGNAL_CASES, true), ...RULE_PROGRAMS];
  runs = await ContractRuns.of(programs, { OTLP_URL: luneta.otlpUrl });
});
afterAll(() => luneta.close());

const fromStdout = (program: Program, expectations: readonly Expectation[]) =>
  runs.verdict(program, expectations, ({ stdout }) => [stdoutSource(() => stdout)]);
const fromLuneta = (program: Program, expectations: readonly Expectation[]) =>
  runs.verdict(program, expectations, ({ stdout }) => [
    jaegerSource(luneta.url),
    prometheusSource(luneta.url),
    lokiSource(luneta.url),
    stdoutSource(() => stdout, { spans: false }),
  ]);

sourceContract('o que o ConsoleSpanExporter imprime', SPAN_CASES, (body, expected) => fromStdout({ body }, expected));
sourceContract('Luneta, spans', SPAN_CASES, (body, expected) => fromLuneta({ body }, expected));
sourceContract('Luneta, métricas e logs', SIGNAL_CASES, (body, expected) =>
  fromLuneta({ body, hasSignals: true }, expected),
);

rulesContract('Luneta', (text, expectation) =>
  runs.verdict(
    { body: RULES_PROGRAM, hasSignals: true },
    [expectation],
    () => [prometheusSource(luneta.url)],
    readRulesFile('regras', text),
  ),
);

test('cada código de falha tem um caso', () => {
  const codes = new Set([...SPAN_CASES, ...SIGNAL_CASES, ...RULE_CASES].map(({ code }) => code));
  // Sem expectativas não há programa que mude o veredito (judge.test.ts), e as respostas, quem as vê é quem faz os pedidos.
  expect(FAILURE_CODES.filter((code) => !codes.has(code))).toEqual([
    'no_expectations',
    // O SDK não escreve exemplares: quem os escreve é um Collector, e a falta deles é um engano do passo 06/4.
    'metric_exemplar_missing',
    'answer_differs',
  ]);
});
