/** O plano lido direto e o que um backend de verdade mostra dele são a mesma coisa: as respostas podem sair de qualquer um. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../testing/serve.ts';
import { jaegerSource } from '../verify/sources/jaeger.ts';
import type { ObservedSpan } from '../verify/span.ts';
import { type Backend, startBackend } from '../verify/testing/luneta.ts';
import { emit } from './emit.ts';
import { observe } from './observe.ts';
import { exceptionEvent, type Plan } from './planned-span.ts';
import { send } from '../cli/backend/send-spans.ts';
import { traceTrees } from './trace-trees.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

const PLAN: Plan = [
  {
    service: 'a',
    name: 'GET /',
    kind: 'SERVER',
    startMs: 0,
    durationMs: 100,
    attributes: { 'http.route': '/', tries: 2, ok: false, list: ['x', 'y'] },
    resource: { 'service.version': '1.0' },
    children: [
      {
        service: 'b',
        name: 'work',
        startMs: 20.5,
        durationMs: 60,
        error: 'quebrou',
        events: [exceptionEvent('Error', 'quebrou', 80)],
      },
    ],
  },
  { service: 'b', name: 'alone', kind: 'CONSUMER', startMs: 500, durationMs: 1 },
];

/** Sem o que muda a cada vez. */
function shape(spans: readonly ObservedSpan[]): unknown[] {
  const name = new Map(spans.map((span) => [span.spanId, span.name]));
  return spans
    .map((span) => ({ ...span, traceId: '', spanId: '', url: '', parentSpanId: name.get(span.parentSpanId ?? '') }))
    .toSorted((a, b) => a.startUs - b.startUs);
}

test('o que o backend mostra é o que o plano dizia, com ids novos a cada vez', async () => {
  // De antes de este processo começar.
  const zeroMs = Date.now() - 12 * 60_000;
  const first = await emit(PLAN, zeroMs);
  const again = await emit(PLAN, zeroMs);
  expect(new Set([...first.traceIds, ...again.traceIds]).size).toBe(4);
  await send(luneta.otlpUrl, first.spans);
  const { spans, problems } = await jaegerSource(luneta.url).read({ sinceUs: 0, traceIds: first.traceIds });
  expect(problems).toEqual([]);
  expect(shape(spans)).toEqual(shape(observe(PLAN, zeroMs)));
});

test('o tempo próprio é o do plano', () => {
  const [tree] = traceTrees(observe(PLAN));
  expect(tree.nodes.map(({ span, selfTimeUs }) => [span.name, selfTimeUs])).toEqual([
    ['GET /', 40_000],
    ['work', 60_000],
  ]);
});

test('mais spans que um lote: chegam todos', async () => {
  const many: Plan = Array.from({ length: 1200 }, (_, i) => ({
    service: 'muitos',
    name: 'x',
    startMs: i,
    durationMs: 1,
  }));
  const { spans, traceIds } = await emit(many, Date.now() - 5000);
  await send(luneta.otlpUrl, spans);
  const found = await jaegerSource(luneta.url).read({ sinceUs: 0, traceIds });
  expect(found.spans).toHaveLength(1200);
});

test('quem não recebe OTLP: diz onde, e por quê', async () => {
  const url = await serve((_, response) => void response.writeHead(404).end());
  const { spans } = await emit(PLAN, Date.now());
  await expect(send(url, spans)).rejects.toMatchObject({
    code: 'no_backend',
    message: expect.stringContaining(`${url}/v1/traces`),
  });
});
