/** A cópia para outra Luneta, entre duas de verdade, por sockets de verdade. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../../poll.ts';
import { labelMatcher } from '../query/label-matcher.ts';
import type { LogRecord } from '../store/logs/log-store.ts';
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import { spanId, text, toRequest, traceId } from '../store/testing/spans.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { type Luneta, type LunetaOptions, startLuneta } from '../start.ts';
import { logsSample, metricsSample } from '../wire/testing/otlp-signal-samples.ts';
import { ForwardToSelfError } from './forward-to-self.ts';
import { Forwarder } from './forwarder.ts';

const DEADLINE = { deadlineMs: 10_000 };

async function luneta(options: LunetaOptions = {}): Promise<Luneta> {
  const started = await startLuneta({ ports: ANY_PORTS, ...options });
  onTestFinished(() => started.close());
  return started;
}

/** O aluno, e o que ele é avisado. */
async function student(url = '', name = 'Ana'): Promise<Luneta & { warnings: string[] }> {
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  return { ...(await luneta({ forward: { url, student: name }, onWarning })), warnings };
}

async function send({ urls }: Luneta, n: number): Promise<void> {
  const body = toRequest([
    { traceId: traceId(n), spanId: spanId(n), service: 'loja', resourceAttributes: [text('lab.student', 'eu')] },
  ]);
  const headers = { 'content-type': 'application/x-protobuf' };
  const response = await fetch(`${urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(body) });
  expect(response.status).toBe(200);
}

/** De quem é o trace, para o professor; `undefined` se ainda não chegou. */
async function studentOf({ urls }: Luneta, n: number): Promise<string[] | undefined> {
  const response = await fetch(`${urls.ui}/api/traces/${traceId(n)}`);
  if (response.status === 404) return undefined;
  const { data } = await response.json();
  const tags: { key: string; value: string }[] = data[0].processes.p1.tags;
  return tags.filter(({ key }) => key === 'lab.student').map(({ value }) => value);
}

const arrived = (teacher: Luneta, n: number): Promise<string[] | undefined> =>
  poll(() => studentOf(teacher, n), DEADLINE);

/** Um backend que responde como se diz. */
async function backend(listener: RequestListener, port = 0): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

test('o que chega a uma chega à outra, com o nome do aluno, e só o dele', async () => {
  const teacher = await luneta();
  const [ana, bia] = [await student(teacher.urls.otlpHttp, 'Ana'), await student(teacher.urls.otlpHttp, 'Bia')];
  await Promise.all([send(ana, 1), send(bia, 2)]);
  expect(await arrived(teacher, 1)).toEqual(['Ana']);
  expect(await arrived(teacher, 2)).toEqual(['Bia']);
  // Na do aluno, fica como ele mandou.
  expect(await studentOf(ana, 1)).toEqual(['eu']);
  expect(ana.warnings).toEqual([]);
});

test('métricas e logs também vão, com o nome do aluno', async () => {
  const teacher = await luneta();
  const { urls } = await student(teacher.urls.otlpHttp);
  const headers = { 'content-type': 'application/x-protobuf' };
  for (const [signal, { protobuf }] of [
    ['metrics', await metricsSample()],
    ['logs', await logsSample()],
  ] as const) {
    const body = new Uint8Array(protobuf);
    expect((await fetch(`${urls.otlpHttp}/v1/${signal}`, { method: 'POST', headers, body })).status).toBe(200);
  }
  const found = await poll(() => {
    const records: LogRecord[] = [];
    teacher.logs.visit({}, (log) => void records.push(log.decode()));
    const targets = teacher.metrics.selectLabels([labelMatcher(METRIC_NAME, '=', 'target_info')], 0, Infinity);
    return records.length > 0 && targets.length > 0 ? { records, targets } : undefined;
  }, DEADLINE);
  expect(found?.records[0].resource.attributes).toContainEqual(text('lab.student', 'Ana'));
  expect(found?.targets[0]).toContainEqual(['lab_student', 'Ana']);
});

test('a do professor caiu e voltou: nada se perde, e o aluno é avisado uma vez de cada', async () => {
  const teacher = await startLuneta({ ports: ANY_PORTS });
  const ana = await student(teacher.urls.otlpHttp);
  await teacher.close();
  for (const n of [1, 2, 3]) await send(ana, n);
  expect(await poll(() => (ana.warnings.length > 0 ? true : undefined), DEADLINE)).toBe(true);
  expect(ana.warnings[0]).toMatch(/não está chegando \(ECONNREFUSED\): guardo o que vier/);
  const back = await luneta({ ports: { ...ANY_PORTS, otlpHttp: teacher.ports.otlpHttp } });
  for (const n of [1, 2, 3]) expect(await arrived(back, n)).toEqual(['Ana']);
  expect(ana.warnings.slice(1)).toEqual([expect.stringMatching(/voltou a chegar/)]);
});

test('ocupado, tenta de novo; recusado, não: e os seguintes seguem', async () => {
  const statuses = [503, 429, 200, 400, 200];
  const bodies: number[] = [];
  const { url } = await backend((request, response) => {
    let bytes = 0;
    if (request.url !== '/v1/traces') return void response.end();
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      bodies.push(bytes);
      response.writeHead(statuses[bodies.length - 1] ?? 200).end();
    });
  });
  const ana = await student(url);
  for (const n of [1, 2, 3]) await send(ana, n);
  expect(await poll(() => (bodies.length === statuses.length ? true : undefined), DEADLINE)).toBe(true);
  await poll(() => (ana.warnings.length === 3 ? true : undefined), DEADLINE);
  expect(ana.warnings).toEqual([
    expect.stringContaining('não está chegando (status 503)'),
    expect.stringContaining('voltou a chegar'),
    expect.stringMatching(/recusou um pedido copiado \(status 400\)/),
  ]);
});

test('um outro lado que nunca responde: o aluno recebe a resposta na hora, a fila tem fim, e fechar também', async () => {
  const { url } = await backend(() => {});
  const warnings: string[] = [];
  const request = toRequest([{ name: 'x'.repeat(1000) }]);
  const forwarder = new Forwarder({
    url,
    student: 'Ana',
    maxQueueBytes: 5000,
    onWarning: (message) => void warnings.push(message),
  });
  for (let i = 0; i < 20; i++) forwarder.forward('traces', request);
  expect(warnings).toEqual([expect.stringContaining('a parte mais antiga dela se perde')]);
  await forwarder.close();
  expect(warnings.at(-1)).toMatch(/Da cópia para .*, 20 pedidos não chegaram lá/);
  forwarder.forward('traces', request);
});

test('fechar espera o que falta, se o outro lado responde', async () => {
  const teacher = await luneta();
  const ana = await startLuneta({ ports: ANY_PORTS, forward: { url: String(teacher.urls.otlpHttp), student: 'Ana' } });
  for (const n of [1, 2, 3, 4, 5]) await send(ana, n);
  await ana.close();
  for (const n of [1, 2, 3, 4, 5]) expect(await studentOf(teacher, n)).toEqual(['Ana']);
});

test('duas que copiam uma para a outra não dão voltas: a cópia anda um passo só', async () => {
  const [free, other] = [await luneta(), await luneta()];
  const ports = [free.ports.otlpHttp!, other.ports.otlpHttp!];
  await Promise.all([free.close(), other.close()]);
  const facing = (own: number, to: number, name: string): Promise<Luneta> =>
    luneta({
      ports: { ...ANY_PORTS, otlpHttp: own },
      forward: { url: `http://127.0.0.1:${to}`, student: name },
      onWarning: () => {},
    });
  const [ana, bia] = [await facing(ports[0], ports[1], 'Ana'), await facing(ports[1], ports[0], 'Bia')];
  // A fila é uma só, e na ordem: se a cópia do primeiro voltasse, chegaria antes da do seguinte.
  await send(ana, 1);
  expect(await arrived(bia, 1)).toEqual(['Ana']);
  await send(bia, 2);
  expect(await arrived(ana, 2)).toEqual(['Bia']);
  await send(ana, 3);
  expect(await arrived(bia, 3)).toEqual(['Ana']);
  expect([ana.doors.otlpHttp?.spans, bia.doors.otlpHttp?.spans]).toEqual([3, 3]);
});

test.each(['localhost', '127.0.0.1', '[::1]'])(
  'para si mesma, por %s: recusa começar, e não deixa porta aberta',
  async (host) => {
    const free = await luneta();
    const port = free.ports.otlpHttp;
    await free.close();
    const forward = { url: `http://${host}:${port}`, student: 'Ana' };
    await expect(startLuneta({ ports: { ...ANY_PORTS, otlpHttp: port }, forward })).rejects.toThrow(ForwardToSelfError);
    await luneta({ ports: { ...ANY_PORTS, otlpHttp: port } });
  },
);
