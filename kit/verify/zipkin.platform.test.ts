/** O contrato das fontes num Zipkin de verdade, pelos dois caminhos: o Collector, e o exporter do SDK. */
import { afterAll, beforeAll } from 'vitest';
import { type Collector, startCollector } from '../testing/platform/collector.ts';
import { startZipkin, type Zipkin } from '../testing/platform/zipkin.ts';
import type { Expectation } from './expectations.ts';
import { stdoutSource } from './sources/stdout.ts';
import { zipkinSource } from './sources/zipkin.ts';
import { COLLECTOR_SHOWS, EXPORTER_SHOWS } from './sources/zipkin-spans.ts';
import { untilSpansArrive } from './testing/arrival.ts';
import { sourceContract } from './testing/contract.ts';
import { ContractRuns, programsOf } from './testing/contract-runs.ts';
import { SPAN_CASES } from './testing/span-cases.ts';

let zipkin: Zipkin;
let collector: Collector;
let collected: ContractRuns;
let exported: ContractRuns;
beforeAll(async () => {
  zipkin = await startZipkin();
  // O que ele espera pelo resto de um trace é o que estes testes esperariam por ele.
  collector = await startCollector({ zipkinSpans: zipkin.spansUrl, env: { TAIL_DECISION_WAIT: '500ms' } });
  const programs = programsOf(SPAN_CASES);
  collected = await ContractRuns.of(programs, { OTLP_URL: collector.otlpHttpUrl });
  exported = await ContractRuns.of(programs, { ZIPKIN_SPANS: zipkin.spansUrl });
  await untilSpansArrive(zipkinSource(zipkin.url), [...collected.all, ...exported.all]);
});
afterAll(async () => {
  await collector?.close();
  await zipkin?.close();
});

const verdictOf = (runs: () => ContractRuns) => (body: string, expectations: readonly Expectation[]) =>
  runs().verdict({ body }, expectations, ({ stdout }) => [
    zipkinSource(zipkin.url),
    stdoutSource(() => stdout, { spans: false }),
  ]);

sourceContract(
  'Zipkin, pelo Collector',
  SPAN_CASES,
  verdictOf(() => collected),
  COLLECTOR_SHOWS,
);
sourceContract(
  'Zipkin, pelo exporter do SDK',
  SPAN_CASES,
  verdictOf(() => exported),
  EXPORTER_SHOWS,
);
