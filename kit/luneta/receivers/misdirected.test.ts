/** Telemetria na porta da interface, por sockets de verdade: o endereço certo na resposta, um achado, e os quase-acertos. */
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { codesOf } from '../query/diagnosis/testing/doctor-of.ts';
import type { Diagnosis } from '../query/diagnosis/diagnose.ts';
import { HTTP2_PREFACE } from '../http/broken-request.ts';
import { type Luneta, type LunetaOptions, startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { rawClient } from './testing/raw-socket.ts';

const opened: Luneta[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((luneta) => luneta.close()));
});

async function start(ports: LunetaOptions['ports'] = {}): Promise<Luneta> {
  const luneta = await startLuneta({ ports: { ...ANY_PORTS, ...ports } });
  opened.push(luneta);
  return luneta;
}

const send = ({ urls }: Luneta, path: string, headers: Record<string, string> = {}) =>
  fetch(`${urls.ui}${path}`, { method: 'POST', headers, body: '{}' });
const look = ({ urls }: Luneta, path: string) => fetch(`${urls.ui}${path}`);
const JSON_TYPE = { 'content-type': 'application/json' };
const diagnose = async ({ urls }: Luneta): Promise<Diagnosis> =>
  (await (await fetch(`${urls.ui}/api/diagnosis`)).json()) as Diagnosis;

test.each(['/v1/traces', '/v1/metrics', '/v1/logs', '//v1/traces', '/v1/traces/'])(
  'OTLP em %s: um Status na codificação do pedido, com o endereço certo',
  async (path) => {
    const luneta = await start();
    const right = `${luneta.urls.otlpHttp}${path.replaceAll(/^\/+|\/$/g, '/').replace(/\/$/, '')}`;
    const json = await send(luneta, path, JSON_TYPE);
    expect([json.status, json.headers.get('content-type')]).toEqual([404, 'application/json']);
    expect(await json.json()).toEqual({ code: 12, message: expect.stringContaining(`OTLP/HTTP para ${right}.`) });
    const protobuf = await send(luneta, path, { 'content-type': 'application/x-protobuf' });
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([404, 'application/x-protobuf']);
    expect(await protobuf.text()).toContain(right);
    expect(luneta.doors.ui).toMatchObject({ messages: 2, rejected: new Map([['telemetry_on_ui_port', 2]]) });
  },
);

test.each([
  'OTel-OTLP-Exporter-JavaScript/0.205.0',
  'loja/1.0 OTel-OTLP-Exporter-JavaScript/0.205.0',
  'OTel OTLP Exporter Go/1.38.0',
])('um exporter OTLP com o endereço sem caminho: %s', async (agent) => {
  const luneta = await start();
  const answer = await send(luneta, '/', { ...JSON_TYPE, 'user-agent': agent });
  expect((await answer.json()) as unknown).toMatchObject({ message: expect.stringContaining('/v1/traces.') });
});

test.each([
  ['/api/v2/spans', 'zipkin'],
  ['/api/v1/spans', 'zipkin'],
  ['/api/traces', 'jaegerHttp'],
] as const)('POST %s: o endereço da porta %s', async (path, door) => {
  const luneta = await start();
  const answer = await send(luneta, path);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain(`${luneta.urls[door]}${path}.`);
});

test('a porta certa está fechada: a resposta, o achado e o conserto dizem como abri-la', async () => {
  const luneta = await start({ otlpHttp: 'off', zipkin: 'off' });
  const { message } = (await (await send(luneta, '/v1/traces', JSON_TYPE)).json()) as { message: string };
  expect(message).toContain('para a porta 4318 (fechada nesta Luneta; abra-a com --otlp-http 4318).');
  const { findings, path } = await diagnose(luneta);
  expect(findings).toMatchObject([
    {
      code: 'telemetry_on_ui_port',
      count: 1,
      fix: expect.stringContaining(`OTLP/gRPC na ${luneta.ports.otlpGrpc}`),
      examples: [{ detail: `porta ${luneta.ports.ui}: ${message}` }],
    },
  ]);
  expect(findings[0].fix).toContain('OTLP/HTTP na 4318 (fechada');
  expect(path.find(({ door }) => door === 'ui')).toMatchObject({ state: 'dead', counts: { messages: 1, rejected: 1 } });
  expect(await (await fetch(`${luneta.urls.ui}/doutor`)).text()).toContain('id="achado-telemetry_on_ui_port"');
});

test('nas outras portas também: a certa está fechada, e o conselho diz como abri-la', async () => {
  const luneta = await start({ otlpGrpc: 'off', otlpHttp: 0, zipkin: 'off' });
  const answer = await rawClient(luneta.ports.otlpHttp!, `${HTTP2_PREFACE}\r\n\r\nSM\r\n\r\n`).closed;
  expect(answer).toContain('para a porta 4317 (fechada nesta Luneta; abra-a com --otlp-grpc 4317), ou');
  const zipkin = await fetch(`${luneta.urls.jaegerHttp}/api/v2/spans`, { method: 'POST', body: '[]' });
  expect(await zipkin.text()).toContain('9411 (fechada nesta Luneta; abra-a com --zipkin 9411).');
  const { findings } = await diagnose(luneta);
  expect(findings.find(({ code }) => code === 'grpc_on_http_port')?.fix).toContain(`com a ${luneta.ports.otlpHttp}.`);
});

test('gRPC na porta da interface', async () => {
  const luneta = await start();
  await rawClient(luneta.ports.ui!, `${HTTP2_PREFACE}\r\n\r\nSM\r\n\r\n`).closed;
  const { findings } = await diagnose(luneta);
  expect(findings.map(({ code }) => code)).toEqual(['telemetry_on_ui_port']);
  expect(findings[0].examples[0].detail).toContain(`OTLP/gRPC para ${luneta.urls.otlpGrpc}.`);
});

test('uma página desta máquina: a pergunta de CORS é respondida, e o envio, contado', async () => {
  const luneta = await start();
  const page = { origin: 'http://localhost:3000' };
  const headers = { ...page, 'access-control-request-method': 'POST' };
  const asked = await fetch(`${luneta.urls.ui}/v1/traces`, { method: 'OPTIONS', headers });
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, page.origin]);
  expect(luneta.doors.ui?.messages).toBe(0);
  expect((await send(luneta, '/v1/traces', { ...page, ...JSON_TYPE })).status).toBe(404);
  expect(luneta.doors.ui?.messages).toBe(1);
});

test('visitas, perguntas e envios à interface não são telemetria', async () => {
  const luneta = await start();
  const { port } = new URL(luneta.urls.ui!);
  const statuses = await Promise.all(
    [
      look(luneta, '/v1/traces'),
      look(luneta, '/api/traces?service=loja'),
      look(luneta, '/api/v2/spans'),
      look(luneta, '/nada'),
      send(luneta, '/nada', JSON_TYPE),
      send(luneta, '/api/labs', JSON_TYPE),
      send(luneta, '/api/transform', JSON_TYPE),
      send(luneta, '/api/v2/spans/nada', JSON_TYPE),
      send(luneta, '/v1/traces', { ...JSON_TYPE, origin: 'https://exemplo.br' }),
    ].map(async (answer) => (await answer).status),
  );
  expect(statuses).not.toContain(500);
  expect(statuses.at(-1)).toBe(403);
  await rawClient(Number(port), 'GARBAGE\r\n\r\n').closed;
  connect(Number(port), '127.0.0.1').end();
  expect(luneta.doors.ui).toMatchObject({ messages: 0, rejected: new Map() });
  const diagnosis = await diagnose(luneta);
  expect(codesOf(diagnosis)).toEqual(['nothing_arrived']);
  expect(diagnosis.path.map(({ door }) => door)).not.toContain('ui');
});
