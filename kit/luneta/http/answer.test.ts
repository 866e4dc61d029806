/** Respostas grandes na porta 16686: quem não lê não prende a memória nem os outros. Sockets de verdade. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { until } from '../receivers/testing/raw-socket.ts';
import { type Luneta, startLuneta } from '../start.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { append, spanFields, spanId, text, toRequest, traceId } from '../store/testing/spans.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { tracesFromOtlpJson } from '../wire/otlp-json-traces.ts';
import { AnswerBudget, MAX_PENDING_ANSWER_BYTES, OverloadedError, pendingAnswers } from './answer.ts';
import { createUiServer, UI_SERVER_LIMITS } from './ui-server.ts';

const MIB = 1 << 20;
const BIG = traceId(1);

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((item) => item.close()));
});

function fakeResponse(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe('AnswerBudget', () => {
  test('a soma nunca passa do limite, e volta quando a resposta termina', () => {
    const budget = new AnswerBudget(MIB);
    const [first, second] = [fakeResponse(), fakeResponse()];
    budget.hold(first, 400_000);
    budget.hold(first, 600_000);
    expect(budget.total).toBe(600_000);
    expect(() => budget.hold(second, 600_000)).toThrow(OverloadedError);
    expect(budget.total).toBe(600_000);
    first.emit('close');
    expect(budget.total).toBe(0);
    budget.hold(second, 600_000);
    expect(budget.total).toBe(600_000);
  });

  test('respostas pequenas saem sempre', () => {
    const budget = new AnswerBudget(MIB);
    budget.hold(fakeResponse(), MIB);
    expect(() => budget.hold(fakeResponse(), 60_000)).not.toThrow();
  });
});

describe('quem não lê', () => {
  const store = new MemoryStore({ maxBytes: 64 * MIB, codec: otlpCodec });
  beforeAll(() => {
    const attributes = [text('corpo', 'x'.repeat(2000))];
    for (let i = 0; i < 5000; i++) append(store, { traceId: BIG, spanId: spanId(i), attributes });
  });

  async function serve(stalledTimeoutMs: number): Promise<number> {
    const app = createApp({ store, now: Date.now, parseOtlpJson: tracesFromOtlpJson });
    const server = createUiServer(app, () => 4317, { ...UI_SERVER_LIMITS, stalledTimeoutMs });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) });
    return (server.address() as AddressInfo).port;
  }

  /** Pede o trace grande; só lê se alguém ler do socket. */
  function ask(port: number): Socket {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {}); // um corte do servidor é resultado, não falha
    socket.write(`GET /api/traces/${BIG} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    opened.push({ close: () => socket.destroy() });
    return socket;
  }

  test('50 conexões que pedem 11 MB e não leem: memória limitada, e os outros atendidos', async () => {
    const port = await serve(UI_SERVER_LIMITS.stalledTimeoutMs);
    // O limite é de centenas de megabytes; o teste deixa livre só um pedaço dele.
    const reserve = fakeResponse();
    pendingAnswers.hold(reserve, MAX_PENDING_ANSWER_BYTES - 40 * MIB);
    const reserved = pendingAnswers.total;
    const before = process.memoryUsage.rss();
    const sockets = Array.from({ length: 50 }, () => ask(port));
    await until(() => pendingAnswers.total > reserved + 20 * MIB, 'as primeiras ocupam o orçamento');
    const refused = await fetch(`http://127.0.0.1:${port}/api/traces/${BIG}`);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
      503,
      '1',
      { errors: [{ code: 503 }] },
    ]);
    expect((await fetch(`http://127.0.0.1:${port}/api/services`)).status).toBe(200);
    expect(pendingAnswers.total).toBeLessThanOrEqual(MAX_PENDING_ANSWER_BYTES);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * MIB);
    for (const socket of sockets) socket.destroy();
    await until(() => pendingAnswers.total === reserved, 'o que elas prendiam voltou', 30_000);
    const served = await fetch(`http://127.0.0.1:${port}/api/traces/${BIG}`);
    expect([served.status, (await served.arrayBuffer()).byteLength > 10 * MIB]).toEqual([200, true]);
    reserve.emit('close');
  }, 60_000);

  test('uma resposta de que ninguém lê nada é cortada, e a memória volta', async () => {
    const port = await serve(300);
    const socket = ask(port);
    await until(() => pendingAnswers.total > 10 * MIB, 'a resposta está pronta');
    await until(() => pendingAnswers.total === 0, 'a conexão foi cortada', 30_000);
    expect(socket.bytesRead).toBeLessThan(10 * MIB);
  }, 60_000);

  test('quem lê devagar recebe tudo, por mais que demore', async () => {
    const stalledTimeoutMs = 1000;
    const port = await serve(stalledTimeoutMs);
    const startedAt = Date.now();
    const socket = ask(port);
    let received = 0;
    let wanted = Infinity;
    const finished = new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        const head = received === 0 ? chunk.toString('latin1') : '';
        if (head) wanted = Number(/content-length: (\d+)/i.exec(head)?.[1]) + head.indexOf('\r\n\r\n') + 4;
        received += chunk.length;
        if (received >= wanted) resolve();
        socket.pause();
        setTimeout(() => socket.resume(), 20);
      });
      socket.on('close', () => resolve());
    });
    await finished;
    expect(received).toBe(wanted);
    // Senão o teste não diria nada.
    expect(Date.now() - startedAt).toBeGreaterThan(3 * stalledTimeoutMs);
  }, 60_000);
});

describe('um nome enorme que muitos spans repetem', () => {
  test('guardado uma vez, não se multiplica em resposta nenhuma', async () => {
    const luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 64 * MIB });
    opened.push(luneta);
    const scopeName = 'x'.repeat(2 * MIB);
    const service = 'y'.repeat(MIB);
    const request = encodeTraceRequest([
      {
        resource: { attributes: [text('service.name', service)], droppedAttributesCount: 0 },
        scopeSpans: [
          {
            scope: { name: scopeName, version: '', attributes: [], droppedAttributesCount: 0 },
            spans: Array.from({ length: 200 }, (_, i) => spanFields({ traceId: BIG, spanId: spanId(i) })),
          },
        ],
      },
    ]);
    const sent = await fetch(`${luneta.urls.otlpHttp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(request),
    });
    expect(sent.status).toBe(200);
    expect(luneta.store.getStats().bytes).toBeLessThan(8 * MIB);
    const v1 = await fetch(`${luneta.urls.ui}/api/traces/${BIG}`);
    expect([v1.status, await v1.json()]).toMatchObject([
      400,
      { errors: [{ msg: expect.stringContaining('exceeds') }] },
    ]);
    for (const [path, most] of [
      [`/trace/${BIG}`, 3 * MIB],
      ['/search', 6 * MIB],
      ['/api/services', 2 * MIB],
      [`/api/v3/traces/${BIG}`, 4 * MIB],
    ] as const) {
      const response = await fetch(luneta.urls.ui + path);
      expect([path, response.status < 500, (await response.arrayBuffer()).byteLength < most]).toEqual([
        path,
        true,
        true,
      ]);
    }
  }, 60_000);
});

describe('uma leitura de 100 mil spans', () => {
  async function startFull(): Promise<Luneta> {
    const luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 128 * MIB });
    for (let t = 0; t < 100; t++) {
      const spans = Array.from({ length: 1000 }, (_, i) => ({
        traceId: traceId(t),
        spanId: spanId(i),
        service: 'cheia',
      }));
      const response = await fetch(`${luneta.urls.otlpHttp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: new Uint8Array(toRequest(spans)),
      });
      expect(response.status).toBe(200);
    }
    return luneta;
  }

  const readAll = async ({ urls }: Luneta): Promise<number> =>
    (await (await fetch(`${urls.ui}/api/traces?service=cheia&start=0&limit=100`)).arrayBuffer()).byteLength;

  test('não atrasa quem envia: a ingestão responde antes dela', async () => {
    const luneta = await startFull();
    opened.push(luneta);
    const order: string[] = [];
    const reading = readAll(luneta).then((bytes) => {
      order.push('leitura');
      return bytes;
    });
    const sending = Promise.all(
      Array.from({ length: 5 }, async (_, i) => {
        const body = new Uint8Array(toRequest([{ traceId: traceId(1000 + i), service: 'nova' }]));
        const headers = { 'content-type': 'application/x-protobuf' };
        await fetch(`${luneta.urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body });
        order.push('envio');
      }),
    );
    expect(await reading).toBeGreaterThan(20 * MIB);
    await sending;
    expect(order.indexOf('leitura')).toBe(5);
  }, 60_000);

  test('não atrasa o fim: a Luneta fecha em menos de 2 s no meio dela', async () => {
    const luneta = await startFull();
    const reading = readAll(luneta).catch(() => 0);
    await until(() => pendingAnswers.total > 0, 'a leitura começou');
    const startedAt = Date.now();
    await luneta.close();
    expect(Date.now() - startedAt).toBeLessThan(2000);
    await reading;
  }, 60_000);
});
