/** O Tempo mostra tudo o que uma expectativa pode pedir: nele, o contrato das fontes vale inteiro. */
import { afterAll, beforeAll } from 'vitest';
import { serve } from '../../testing/serve.ts';
import { sourceContract } from '../testing/contract.ts';
import { ContractRuns, programsOf } from '../testing/contract-runs.ts';
import { type Backend, startBackend } from '../testing/luneta.ts';
import { SPAN_CASES } from '../testing/span-cases.ts';
import { tempoOver } from '../testing/tempo.ts';
import { readConsoleSpans } from './console-spans.ts';
import type { TelemetrySource } from './source.ts';
import { stdoutSource } from './stdout.ts';
import { tempoSource } from './tempo.ts';

let luneta: Backend;
let runs: ContractRuns;
beforeAll(async () => {
  luneta = await startBackend();
  runs = await ContractRuns.of(programsOf(SPAN_CASES), { OTLP_URL: luneta.otlpUrl });
});
afterAll(() => luneta.close());

/** Só os traces que o programa imprimiu: procurar por todos pediria, um por um, os dos outros programas. */
function ofProgram(source: TelemetrySource, stdout: string): TelemetrySource {
  const traceIds = readConsoleSpans(stdout).spans.map(({ traceId }) => traceId);
  return { ...source, read: (query, signal) => source.read({ ...query, traceIds }, signal) };
}

sourceContract('o Tempo', SPAN_CASES, async (body, expectations) => {
  const url = await serve(tempoOver(luneta.url, 'v2'));
  return runs.verdict({ body }, expectations, ({ stdout }) => [
    ofProgram(tempoSource(url), stdout),
    stdoutSource(() => stdout, { spans: false }),
  ]);
});
