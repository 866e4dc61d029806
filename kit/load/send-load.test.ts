/** Cargas de verdade: a uma Luneta, e a servidores que recusam, que se calam, que não existem. */
import type { RequestListener, ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../free-ports.ts';
import { type Luneta, startLuneta } from '../luneta/start.ts';
import { ANY_PORTS } from '../luneta/testing/any-ports.ts';
import { endless, serve, silent } from '../testing/serve.ts';
import { PARTIAL_SUCCESS } from './post-spans.ts';
import { sendLoad } from './send-load.ts';
import { readShape, SHOP } from './shape.ts';

async function luneta(): Promise<{ otlp: string; ui: string }> {
  const started: Luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => started.close());
  return { otlp: started.urls.otlpHttp!, ui: started.urls.ui! };
}

async function stored(ui: string, traceId: string): Promise<string> {
  const response = await fetch(`${ui}/api/traces/${traceId}`);
  expect(response.status).toBe(200);
  return response.text();
}

/** Lê o pedido todo, e responde. */
function answering(answer: (response: ServerResponse, request: number) => void): RequestListener {
  let requests = 0;
  return (request, response) => {
    request.resume();
    request.on('end', () => answer(response, ++requests));
  };
}

test('o que a Luneta confirma está nela, com a forma pedida', async () => {
  const { otlp, ui } = await luneta();
  const result = await sendLoad({ url: otlp, rate: 400, seconds: 1, workers: 2, seed: 7, errorShare: 1 });
  expect(result).toMatchObject({ seed: 7, unacknowledged: [], retries: 0, refusals: {} });
  expect(result.spans.acknowledged).toBe(result.acknowledged.length * SHOP.length);
  expect(result.spans).toEqual({ sent: result.spans.acknowledged, acknowledged: result.spans.acknowledged });
  expect(result.bytes).toBeGreaterThan(result.spans.sent * 50);
  expect(result.latency!.p99).toBeGreaterThanOrEqual(result.latency!.p50);
  for (const name of ['sent', 'acknowledged'] as const) {
    expect(result.timeline.reduce((sum, second) => sum + second[name], 0)).toBe(result.spans[name]);
  }
  for (const traceId of result.acknowledged) {
    const shape = readShape(await stored(ui, traceId));
    expect(shape.map(({ name, kind, parent, service }) => ({ name, kind, parent, service }))).toEqual(
      SHOP.map(({ name, kind, parent, service }) => ({ name, kind, parent, service })),
    );
  }
});

test('a forma pode vir de um trace gravado: os novos são iguais a ele, com outros ids', async () => {
  const { otlp, ui } = await luneta();
  const first = await sendLoad({ url: otlp, rate: 4, seconds: 1, serviceName: 'gravado', errorShare: 0, slowShare: 0 });
  const recorded = readShape(await stored(ui, first.acknowledged[0]!));
  const again = await sendLoad({ url: otlp, rate: 4, seconds: 1, shape: recorded, errorShare: 0, slowShare: 0 });
  expect(first.acknowledged).not.toContain(again.acknowledged[0]);
  const copy = readShape(await stored(ui, again.acknowledged[0]!));
  const lasting = ({ name, kind, parent, service }: (typeof copy)[number]): object => ({ name, kind, parent, service });
  expect(copy.map(lasting)).toEqual(recorded.map(lasting));
  expect(copy[0]).toMatchObject({ service: 'gravado', attributes: { 'http.route': '/orders' } });
});

test('a mesma semente dá os mesmos ids, na mesma ordem; outra, outros', async () => {
  const url = await serve(answering((response) => response.end()));
  const ids = async (seed: number): Promise<readonly string[]> =>
    (await sendLoad({ url, rate: 400, seconds: 0.3, workers: 1, seed })).acknowledged;
  const [one, same, other] = [await ids(5), await ids(5), await ids(6)];
  const both = Math.min(one.length, same.length);
  expect(both).toBeGreaterThan(0);
  expect(one.slice(0, both)).toEqual(same.slice(0, both));
  expect(other).not.toContain(one[0]);
  expect(new Set(one).size).toBe(one.length);
});

test('quem diz "agora não" e depois aceita recebe de novo, e nada fica sem confirmação', async () => {
  const url = await serve(
    answering((response, request) => {
      response.statusCode = request <= 3 ? 503 : 200;
      response.end();
    }),
  );
  const result = await sendLoad({ url, rate: 200, seconds: 1, workers: 2 });
  expect(result).toMatchObject({ unacknowledged: [], retries: 3, refusals: { 'HTTP 503': 3 } });
  expect(result.spans.acknowledged).toBe(result.spans.sent);
  expect(result.timeline.reduce((sum, { refused }) => sum + refused, 0)).toBe(3 * 8);
});

test('uma recusa que não passa não se repete', async () => {
  const url = await serve(answering((response) => response.writeHead(400).end()));
  const result = await sendLoad({ url, rate: 100, seconds: 0.5 });
  expect(result).toMatchObject({ acknowledged: [], retries: 0, refusals: { 'HTTP 400': result.requests } });
  expect(result.latency).toBeUndefined();
});

test('de um sucesso parcial não se sabe quais spans ficaram: nenhum trace dele conta', async () => {
  // ExportTraceServiceResponse: partial_success (1) com rejected_spans (1) igual a 3; na seguinte, vazia.
  const url = await serve(
    answering((response, request) => response.end(request === 1 ? Buffer.from([0x0a, 0x02, 0x08, 0x03]) : undefined)),
  );
  const result = await sendLoad({ url, rate: 100, seconds: 0.5, workers: 1 });
  expect(result).toMatchObject({ retries: 0, refusals: { [PARTIAL_SUCCESS]: 1 } });
  expect(result.unacknowledged).toHaveLength(1);
  expect(result.acknowledged).toHaveLength(result.requests - 1);
});

test('uma resposta 200 que não é protobuf é um sim', async () => {
  const url = await serve(answering((response) => response.end('{"partialSuccess":{}}')));
  const { acknowledged, requests } = await sendLoad({ url, rate: 100, seconds: 0.2, workers: 1 });
  expect(acknowledged).toHaveLength(requests);
});

test('ninguém na porta: insiste até o prazo, e diz por quê', async () => {
  const [port] = await freePorts(1);
  const result = await sendLoad({ url: `http://127.0.0.1:${port}`, rate: 100, seconds: 0.3, retryMs: 800, workers: 2 });
  expect(result.acknowledged).toEqual([]);
  expect(result.unacknowledged.length).toBe(result.requests);
  expect(result.retries).toBeGreaterThan(0);
  expect(result.refusals).toEqual({ ECONNREFUSED: result.requests + result.retries });
});

test.each([
  ['cala', silent],
  ['não acaba de responder', endless],
])('quem %s não prende a carga', async (_name, answer) => {
  const url = await serve(answer);
  const result = await sendLoad({ url, rate: 100, seconds: 0.2, timeoutMs: 200, retryMs: 0, workers: 2 });
  expect(result.acknowledged).toEqual([]);
  expect(result.refusals).toEqual({ 'sem resposta em 200\u00a0ms': result.requests });
});

test('um backend lento não prolonga a carga, e a espera se conta de quando o pedido devia ter saído', async () => {
  const url = await serve(answering((response) => void setTimeout(() => response.end(), 200)));
  const result = await sendLoad({ url, rate: 1000, seconds: 1, workers: 1 });
  // No ritmo pedido seriam 21; de 200 em 200 ms, uns cinco.
  expect(result.requests).toBeLessThan(10);
  expect(result.requests).toBeGreaterThan(1);
  expect(result.acknowledged.length).toBe(result.requests * 12);
  expect(result.latency!.p99).toBeGreaterThan(300);
});

test('interrompida, para de mandar e dá o que já tem; quem não responde não a segura', async () => {
  const stop = new AbortController();
  const url = await serve(
    answering((response, request) => {
      if (request === 3) stop.abort();
      if (request < 3) response.end();
    }),
  );
  const result = await sendLoad({ url, rate: 100, seconds: 600, workers: 1, signal: stop.signal });
  expect(result).toMatchObject({ requests: 3, retries: 0, refusals: {} });
  expect(result.acknowledged).toHaveLength(2);
  expect(result.unacknowledged).toHaveLength(1);
});

test('com muitos workers, o Node não toma os ouvintes por um vazamento', async () => {
  const url = await serve(answering((response) => response.end()));
  const warned: string[] = [];
  const onWarning = ({ name }: Error): void => void warned.push(name);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const { signal } = new AbortController();
  await sendLoad({ url, rate: 2000, seconds: 0.5, workers: 24, signal });
  expect(warned).toEqual([]);
});

test('o andamento vai até o fim, e acaba com o do resultado', async () => {
  const url = await serve(answering((response) => response.end()));
  const told: { share: number; acknowledged: number }[] = [];
  const { spans } = await sendLoad({ url, rate: 100, seconds: 1, onProgress: (each) => told.push(each) });
  expect(told.at(-1)).toMatchObject({ share: 1, spans: spans.sent, acknowledged: spans.acknowledged, refused: 0 });
  expect(told.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
});
