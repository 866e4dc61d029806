/** A escala pequena, de verdade: um de cada. O que se manda por OTLP aparece no Zipkin, e cada um morre e volta sem estragar o resto. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendLoad } from '../load/send-load.ts';
import { poll } from '../poll.ts';
import { installed } from '../testing/platform/installed.ts';
import { type Stack, startStack } from './start-stack.ts';

const APPEARS_MS = 90_000;
const NAMES = ['kafka-1', 'store-1', 'zipkin', 'collector', 'ingester-1'];

let stack: Stack;
beforeAll(async () => {
  const collector = await installed('.ci/install-collector', 'otelcol');
  stack = await startStack({ brokers: 1, nodes: 1, ingesters: 1, collector, ports: 'any' });
});
afterAll(() => stack?.close());

/** Manda uns poucos traces, e espera vê-los, pela API com que o Zipkin se mostra. */
async function seeInZipkin(serviceName: string): Promise<void> {
  const { acknowledged, unacknowledged } = await sendLoad({ url: stack.otlpUrl, rate: 20, seconds: 1, serviceName });
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(unacknowledged).toEqual([]);
  const query = `${stack.zipkinUrl}/api/v2/traces?serviceName=${serviceName}&limit=1000`;
  const wanted = new Set(acknowledged);
  const missing = await poll(
    async () => {
      const traces = await fetch(query)
        .then((response) => response.json() as Promise<{ traceId: string }[][]>)
        .catch(() => []);
      const seen = new Set(traces.map(([span]) => span?.traceId ?? ''));
      return [...wanted].every((traceId) => seen.has(traceId)) ? [] : undefined;
    },
    { deadlineMs: APPEARS_MS, intervalMs: 500 },
  );
  expect(missing, `os traces de ${serviceName} não apareceram em ${stack.zipkinUrl}`).toEqual([]);
}

test('um de cada, todos prontos', () => {
  expect(stack.components.map(({ name }) => name)).toEqual(NAMES);
  expect(stack.components.map(({ state }) => state)).toEqual(NAMES.map(() => 'ready'));
  expect(() => stack.component('kafka-2')).toThrow('A escala não tem "kafka-2". Tem: kafka-1, ');
});

test('o que se manda por OTLP aparece no Zipkin', async () => {
  await expect(seeInZipkin('shop-first')).resolves.toBeUndefined();
});

describe('cada um, morto e ligado de novo', () => {
  test.each(NAMES)('%s: fica morto até que se ligue, e depois tudo volta a aparecer', async (name) => {
    const one = stack.component(name);
    const { pid } = one;
    await one.kill();
    expect(one).toMatchObject({ state: 'ended', pid: undefined });
    await one.start();
    expect(one.state).toBe('ready');
    expect(one.pid).not.toBe(pid);
    await seeInZipkin(`shop-after-${name}`);
  });
});

test('no fim, não sobra processo nem pasta', async () => {
  const pids = stack.components.map(({ pid }) => pid ?? 0);
  expect(existsSync(stack.folder)).toBe(true);
  await stack.close();
  expect(stack.components.map(({ state }) => state)).toEqual(NAMES.map(() => 'ended'));
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(stack.folder)).toBe(false);
});
