/** Visitas de verdade, a um servidor de verdade. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { serve } from '../../../testing/serve.ts';
import { Random } from '../../../incident/random.ts';
import { driveLoad } from './drive-load.ts';
import type { LoadSummary } from './load-summary.ts';
import { loadTable } from './load-view.ts';
import { nextGapMs, nextVisit, STATION_VISIT_KINDS } from './visit.ts';

/** Como a página do lab: de um lugar que não existe, 404. */
const PLACE = /[?&]place=(?:Atl|Pas|Suc|asd)/;

function page(asked: string[], answer: (request: IncomingMessage, response: ServerResponse) => void = () => {}) {
  return serve((request, response) => {
    asked.push(request.url ?? '');
    response.statusCode = PLACE.test(request.url ?? '') ? 404 : 200;
    answer(request, response);
    response.end('{}');
  });
}

test('no ritmo pedido, de todos os tipos, e o 404 de um lugar que não existe não é um erro', async () => {
  const asked: string[] = [];
  const ticks: LoadSummary[] = [];
  const url = await page(asked);
  const summary = await driveLoad(url, {
    seed: 7,
    // Menos de cem ao todo: numa máquina parada por um instante, nenhuma desiste por haver gente demais à espera.
    perSecond: 50,
    durationMs: 1500,
    onTick: (each) => ticks.push(each),
  });
  expect(summary.visits).toBe(asked.length);
  expect(summary.visits).toBeGreaterThan(50);
  expect(summary.visits).toBeLessThan(100);
  expect(summary).toMatchObject({ errors: 0 });
  expect(summary.kinds.unknown.visits).toBe(asked.filter((each) => PLACE.test(each)).length);
  expect(STATION_VISIT_KINDS.every((kind) => summary.kinds[kind].visits > 0)).toBe(true);
  expect(summary.p95).toBeGreaterThanOrEqual(summary.p50);
  expect(ticks).toHaveLength(1);
});

test('o que devia dar certo e não dá é um erro; ninguém do outro lado, também', async () => {
  const failing = await page([], (request, response) => {
    if (request.url === '/api/station') response.statusCode = 502;
  });
  const { kinds, errors } = await driveLoad(failing, { seed: 1, perSecond: 150, durationMs: 500 });
  expect(kinds.station.errors).toBe(kinds.station.visits);
  expect(errors).toBe(kinds.station.visits);
  const alone = await driveLoad('http://127.0.0.1:1', { perSecond: 100, durationMs: 100 });
  expect(alone.errors).toBe(alone.visits);
  expect(alone.visits).toBeGreaterThan(0);
});

test('o visitante pede o que lhe disserem: o que se manda em JSON chega por POST', async () => {
  const received: string[] = [];
  const url = await serve(async (request, response) => {
    request.setEncoding('utf8');
    for await (const chunk of request) received.push(`${request.method} ${request.url} ${chunk}`);
    response.end('{}');
  });
  const draw = () => ({ kind: 'question', path: '/api/ask', json: { question: 'por quê?' }, status: 200 }) as const;
  const { kinds, errors } = await driveLoad(url, { perSecond: 100, durationMs: 200, draw });
  expect(errors).toBe(0);
  expect(kinds.question.visits).toBe(received.length);
  expect(new Set(received)).toEqual(new Set(['POST /api/ask {"question":"por quê?"}']));
});

test('quem demora não atrasa os seguintes; interrompido, acaba já, e as visitas cortadas não contam', async () => {
  const stop = new AbortController();
  let waiting = 0;
  const url = await serve(() => void (++waiting === 20 && stop.abort()));
  const started = performance.now();
  const summary = await driveLoad(url, { perSecond: 100, signal: stop.signal });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(waiting).toBeGreaterThanOrEqual(20);
  expect(summary.visits).toBe(0);
});

test('as chegadas são um processo de Poisson: a média é a pedida, e o desvio é igual a ela', () => {
  const random = new Random(3);
  const gaps = Array.from({ length: 5000 }, () => nextGapMs(random, 5));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(mean).toBeGreaterThan(190);
  expect(mean).toBeLessThan(210);
  expect(deviation / mean).toBeCloseTo(1, 1);
});

test('da mesma semente, as mesmas visitas, na mesma ordem', () => {
  const visits = (seed: number): string[] => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () => `${nextGapMs(random, 5)} ${nextVisit(random).path}`);
  };
  expect(visits(7)).toEqual(visits(7));
  expect(visits(7)).not.toEqual(visits(8));
});

test('os lugares vão com e sem acentos, e cabem numa URL', () => {
  const random = new Random(1);
  const paths = new Set(Array.from({ length: 3000 }, () => nextVisit(random).path));
  for (const place of ['Brasília', 'brasilia']) expect(paths).toContain(`/api/iss?place=${encodeURIComponent(place)}`);
  expect([...paths].filter((path) => !/^[\x21-\x7e]+$/.test(path))).toEqual([]);
});

test('a tabela do fim: uma linha por tipo que houve, e a de todas', () => {
  const row = { visits: 3, errors: 1, p50: 12.34, p95: 1500 };
  const none = { visits: 0, errors: 0, p50: 0, p95: 0 };
  const summary = {
    ...row,
    durationMs: 1000,
    kinds: { page: row, station: none, place: none, unknown: none, question: none },
  };
  expect(loadTable(summary, { columns: 80, color: false, drawing: true, utf8: true })).toEqual([
    '            visitas  erros      p50    p95',
    '  a página        3      1  12,3\u00a0ms  1,5\u00a0s',
    '  tudo            3      1  12,3\u00a0ms  1,5\u00a0s',
  ]);
});
