/** Do programa ao Azure Monitor: os exporters de verdade, e um servidor que confere cada envelope. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { ANY_PORTS } from '../../../kit/luneta/testing/any-ports.ts';
import { type Luneta, startLuneta } from '../../../kit/luneta/start.ts';
import { poll } from '../../../kit/poll.ts';
import { spawnNode } from '../../../kit/testing/node-process.ts';
import { createAzureApp } from './azure-app.ts';
import type { Envelope } from './envelope.ts';
import type { Refusal } from './read-track.ts';

const LAB = path.join(import.meta.dirname, '..');
const PROGRAM_MS = 20_000;

let envelopes: Envelope[];
let refusals: Refusal[];
let server: Server;
let url: string;
let luneta: Luneta;

beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20 });
});
afterAll(() => luneta.close());
beforeEach(async () => {
  envelopes = [];
  refusals = [];
  server = createServer(
    createAzureApp({
      onEnvelope: (envelope) => envelopes.push(envelope),
      onRefusal: (refusal) => refusals.push(refusal),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Roda o programa dos três sinais até o fim. @returns O que ele escreveu. */
async function runProgram(
  env: Record<string, string>,
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const program = spawnNode(['--require', 'tsx/cjs', 'testing/three-signals.ts'], {
    cwd: LAB,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp!, OTEL_RESOURCE_ATTRIBUTES: 'lab.attempt=um', ...env },
  });
  onTestFinished(() => void program.child.kill('SIGKILL'));
  const code = await program.exit;
  return { stdout: program.stdout(), stderr: program.stderr(), code };
}

interface JaegerTrace {
  traceID: string;
  spans: { spanID: string; operationName: string }[];
}

async function lunetaTrace(): Promise<JaegerTrace> {
  const read = async () => {
    const response = await fetch(`${luneta.urls.ui}/api/traces?service=three-signals&limit=1`);
    return ((await response.json()) as { data: JaegerTrace[] }).data[0];
  };
  const found = await poll(read, { deadlineMs: PROGRAM_MS });
  if (!found) throw new Error('nenhum trace na Luneta');
  return found;
}

const ofType = <Type extends Envelope['data']['baseType']>(type: Type, name?: string) => {
  const found = envelopes.find(
    ({ data }) => data.baseType === type && (name === undefined || JSON.stringify(data).includes(`"${name}"`)),
  );
  return found as (Envelope & { data: Extract<Envelope['data'], { baseType: Type }> }) | undefined;
};

test('os três sinais, pelos dois caminhos: o mesmo trace, e cada coisa no envelope dela', async () => {
  expect(await runProgram({ LOCAL_AZURE_URL: url })).toEqual({ stdout: 'entregue\n', stderr: '', code: 0 });
  expect(refusals).toEqual([]);
  const { traceID, spans } = await lunetaTrace();
  const idOf = (name: string) => spans.find(({ operationName }) => operationName === name)?.spanID;
  const tagsOf = (parent: string | undefined) => ({
    'ai.operation.id': traceID,
    ...(parent && { 'ai.operation.parentId': parent }),
  });

  expect(ofType('RequestData')).toMatchObject({
    tags: { ...tagsOf(undefined), 'ai.cloud.role': 'three-signals' },
    data: { baseData: { id: idOf('attend'), name: 'attend', success: true } },
  });
  expect(ofType('RequestData')?.tags).not.toHaveProperty('ai.operation.parentId');
  expect(ofType('RemoteDependencyData', 'api.example')).toMatchObject({
    tags: tagsOf(idOf('attend')),
    data: { baseData: { id: idOf('GET'), target: 'api.example', resultCode: '200', success: true } },
  });
  expect(ofType('RemoteDependencyData', 'work')).toMatchObject({
    tags: tagsOf(idOf('attend')),
    data: { baseData: { id: idOf('work'), type: 'InProc', success: false } },
  });
  expect(ofType('ExceptionData')).toMatchObject({
    tags: tagsOf(idOf('work')),
    data: { baseData: { exceptions: [{ typeName: 'RangeError', message: 'too far' }] } },
  });
  expect(ofType('MessageData')).toMatchObject({
    tags: tagsOf(idOf('work')),
    data: { baseData: { message: 'almost', severityLevel: 'Warning', properties: { left: '1' } } },
  });
  expect(ofType('MetricData', 'work.done')).toMatchObject({ data: { baseData: { metrics: [{ value: 3 }] } } });
  expect(ofType('MetricData', 'work.duration')).toMatchObject({ data: { baseData: { metrics: [{ value: 0.25 }] } } });

  const operation = (await (await fetch(`${url}/operations/${traceID}`)).json()) as Envelope[];
  expect(operation.map(({ data }) => data.baseType).toSorted()).toEqual([
    'ExceptionData',
    'MessageData',
    'RemoteDependencyData',
    'RemoteDependencyData',
    'RequestData',
  ]);
});

test('sem connection string, o pacote do Azure nem é carregado', async () => {
  const withAzure = await runProgram({ NODE_DEBUG: 'module', LOCAL_AZURE_URL: url });
  const loads = /load "[^"]*monitor-opentelemetry-exporter/;
  expect(withAzure.stderr).toMatch(loads);
  expect((await runProgram({ NODE_DEBUG: 'module' })).stderr).not.toMatch(loads);
});

test.each([
  ['InstrumentationKey=segredo-1', /falta IngestionEndpoint/],
  ['IngestionEndpoint=https://segredo-1.example/', /falta InstrumentationKey/],
  ['segredo-1', /falta InstrumentationKey e IngestionEndpoint/],
])('a connection string que não serve diz o que falta, e não o que ela diz', async (given, message) => {
  const { stderr, code } = await runProgram({ APPLICATIONINSIGHTS_CONNECTION_STRING: given });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('segredo-1');
});

test('um Azure que não atende não derruba o programa, nem segura o que vai para a Luneta', async () => {
  server.close();
  const { stdout, code } = await runProgram({ LOCAL_AZURE_URL: url });
  expect({ stdout, code }).toEqual({ stdout: 'entregue\n', code: 0 });
});

const TRACE = 'a'.repeat(32);
const GOOD = {
  ver: 1,
  name: 'Microsoft.ApplicationInsights.Request',
  time: '2026-11-23T04:11:42.913Z',
  iKey: '00000000-0000-0000-0000-000000000005',
  tags: { 'ai.cloud.role': 'a', 'ai.internal.sdkVersion': 'b', 'ai.operation.id': TRACE },
  data: {
    baseType: 'RequestData',
    baseData: { id: 'b'.repeat(16), name: 'GET /', duration: '00:00:01.5', responseCode: '200', success: true },
  },
};

async function track(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<[number, unknown]> {
  const response = await fetch(`${url}/v2.1/track`, { method: 'POST', body: body as BodyInit, headers });
  return [response.status, await response.json()];
}

test.each([
  ['uma lista', JSON.stringify([GOOD, GOOD]), {}],
  [
    'um por linha',
    `${JSON.stringify(GOOD)}\n${JSON.stringify(GOOD)}\n`,
    { 'content-type': 'application/x-json-stream' },
  ],
  ['com gzip', gzipSync(JSON.stringify([GOOD, GOOD])), { 'content-encoding': 'gzip' }],
])('%s', async (_, body, headers) => {
  expect(await track(body, headers as Record<string, string>)).toEqual([
    200,
    { itemsReceived: 2, itemsAccepted: 2, errors: [] },
  ]);
  expect(envelopes).toHaveLength(2);
});

test('a severidade de um log: o exporter de Node diz o nome, o de Python, o número', async () => {
  const logOf = (severityLevel: unknown) => ({
    ...GOOD,
    data: { baseType: 'MessageData', baseData: { message: 'oi', severityLevel } },
  });
  await track(JSON.stringify(['Warning', 2, 5, 'Grave'].map(logOf)));
  expect(envelopes.map(({ data }) => data.baseData)).toMatchObject([
    { severityLevel: 'Warning' },
    { severityLevel: 'Warning' },
  ]);
  expect(refusals.map(({ index }) => index)).toEqual([2, 3]);
});

test('o que não confere é recusado, e o que confere, aceito', async () => {
  const wrong = [
    { ...GOOD, iKey: 'x' },
    { ...GOOD, tags: { ...GOOD.tags, 'ai.operation.id': undefined } },
    { ...GOOD, tags: { ...GOOD.tags, 'ai.operation.id': 'A'.repeat(32) } },
    { ...GOOD, data: { ...GOOD.data, baseData: { ...GOOD.data.baseData, duration: '1.5 s' } } },
    { ...GOOD, data: { ...GOOD.data, baseType: 'OtherData' } },
    null,
  ];
  const [status, answer] = await track(JSON.stringify([GOOD, ...wrong]));
  expect([status, answer]).toMatchObject([206, { itemsReceived: 7, itemsAccepted: 1 }]);
  expect((answer as { errors: Refusal[] }).errors.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(refusals.map(({ message }) => message)[0]).toMatch(/^iKey/);
  expect((await track(JSON.stringify(wrong)))[0]).toBe(400);
});

test.each([
  ['vazio', '', {}, 400],
  ['que não é JSON', '[{', {}, 400],
  ['gzip que não é gzip', 'não é', { 'content-encoding': 'gzip' }, 400],
  ['enorme', 'x'.repeat(9 << 20), {}, 413],
])('um corpo %s', async (_, body, headers, status) => {
  expect(await track(body, headers as Record<string, string>)).toMatchObject([status, { itemsAccepted: 0 }]);
  expect(envelopes).toEqual([]);
});

test('o servidor da aula conta na Luneta cada envelope, no trace dele', async () => {
  const azure = spawnNode(['--require', 'tsx/cjs', 'app/azure-server.ts'], {
    cwd: LAB,
    env: { PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp! },
  });
  onTestFinished(async () => {
    azure.child.kill('SIGKILL');
    await azure.exit;
  });
  const line = await poll(() => /^\{.*\}$/m.exec(azure.stdout())?.[0], { deadlineMs: PROGRAM_MS });
  const { port } = JSON.parse(line ?? '{}') as { port: number };
  const before = Date.now();
  await runProgram({ LOCAL_AZURE_URL: `http://127.0.0.1:${port}` });
  const query = encodeURIComponent('{service_name="application-insights"}');
  const told = await poll(
    async () => {
      const response = await fetch(
        `${luneta.urls.ui}/loki/api/v1/query_range?query=${query}&start=${before - 60_000}000000&limit=100`,
      );
      const text = await response.text();
      return text.includes('RequestData') && text.includes('MetricData') && text.includes('ExceptionData')
        ? text
        : undefined;
    },
    { deadlineMs: PROGRAM_MS },
  );
  expect(told).toContain('azure_operation_id');
});
