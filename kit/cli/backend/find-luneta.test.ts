import type { RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { movedPort } from '../../luneta/doors.ts';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { findLuneta } from './find-luneta.ts';
import { endless, serve, silent } from '../../testing/serve.ts';

test('uma Luneta: pelo endereço dela, ou pela porta em LUNETA_UI', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const url = `http://127.0.0.1:${luneta.ports.ui}`;
  expect(await findLuneta(url)).toEqual({ url, ports: luneta.ports, pid: process.pid });
  const env = { LUNETA_UI: String(luneta.ports.ui) };
  expect(await findLuneta(undefined, { env })).toEqual({ url: luneta.urls.ui, ports: luneta.ports, pid: process.pid });
});

test('a que foi parar noutra porta está onde se procura', async () => {
  const taken = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => taken.close());
  const { ui = 0 } = taken.ports;
  const moved = await startLuneta({ ports: { ...ANY_PORTS, ui }, freePorts: true });
  onTestFinished(() => moved.close());
  expect(moved.ports.ui).toBe(movedPort(ui));
});

test('ninguém: porta fechada, qualquer porta, porta que não existe', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  await luneta.close();
  for (const LUNETA_UI of [String(luneta.ports.ui), '0', '99999']) {
    expect(await findLuneta(undefined, { env: { LUNETA_UI } })).toBeUndefined();
  }
  expect(await findLuneta('isto não é um endereço')).toBeUndefined();
});

const identity = { ready: true, pid: 1, host: '127.0.0.1', ports: { ui: 16686, otlpHttp: 4318 }, urls: {} };
const answering = (body: unknown): RequestListener => {
  return (_request, response) => response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

test('a forma de uma identidade; as portas que não conhecemos ficam de fora', async () => {
  const url = await serve(answering({ ...identity, novidade: 1, ports: { ...identity.ports, futura: 'x' } }));
  expect(await findLuneta(url)).toEqual({ url, pid: 1, ports: identity.ports });
});

test.each([
  ['a página de um Jaeger', '<!doctype html><title>Jaeger UI</title>'],
  ['a API de um Jaeger', { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 404, msg: 'x' }] }],
  ['nada', ''],
  ['um número', '42'],
  ['null', 'null'],
  ['uma Luneta que ainda abre as portas', { ...identity, ready: false, ports: {} }],
  ['uma linha de prontidão qualquer', { ready: true, port: 5000 }],
  ['pid que não é número', { ...identity, pid: '1' }],
  ['portas numa lista', { ...identity, ports: [1] }],
  ['porta que não é número', { ...identity, ports: { ui: 'x' } }],
  ['porta grande demais', { ...identity, ports: { ui: 65_536 } }],
  ['sem portas', { ...identity, ports: undefined }],
])('quem não é uma Luneta: %s', async (_what, body) => {
  expect(await findLuneta(await serve(answering(body)))).toBeUndefined();
});

test('quem não responde, e quem não para de responder', async () => {
  expect(await findLuneta(await serve(silent), { timeoutMs: 100 })).toBeUndefined();
  // Quem corta é o tamanho: o prazo é maior que o deste teste.
  expect(await findLuneta(await serve(endless), { timeoutMs: 60_000 })).toBeUndefined();
});
