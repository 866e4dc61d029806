/** O que roda o `.ipynb` fora do Databricks: o `dbutils` que ele ganha, e o Azure Monitor a que ele também manda. */
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { JaegerTrace } from '../../kit/cli/find-trace.ts';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { type Luneta, startLuneta } from '../../kit/luneta/start.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { createAzureApp } from './azure/azure-app.ts';
import type { Envelope } from './azure/envelope.ts';
import type { Refusal } from './azure/read-track.ts';
import { LOCAL_JOB_ID } from './jobs/token.ts';
import { startJobs } from './testing/jobs-server.ts';

const NOTEBOOK = 'notebooks/distributed_tracing.ipynb';
const CALLER = 'c'.repeat(16);

let luneta: Luneta;
let python: string;
let runs = 0;
beforeAll(async () => {
  python = await installed('.ci/install-jupyter', 'bin/python');
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20 });
});
afterAll(() => luneta.close());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runner-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

interface Over {
  state: Record<string, unknown>;
  output: Record<string, unknown>;
}

/** Roda um job até o fim. */
async function runJob(env: Record<string, string>, parameters: Record<string, string>): Promise<Over> {
  const { ask, untilOver } = await startJobs({ JUPYTER_PYTHON: python, ...env });
  const { body } = await ask('/api/2.2/jobs/run-now', { job_id: LOCAL_JOB_ID, job_parameters: parameters });
  const over = await untilOver(body.run_id);
  const [task] = over.tasks as { run_id: number }[];
  const output = (await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`)).body;
  return { state: over.state as Record<string, unknown>, output };
}

/** Roda estas células, num notebook que não tem outras. */
async function runCells(...sources: readonly string[]): Promise<Over> {
  const file = path.join(folder, 'cells.ipynb');
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    source,
  }));
  const written = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  await writeFile(file, written);
  const over = await runJob({ NOTEBOOK_FILE: file }, { dataset: 'orders' });
  expect(await readFile(file, 'utf8'), 'o arquivo do notebook não muda').toBe(written);
  return over;
}

test('o exit acaba com o notebook ali mesmo: nem o resto da célula, nem as de baixo, e o job deu certo', async () => {
  const { state, output } = await runCells(
    'import json',
    `try:
    dbutils.notebook.exit(json.dumps(dbutils.widgets.getAll()["dataset"]))
except Exception:
    pass
dbutils.notebook.exit("o resto da célula")`,
    'dbutils.notebook.exit("outra célula")',
    'isto não é Python',
  );
  expect(state).toMatchObject({ result_state: 'SUCCESS' });
  expect(output.notebook_output).toMatchObject({ result: '"orders"' });
});

test('um parâmetro que o job não tem é um erro que diz os que ele tem', async () => {
  const { state, output } = await runCells('dbutils.widgets.get("city")');
  expect(state).toMatchObject({ result_state: 'FAILED' });
  expect(output.error).toMatch(/^ValueError: O job não tem o parâmetro "city"\. Os que ele tem: .*dataset/);
});

interface Sent {
  traceId: string;
  envelopes: Envelope[];
  refusals: Refusal[];
}

/** Roda o notebook com dois destinos: a Luneta e o Azure Monitor desta máquina. */
async function sentToAzure(file: string, dataset: string): Promise<Sent> {
  runs += 1;
  const traceId = runs.toString(16).padStart(32, 'a');
  const sent: Sent = { traceId, envelopes: [], refusals: [] };
  const server = createServer(
    createAzureApp({
      onEnvelope: (envelope) => sent.envelopes.push(envelope),
      onRefusal: (refusal) => sent.refusals.push(refusal),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    NOTEBOOK_FILE: file,
    LOCAL_AZURE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp!,
  };
  await runJob(env, { dataset, traceparent: `00-${traceId}-${CALLER}-01` });
  return sent;
}

/** Os spans que chegaram à Luneta: quando o job acaba, já chegaram todos. */
async function spansInLuneta({ traceId }: Sent): Promise<string[]> {
  const response = await fetch(`${luneta.urls.ui}/api/traces/${traceId}`);
  const { data } = (await response.json()) as { data: JaegerTrace[] };
  return data.flatMap(({ spans }) => spans.map(({ spanID }) => spanID)).toSorted();
}

function spansInAzure({ envelopes }: Sent): string[] {
  return envelopes.flatMap(({ data }) => ('id' in data.baseData ? [data.baseData.id] : [])).toSorted();
}

/** Uma métrica que o exporter de Node manda a cada lote de spans, e o de Python não manda: os atributos do resource. */
const RESOURCE_METRIC = '_OTELRESOURCE_';

/** Cada envelope, sem o que muda a cada execução: o tipo, o nome, a quem pertence e se deu certo. */
function shape({ envelopes, traceId }: Sent): unknown[] {
  const named = new Map<string, string>([[CALLER, 'quem chamou']]);
  for (const { data } of envelopes) if ('id' in data.baseData) named.set(data.baseData.id, data.baseData.name);
  return envelopes
    .map(({ data, tags }) => ({
      type: data.baseType,
      name: nameOf(data),
      success: 'success' in data.baseData ? data.baseData.success : undefined,
      role: tags['ai.cloud.role'],
      inTrace: tags['ai.operation.id'] === traceId,
      parent: named.get(tags['ai.operation.parentId'] ?? ''),
    }))
    .filter(({ name }) => name !== RESOURCE_METRIC)
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function nameOf({ baseType, baseData }: Envelope['data']): string | undefined {
  if (baseType === 'ExceptionData') return baseData.exceptions[0]?.message;
  if (baseType === 'MessageData') return baseData.message;
  return baseType === 'MetricData' ? baseData.metrics[0]?.name : baseData.name;
}

test.each(['orders', 'orders-corrupt'])(
  '%s: o Azure recebe dos dois a mesma operação, nada é recusado, e a Luneta recebe os mesmos spans',
  async (dataset) => {
    const typescript = await sentToAzure('app/notebook.ts', dataset);
    const jupyter = await sentToAzure(NOTEBOOK, dataset);
    expect([typescript.refusals, jupyter.refusals]).toEqual([[], []]);
    const expected = shape(typescript);
    expect(expected).toContainEqual({
      type: 'RequestData',
      name: 'Notebook Invoked',
      success: dataset === 'orders',
      role: 'notebook',
      inTrace: true,
      parent: 'quem chamou',
    });
    expect(shape(jupyter)).toEqual(expected);
    for (const sent of [typescript, jupyter]) {
      expect(spansInAzure(sent)).toHaveLength(dataset === 'orders' ? 4 : 3);
      expect(await spansInLuneta(sent)).toEqual(spansInAzure(sent));
    }
  },
);
