import { expect, test } from 'vitest';
import { DEFAULT_PORTS } from '../luneta/doors.ts';
import { anyPorts, usualPorts } from './ports.ts';

test('as de sempre são as da Luneta: a conferência de um lab não sabe com quem fala', () => {
  const { otlpHttp, otlpGrpc, jaegerHttp, jaegerBinary, zipkin } = usualPorts(3, 3);
  expect(DEFAULT_PORTS).toMatchObject({ otlpHttp, otlpGrpc, jaegerHttp, jaegerBinary, zipkin });
});

test.each([
  ['as de sempre', usualPorts],
  ['as livres', anyPorts],
])('%s: uma de cada broker e de cada nó, e nenhuma repetida', async (_, portsOf) => {
  const ports = await portsOf(3, 1);
  expect(ports).toMatchObject({ kafka: { length: 3 }, kafkaControllers: { length: 3 } });
  expect(ports).toMatchObject({ store: { length: 1 }, storeTransports: { length: 1 } });
  const all = Object.values(ports).flat();
  expect(new Set(all).size).toBe(all.length);
  expect(Math.min(...all)).toBeGreaterThan(0);
});
