/** O que se pergunta a quem: só o que pode mudar um achado, poucas vezes, e nunca à própria Luneta. */
import { describe, expect, test } from 'vitest';
import { SpanKind } from '../../store/model.ts';
import { spanId, type TestSpan, text } from '../../store/testing/spans.ts';
import { askServer } from './ask-server.ts';
import { Machine } from './machine.ts';
import { HTTP_SCOPE } from './span-facts.ts';
import { snapshotOf, timed } from './testing/snapshot-of.ts';

const request = (service: string, port: string, n = 1): TestSpan =>
  timed(n, [0, 10], {
    spanId: spanId(n),
    service,
    scopeName: HTTP_SCOPE,
    kind: SpanKind.SERVER,
    attributes: [
      text('http.request.method', 'GET'),
      text('http.response.status_code', '200'),
      text('url.path', '/'),
      text('server.address', 'localhost'),
      text('server.port', port),
    ],
  });

function newMachine(ownPorts: readonly number[] = []): { machine: Machine; asked: number[]; clock: { ms: number } } {
  const asked: number[] = [];
  const clock = { ms: 1_000_000 };
  const ask = (port: number) => {
    asked.push(port);
    return Promise.resolve({ server: '', poweredBy: 'Express' });
  };
  const machine = new Machine({ now: () => clock.ms, ownPorts: () => ownPorts, ask, platform: 'linux' });
  return { machine, asked, clock };
}

test('lembra-se da resposta por dois minutos; sem licença, só usa o que já sabe', async () => {
  const { machine, asked, clock } = newMachine();
  const snapshot = await snapshotOf([request('loja', '3000')]);
  expect((await machine.examine(snapshot, false)).expressServices).toEqual(new Set());
  expect(asked).toEqual([]);
  for (const mayAsk of [true, true, false]) {
    expect((await machine.examine(snapshot, mayAsk)).expressServices).toEqual(new Set(['loja']));
  }
  expect(asked).toEqual([3000]);
  clock.ms += 2 * 60_000;
  expect((await machine.examine(snapshot, false)).expressServices).toEqual(new Set());
  await machine.examine(snapshot, true);
  expect(asked).toEqual([3000, 3000]);
});

test('a uma porta da Luneta não se pergunta; de muitos serviços, cinco por vez', async () => {
  const { machine, asked } = newMachine([16_686]);
  const services = Array.from({ length: 7 }, (_, i) => request(`s${i}`, String(3_000 + i), i));
  const snapshot = await snapshotOf([...services, request('luneta', '16686', 99)]);
  await machine.examine(snapshot, true);
  expect(asked).toEqual([3_000, 3_001, 3_002, 3_003, 3_004]);
  await machine.examine(snapshot, true);
  expect(asked.slice(5)).toEqual([3_005, 3_006]);
});

describe('a pergunta de verdade nunca rejeita', () => {
  test.each([99_999, -1, 0.5, NaN, 1])('à porta %d', async (port) => {
    expect(await askServer(port)).toBeUndefined();
  });
});
