import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { expect, test } from 'vitest';
import { type MixOptions, SLOW_FACTOR, traceMaker } from './make-trace.ts';
import { readShape, SHOP } from './shape.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const many = (options: Partial<MixOptions>, count = 200) => {
  const make = traceMaker(SHOP, { seed: 1, errorShare: 0, slowShare: 0, ...options });
  return Array.from({ length: count }, () => make(NOW_MS));
};

test('cada trace tem a forma inteira, com os pais no lugar, e acaba agora', () => {
  for (const { traceId, spans } of many({}, 20)) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(spans.map((span) => span.spanContext().spanId)).size).toBe(SHOP.length);
    for (const [at, span] of spans.entries()) {
      const { parent, name } = SHOP[at]!;
      expect(span.name).toBe(name);
      expect(span.spanContext().traceId).toBe(traceId);
      expect(span.parentSpanContext?.spanId).toBe(parent < 0 ? undefined : spans[parent]!.spanContext().spanId);
      expect(hrTimeToMilliseconds(span.endTime)).toBeLessThanOrEqual(NOW_MS);
      expect(span.startTime[1]).toBeLessThan(1e9);
    }
  }
});

test('a parte que falha é a pedida: a raiz e um span lá de dentro, com a exceção', () => {
  const failing = many({ errorShare: 0.25 }, 1000).filter(({ spans }) =>
    spans.some(({ status }) => status.code === SpanStatusCode.ERROR),
  );
  expect(failing.length).toBeGreaterThan(180);
  expect(failing.length).toBeLessThan(320);
  for (const { spans } of failing) {
    const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed).toHaveLength(2);
    expect(failed[0]).toBe(spans[0]);
    expect(failed[1]!.events.map(({ name }) => name)).toEqual(['exception']);
  }
  expect(many({}).every(({ spans }) => spans.every(({ status }) => status.code === SpanStatusCode.UNSET))).toBe(true);
});

test('os lentos demoram dez vezes mais', () => {
  const durations = (slowShare: number): number[] =>
    many({ slowShare }).map(({ spans }) => hrTimeToMilliseconds(spans[0]!.duration));
  const longest = Math.max(...durations(0));
  expect(longest).toBeLessThan(120 * 1.26);
  expect(Math.min(...durations(1))).toBeGreaterThan(120 * 0.74 * SLOW_FACTOR);
});

test('o nome do serviço pedido vale para todos os spans', () => {
  for (const { spans } of many({ serviceName: 'outra' }, 3)) {
    for (const { resource } of spans) {
      expect(resource.attributes).toEqual({ 'service.name': 'outra' });
    }
  }
});

test('gravado com um ciclo, alguém é raiz, e cada um vem depois do pai', () => {
  const span = (spanID: string, parent: string) => ({
    spanID,
    operationName: spanID,
    startTime: 1,
    duration: 1,
    references: [{ refType: 'CHILD_OF', spanID: parent }],
  });
  const parents = (...spans: ReturnType<typeof span>[]) =>
    readShape(JSON.stringify({ data: [{ spans, processes: {} }] })).map(({ parent }) => parent);
  expect(parents(span('a', 'a'))).toEqual([-1]);
  expect(parents(span('a', 'b'), span('b', 'a'))).toEqual([-1, 0]);
  expect(parents(span('a', 'b'), span('b', 'c'))).toEqual([-1, 0]);
});
