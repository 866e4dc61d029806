/** `/api/events` com sockets de verdade: quem lê devagar, quem chega tarde demais, e o fim. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { createApp } from '../app.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { rawClient, type RawClient, until } from '../receivers/testing/raw-socket.ts';
import { startLuneta } from '../start.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { traceRequestJsonToProtobuf } from '../wire/otlp-json.ts';
import { tracesFromOtlpJson } from '../wire/otlp-json-traces.ts';
import { NewestIds } from './event-client.ts';
import { logStore } from '../ui/testing/log-store.ts';
import { createTraceEvents, EVENT_LIMITS, type EventLimits } from './events.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const GET = get('/api/events');
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Served {
  port: number;
  server: Server;
  store: MemoryStore;
  send(traceId: string, fields?: object, services?: readonly string[]): void;
}

async function serve(limits: Partial<EventLimits> = {}): Promise<Served> {
  const store = new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });
  const events = createTraceEvents(store, { ...EVENT_LIMITS, flushMs: 20, ...limits });
  const ingest = createTraceIngest(store, undefined, events.stored);
  const app = createApp({ store, now: Date.now, parseOtlpJson: tracesFromOtlpJson, events: events.routes });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  return {
    port: (server.address() as AddressInfo).port,
    server,
    store,
    send: (...trace) => ingest.traces(traceRequestJsonToProtobuf(Buffer.from(request(...trace)))),
  };
}

let spans = 0;

/** Vinte serviços num trace: os eventos ficam grandes. */
const LONG_NAMES = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(200, 's'));

function request(traceId: string, fields: object = {}, services: readonly string[] = ['loja']): string {
  const spanId = (++spans).toString(16).padStart(16, '0');
  const span = { traceId, spanId, name: 'GET /', startTimeUnixNano: '1000', endTimeUnixNano: '2000', ...fields };
  const resourceSpans = services.map((stringValue) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue } }] },
    scopeSpans: [{ spans: [span] }],
  }));
  return JSON.stringify({ resourceSpans });
}

async function listen(port: number, path = '/api/events'): Promise<RawClient> {
  const client = rawClient(port, get(path));
  closers.push(() => client.socket.destroy());
  await until(() => client.received().includes('retry:'), 'a resposta começou');
  return client;
}

interface TraceEvent {
  traceId: string;
  spanCount: number;
  errorSpanCount: number;
  services: { name: string; spanCount: number }[];
}

function eventsIn(received: string): TraceEvent[] {
  return [...received.matchAll(/^event: trace\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data) as TraceEvent);
}

const id = (n: number): string => n.toString(16).padStart(32, '0');

test('um trace novo, e depois maior: um evento por vez, com o resumo', async () => {
  const { port, send } = await serve();
  const client = await listen(port);
  expect(client.received()).toMatch(/^HTTP\/1.1 200 OK[^]*content-type: text\/event-stream\r\n/i);
  expect(client.received()).toMatch(/^event: hello\ndata: {"version":"\d+ 0 0 0"}$/m);
  send(id(1));
  await until(() => eventsIn(client.received()).length === 1, 'o primeiro evento');
  send(id(1), { status: { code: 2 } });
  await until(() => eventsIn(client.received()).length === 2, 'o segundo evento');
  expect(eventsIn(client.received())).toMatchObject([
    { traceId: id(1), spanCount: 1, errorSpanCount: 0, services: [{ name: 'loja', spanCount: 1 }] },
    { traceId: id(1), spanCount: 2, errorSpanCount: 1, services: [{ name: 'loja', spanCount: 2 }] },
  ]);
});

test('com ids=1, só o id: nenhum trace é resumido para quem não lê o resumo', async () => {
  const { port, send, store } = await serve();
  const read = vi.spyOn(store, 'summarizeTrace');
  const client = await listen(port, '/api/events?ids=1');
  send(id(1));
  await until(() => eventsIn(client.received()).length === 1, 'o evento');
  expect(eventsIn(client.received())).toEqual([{ traceId: id(1) }]);
  expect(read).not.toHaveBeenCalled();
  const other = await listen(port);
  send(id(1));
  await until(() => eventsIn(other.received()).length === 1, 'o resumo');
  expect(eventsIn(other.received())).toMatchObject([{ spanCount: 2 }]);
  expect(read).toHaveBeenCalledOnce();
});

test('com trace=, só ele: quantos spans tem ao conectar e quando cresce, mesmo numa enxurrada', async () => {
  const { port, send } = await serve({ traces: 3, flushMs: 100 });
  const client = await listen(port, `/api/events?trace=${id(7)}`);
  await until(() => eventsIn(client.received()).length === 1, 'a contagem de agora');
  expect(eventsIn(client.received())).toEqual([{ traceId: id(7), spanCount: 0 }]);
  send(id(7));
  for (let n = 10; n <= 50; n++) send(id(n));
  await until(() => eventsIn(client.received()).length === 2, 'a primeira');
  send(id(7));
  await until(() => eventsIn(client.received()).length === 3, 'a segunda');
  expect(eventsIn(client.received()).slice(1)).toEqual([
    { traceId: id(7), spanCount: 1 },
    { traceId: id(7), spanCount: 2 },
  ]);
  const wrong = await fetch(`http://127.0.0.1:${port}/api/events?trace=xyz`);
  expect(wrong.status).toBe(400);
});

test('com trace=, muitos clientes no mesmo trace: ele é contado uma vez por leva', async () => {
  const { port, send, store } = await serve({ flushMs: 100 });
  const path = `/api/events?trace=${id(7)}`;
  const clients = await Promise.all(Array.from({ length: 10 }, () => listen(port, path)));
  const counted = (n: number) => clients.every((client) => eventsIn(client.received()).length === n);
  await until(() => counted(1), 'a contagem de agora');
  const read = vi.spyOn(store, 'summarizeTrace');
  send(id(7));
  await until(() => counted(2), 'a contagem nova');
  expect(clients.map((client) => eventsIn(client.received()).at(-1)?.spanCount)).toEqual(clients.map(() => 1));
  expect(read).toHaveBeenCalledOnce();
});

test('com logs=1, só o aviso de que chegaram logs: ao conectar, e uma vez por leva', async () => {
  const { logs, add } = logStore({ body: 'antes' });
  const store = new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });
  const events = createTraceEvents(store, { ...EVENT_LIMITS, flushMs: 50 }, logs);
  const app = createApp({ store, now: Date.now, parseOtlpJson: tracesFromOtlpJson, events: events.routes });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const client = await listen(port, '/api/events?logs=1');
  const other = await listen(port);
  const told = (): number[] =>
    [...client.received().matchAll(/^event: logs\ndata: {"lastSequence":(\d+)}$/gm)].map(([, n]) => Number(n));
  await until(() => told().length === 1, 'a conta de agora');
  for (let i = 0; i < 100; i++) {
    add({ body: `${i}` });
    events.logsStored();
  }
  await until(() => told().at(-1) === 101, 'o aviso dos cem');
  expect(told()).toEqual([1, 101]);
  // Guardar sem que nada mude não é novidade; e quem quer traces não ouve falar de logs.
  events.logsStored();
  add({ body: 'mais um' });
  events.logsStored();
  await until(() => told().at(-1) === 102, 'o último');
  expect(told()).toEqual([1, 101, 102]);
  expect(other.received()).not.toContain('event: logs');
});

test('numa enxurrada, uma leva só, com os mais novos', async () => {
  const { port, send } = await serve({ traces: 3 });
  const client = await listen(port);
  for (let n = 1; n <= 100; n++) send(id(n));
  await until(() => eventsIn(client.received()).length > 0, 'a leva');
  send(id(1));
  await until(() => client.received().split(id(1)).length > 1, 'o trace que mudou depois');
  expect(eventsIn(client.received()).map(({ traceId }) => traceId)).toEqual([id(98), id(99), id(100), id(1)]);
});

test('o batimento é um comentário', async () => {
  const { port } = await serve({ heartbeatMs: 20 });
  const client = await listen(port);
  await until(() => client.received().split('\n: \n').length > 2, 'dois batimentos');
  expect(eventsIn(client.received())).toEqual([]);
});

test('quem não lê não faz a memória crescer, e ao voltar recebe os mais novos', async () => {
  const { port, server, send } = await serve({ flushMs: 1 });
  const sockets: Writable[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const slow = await listen(port);
  slow.socket.pause();
  const other = await listen(port);
  const [held] = sockets;
  let sent = 0;
  // Antes de faltar leitor, enchem os buffers do sistema, que são de megabytes.
  const sendMany = (): void => {
    for (let i = 0; i < EVENT_LIMITS.traces; i++) send(id(++sent), {}, LONG_NAMES);
  };
  await until(() => (sendMany(), held.writableNeedDrain), 'o servidor ter o que não consegue entregar', 25_000);
  const stuckAt = held.writableLength;
  const before = other.received().length;
  await until(() => (sendMany(), other.received().length > before + 1_000_000), 'o outro cliente seguir recebendo');
  expect(held.writableLength).toBe(stuckAt);
  expect(stuckAt).toBeLessThan(256 * 1024);
  slow.socket.resume();
  await until(() => slow.received().includes(id(sent)), 'o último trace');
});

test('acima do limite: 503 e quando voltar; uma vaga que se abre serve a outro', async () => {
  const { port } = await serve({ clients: 2 });
  const first = await listen(port);
  await listen(port);
  const refused = await fetch(`http://127.0.0.1:${port}/api/events`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await refused.json()).toMatchObject({ errors: [{ code: 503 }] });
  first.socket.destroy();
  await expect
    .poll(async () => {
      const client = rawClient(port, GET);
      closers.push(() => client.socket.destroy());
      await until(() => client.received().includes('\r\n\r\n'), 'a resposta');
      return client.received().slice(9, 12);
    })
    .toBe('200');
});

test('HEAD responde sem prender a conexão', async () => {
  const { port } = await serve();
  const response = await fetch(`http://127.0.0.1:${port}/api/events`, { method: 'HEAD' });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
});

test('fechar a Luneta acaba com quem escuta', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS, hosts: ['127.0.0.1'] });
  const clients = await Promise.all(Array.from({ length: EVENT_LIMITS.clients }, () => listen(luneta.ports.ui!)));
  const refused = await fetch(`${luneta.urls.ui}/api/events`);
  expect(refused.status).toBe(503);
  await fetch(`${luneta.urls.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: request(id(7)),
  });
  await until(() => clients.every((client) => client.received().includes(id(7))), 'todos saberem do trace');
  const started = Date.now();
  await luneta.close();
  expect(Date.now() - started).toBeLessThan(900);
  await Promise.all(clients.map(({ closed }) => closed));
});

test('NewestIds: um id que volta é o mais novo', () => {
  const ids = new NewestIds(2);
  for (const one of ['a', 'b', 'a', 'c']) ids.add(one);
  expect(ids.take()).toEqual(['a', 'c']);
  expect(ids.size).toBe(0);
});
