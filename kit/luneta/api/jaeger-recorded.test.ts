/**
 * As respostas de um Jaeger v2.20.0 de verdade (`fixtures/jaeger-api`), campo a campo.
 * Perdoa só o que `deviations.ts` lista.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import Router from 'router';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { traceRequestJsonToProtobuf } from '../wire/otlp-json.ts';
import { tracesFromOtlpJson } from '../wire/otlp-json-traces.ts';
import { adaptAnswer, DEVIATIONS, type RecordedAnswer } from './deviations.ts';

interface Call {
  name: string;
  group: string;
  order?: 'random';
  method: string;
  url: string;
  requestHeaders?: Record<string, string>;
  requestBody?: string;
  status: number;
  contentType: string;
  file: string | null;
}

const fixtures = new URL('./fixtures/jaeger-api/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, fixtures), 'utf8');
const { calls, capturedAt } = JSON.parse(read('index.json')) as { calls: Call[]; capturedAt: string };
const { requests } = JSON.parse(read('input.otlp.json')) as { requests: unknown[] };

/** As de entrada são conferidas na porta OTLP. */
const queries = calls.filter(({ group }) => !group.startsWith('ingest'));

function recordedAnswer(call: Call): RecordedAnswer {
  const text = call.file ? read(call.file) : undefined;
  const body = text === undefined ? undefined : call.file?.endsWith('.json') ? (JSON.parse(text) as unknown) : text;
  return { status: call.status, contentType: call.contentType, body };
}

function expectedAnswer(call: Call, deviations = DEVIATIONS): RecordedAnswer {
  return adaptAnswer(recordedAnswer(call), { name: call.name, capturedAt }, deviations);
}

function sameAnswer(call: Call, expected: RecordedAnswer, actual: RecordedAnswer): boolean {
  const view = (answer: RecordedAnswer): unknown => ({
    status: answer.status,
    contentType: answer.contentType,
    body: expected.body === undefined ? undefined : comparable(call, answer.body),
  });
  return isDeepStrictEqual(view(actual), view(expected));
}

/** Listas que o Jaeger devolve em ordem de mapa são comparadas como conjuntos. */
function comparable(call: Call, body: unknown): unknown {
  if (call.order !== 'random') return body;
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
    Array.isArray(value)
      ? (value as unknown[]).toSorted((x, y) => JSON.stringify(x).localeCompare(JSON.stringify(y)))
      : value,
  );
}

let server: Server;
let origin: string;

beforeAll(async () => {
  const store = new MemoryStore({ maxBytes: 16 << 20, codec: otlpCodec });
  const ingest = createTraceIngest(store);
  for (const request of requests) ingest.traces(traceRequestJsonToProtobuf(Buffer.from(JSON.stringify(request))));
  // As páginas têm testes próprios; aqui basta uma que exista e uma que não.
  const ui = Router();
  ui.get(['/', '/search', '/trace/:id', '/favicon.ico'], (_req, res) => sendPage(res, 200));
  ui.use((_req, res) => sendPage(res, 404));
  const app = createApp({ store, ui: [ui], now: () => Date.parse(capturedAt), parseOtlpJson: tracesFromOtlpJson });
  await new Promise<void>((resolve) => {
    server = createServer(app).listen(0, '127.0.0.1', () => resolve());
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function sendPage(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>');
}

function requestBody({ requestBody: body }: Call): string | undefined {
  const index = /^requests\[(\d+)\]/.exec(body ?? '')?.[1];
  return index === undefined ? body : JSON.stringify(requests[Number(index)]);
}

async function ask(call: Call): Promise<RecordedAnswer> {
  const response = await fetch(origin + call.url, {
    method: call.method,
    headers: call.requestHeaders,
    body: requestBody(call),
  });
  const contentType = response.headers.get('content-type') ?? '';
  const text = await response.text();
  return {
    status: response.status,
    contentType,
    body: contentType === 'application/json' && text ? JSON.parse(text) : text,
  };
}

describe('as respostas gravadas de um Jaeger de verdade', () => {
  test.each(queries.map((call) => [call.name, call] as const))('%s', async (_name, call) => {
    const actual = await ask(call);
    const expected = expectedAnswer(call);
    expect({ ...actual, body: expected.body === undefined ? undefined : comparable(call, actual.body) }).toEqual({
      ...expected,
      body: expected.body === undefined ? undefined : comparable(call, expected.body),
    });
    expect(sameAnswer(call, expected, actual)).toBe(true);
  });
});

describe('a comparação não perdoa mais do que diz', () => {
  const withBody = queries.filter(({ file }) => file?.endsWith('.json'));

  test.each(withBody.map((call) => [call.name, call] as const))('%s alterada é recusada', async (_name, call) => {
    const actual = await ask(call);
    const expected = expectedAnswer(call);
    for (const mutated of mutations(actual.body)) {
      expect(sameAnswer(call, expected, { ...actual, body: mutated })).toBe(false);
    }
    expect(sameAnswer(call, expected, { ...actual, status: actual.status + 1 })).toBe(false);
    expect(sameAnswer(call, expected, { ...actual, contentType: 'text/html' })).toBe(false);
  });

  test.each(DEVIATIONS.map((deviation) => [deviation.reason, deviation] as const))('%s', async (_reason, deviation) => {
    // Sem o item, alguma chamada a que ele se aplica deixaria de bater com o que a Luneta responde.
    const others = DEVIATIONS.filter((other) => other !== deviation);
    const changed: string[] = [];
    for (const call of queries.filter(({ name }) => deviation.calls.test(name))) {
      if (!sameAnswer(call, expectedAnswer(call, others), await ask(call))) changed.push(call.name);
    }
    expect(changed.length).toBeGreaterThan(0);
  });
});

/** Até 40 versões do corpo, cada uma com uma folha trocada ou retirada. */
function* mutations(body: unknown): Generator<unknown> {
  const paths = [...leafPaths(body, [])];
  const step = Math.max(1, Math.floor(paths.length / 20));
  for (let i = 0; i < paths.length; i += step) {
    yield changeAt(body, paths[i], (value) => (typeof value === 'number' ? value + 1 : `${String(value)}x`));
    yield changeAt(body, paths[i], () => undefined);
  }
}

type Path = (string | number)[];

function* leafPaths(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) {
    yield path;
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leafPaths(inner, [...path, key]);
}

function changeAt(body: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const copy = structuredClone(body);
  let target = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) target = target[key] as Record<string | number, unknown>;
  const key = path.at(-1)!;
  target[key] = change(target[key]);
  return copy;
}
