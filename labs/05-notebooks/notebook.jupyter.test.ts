/** O mesmo notebook em duas línguas: o `notebook.ts`, no Node, e o `.ipynb`, no Jupyter; o mesmo job, o mesmo trace, o mesmo resultado. */
import { readFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JaegerTrace } from '../../kit/cli/find-trace.ts';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { type Luneta, startLuneta } from '../../kit/luneta/start.ts';
import { poll } from '../../kit/poll.ts';
import { differences } from '../../kit/testing/compare-traces.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { LOCAL_JOB_ID } from './jobs/token.ts';
import { startJobs } from './testing/jobs-server.ts';

const NOTEBOOK = 'notebooks/distributed_tracing.ipynb';
const FORMS = ['app/notebook.ts', NOTEBOOK] as const;
const REQUIREMENTS = 'notebooks/requirements.txt';
const READ_MS = 20_000;
/** O span de quem pediu o job: é de outro processo, e aqui só se sabe o id dele. */
const CALLER = 'c'.repeat(16);

let luneta: Luneta;
let python: string;
let runs = 0;
beforeAll(async () => {
  python = await installed('.ci/install-jupyter', 'bin/python');
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 64 << 20 });
});
afterAll(() => luneta.close());

interface Ran {
  traceId: string;
  state: Record<string, unknown>;
  output: Record<string, unknown>;
  trace: JaegerTrace;
}

async function askLuneta(route: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${luneta.urls.ui}${route}`)).json()) as Record<string, unknown>;
}

/** @param spans Quantos o trace tem quando está completo. @param cancelAfter O span que, chegando, faz cancelar o job. */
async function run(file: string, dataset: string, spans: number, cancelAfter?: string): Promise<Ran> {
  runs += 1;
  const traceId = runs.toString(16).padStart(32, 'a');
  const { ask, untilOver } = await startJobs({
    NOTEBOOK_FILE: file,
    JUPYTER_PYTHON: python,
    OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp!,
    // Com ele, as séries de cada execução são dela.
    OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${traceId}`,
  });
  const { body } = await ask('/api/2.2/jobs/run-now', {
    job_id: LOCAL_JOB_ID,
    job_parameters: { dataset, traceparent: `00-${traceId}-${CALLER}-01` },
  });
  const readTrace = async (enough: (trace: JaegerTrace) => boolean): Promise<JaegerTrace> => {
    const found = await poll(
      async () => {
        const [trace] = ((await askLuneta(`/api/traces/${traceId}`)).data ?? []) as JaegerTrace[];
        return trace && enough(trace) ? trace : undefined;
      },
      { deadlineMs: READ_MS },
    );
    if (!found) throw new Error(`o trace ${traceId} não chegou inteiro`);
    return found;
  };
  if (cancelAfter !== undefined) {
    await readTrace((trace) => trace.spans.some(({ operationName }) => operationName === cancelAfter));
    await ask('/api/2.2/jobs/runs/cancel', { run_id: body.run_id });
  }
  const over = await untilOver(body.run_id);
  const [task] = over.tasks as { run_id: number }[];
  const output = (await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`)).body;
  const trace = await readTrace((each) => each.spans.length >= spans);
  return { traceId, state: over.state as Record<string, unknown>, output, trace };
}

/** O que cada SDK põe por conta própria, e o que muda a cada execução: o resto tem de ser igual. */
const ALLOWED: readonly RegExp[] = [
  // O número da execução é de cada uma.
  / · databricks\.run\.id$/,
  // A pilha é de cada língua; o Python diz ainda se a exceção escapou do span, e o módulo dela: `__main__.InvalidAmountError`.
  / · evento \d+ · exception\.(?:type|stacktrace|escaped)$/,
];

function unexpected(first: Ran, second: Ran): Record<string, unknown> {
  const found = Object.entries(differences(first.trace, second.trace));
  return Object.fromEntries(found.filter(([key]) => !ALLOWED.some((allowed) => allowed.test(key))));
}

/** Cada log, com o span em que foi dito. */
async function logsOf({ traceId, trace }: Pick<Ran, 'traceId' | 'trace'>): Promise<unknown[]> {
  const query = encodeURIComponent(`{service_name="notebook"} | trace_id="${traceId}"`);
  const start = `${Date.now() - 600_000}000000`;
  const { data } = await askLuneta(`/loki/api/v1/query_range?query=${query}&start=${start}&limit=100`);
  const { result } = data as { result: { stream: Record<string, string>; values: [string, string][] }[] };
  const spanOf = (id?: string) => trace.spans.find(({ spanID }) => spanID === id)?.operationName;
  return result
    .flatMap(({ stream, values }) =>
      values.map(([, line]) => [
        line,
        stream.severity_text,
        spanOf(stream.span_id),
        stream.notebook_step,
        stream.notebook_rows,
        stream.notebook_dataset,
      ]),
    )
    .toSorted();
}

/** Das métricas que o notebook conta, o nome, a etapa e o valor de cada série; dos baldes, cujo valor é de cada execução, só o limite. */
async function seriesOf({ traceId }: Ran): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const name of ['notebook_rows_total', 'notebook_step_duration_seconds_count']) {
    const query = encodeURIComponent(`${name}{instance="${traceId}"}`);
    const { data } = await askLuneta(`/api/v1/query?query=${query}`);
    const { result } = data as { result: { metric: Record<string, string>; value: [number, string] }[] };
    for (const { metric, value } of result) found.push([name, metric.notebook_step, value[1]]);
  }
  const buckets = encodeURIComponent(`notebook_step_duration_seconds_bucket{instance="${traceId}"}`);
  const { data } = await askLuneta(`/api/v1/query?query=${buckets}`);
  const { result } = data as { result: { metric: Record<string, string> }[] };
  for (const { metric } of result) found.push(['le', metric.notebook_step, metric.le]);
  return found.toSorted();
}

test('o mesmo job, o mesmo trace: os mesmos spans, com os mesmos atributos, os mesmos logs e o mesmo resultado', async () => {
  const [typescript, jupyter] = [await run(FORMS[0], 'orders', 4), await run(FORMS[1], 'orders', 4)];
  for (const { state, trace } of [typescript, jupyter]) {
    expect(state).toMatchObject({ result_state: 'SUCCESS' });
    const invoked = trace.spans.find(({ operationName }) => operationName === 'Notebook Invoked');
    expect(invoked?.references).toMatchObject([{ refType: 'CHILD_OF', spanID: CALLER }]);
  }
  expect(unexpected(typescript, jupyter)).toEqual({});
  const resultOf = ({ output }: Ran): unknown =>
    JSON.parse((output.notebook_output as { result: string }).result) as unknown;
  expect(resultOf(jupyter)).toEqual(resultOf(typescript));
  const logs = await logsOf(typescript);
  expect(logs).toEqual([
    ['step done', 'INFO', 'extract', 'extract', '1000', 'orders'],
    ['step done', 'INFO', 'load', 'load', '4', 'orders'],
    ['step done', 'INFO', 'transform', 'transform', '1000', 'orders'],
  ]);
  expect(await logsOf(jupyter)).toEqual(logs);

  const series = await seriesOf(typescript);
  // Três etapas: as linhas, as durações e, de cada uma, oito limites e o infinito.
  expect(series).toHaveLength(3 + 3 + 3 * 9);
  expect(await seriesOf(jupyter)).toEqual(series);
});

test('o que falha em transform falha nos dois, e do mesmo jeito', async () => {
  const [typescript, jupyter] = [await run(FORMS[0], 'orders-corrupt', 3), await run(FORMS[1], 'orders-corrupt', 3)];
  for (const { state, output } of [typescript, jupyter]) {
    expect(state).toMatchObject({ result_state: 'FAILED' });
    expect(output.error).toMatch(/^InvalidAmountError: order 613: invalid amount/);
  }
  expect(unexpected(typescript, jupyter)).toEqual({});
});

test.each(FORMS)('%s: do cancelado, o que já tinha acabado chegou, e só', async (file) => {
  const { state, trace } = await run(file, 'orders-slow', 1, 'extract');
  expect(state).toMatchObject({ result_state: 'CANCELED' });
  expect(trace.spans.map(({ operationName }) => operationName)).toEqual(['extract']);
});

test('sem contexto, começa um trace, e o .ipynb o diz num log; um parâmetro vazio é o mesmo que nenhum', async () => {
  for (const file of FORMS) {
    const { ask, untilOver } = await startJobs({
      NOTEBOOK_FILE: file,
      JUPYTER_PYTHON: python,
      OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp!,
    });
    const { body } = await ask('/api/2.2/jobs/run-now', {
      job_id: LOCAL_JOB_ID,
      job_parameters: { dataset: 'orders', traceparent: '' },
    });
    expect((await untilOver(body.run_id)).state).toMatchObject({ result_state: 'SUCCESS' });
    const tags = encodeURIComponent(JSON.stringify({ 'databricks.run.id': String(body.run_id) }));
    const [trace] = ((await askLuneta(`/api/traces?service=notebook&tags=${tags}`)).data ?? []) as JaegerTrace[];
    const invoked = trace?.spans.find(({ operationName }) => operationName === 'Notebook Invoked');
    expect({ file, references: invoked?.references }).toEqual({ file, references: [] });
    const warnings = (await logsOf({ traceId: trace!.traceID, trace: trace! })).filter(
      (log) => (log as string[])[1] === 'WARN',
    );
    const missing = ['trace context missing', 'WARN', 'Notebook Invoked', undefined, undefined, 'orders'];
    expect({ file, warnings }).toEqual({ file, warnings: file === NOTEBOOK ? [missing] : [] });
  }
});

test('o arquivo é um notebook válido, sem resultados guardados, e pede as versões que aqui se testam', async () => {
  const text = await readFile(path.join(import.meta.dirname, NOTEBOOK), 'utf8');
  const check =
    'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)); print("ok")';
  const { stdout } = await promisify(execFile)(python, ['-c', check, path.join(import.meta.dirname, NOTEBOOK)]);
  expect(stdout.trim()).toBe('ok');
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; outputs?: unknown[]; execution_count?: null }[] };
  for (const cell of cells.filter(({ cell_type: type }) => type === 'code')) {
    expect(cell).toMatchObject({ outputs: [], execution_count: null });
  }
  const pins = text.match(/[\w-]+==[\w.]+/g) ?? [];
  expect(pins).toHaveLength(3);
  const locked = await readFile(path.join(import.meta.dirname, REQUIREMENTS), 'utf8');
  for (const pin of pins) expect(locked).toContain(`${pin} \\`);
});
