/**
 * Uma Luneta de verdade, com a loja e o curso de `shop.ts`, as métricas e os logs dela, e a turma de `sample-class.ts` dentro:
 * para as imagens e para os testes das páginas.
 */
import { readFileSync } from 'node:fs';
import { LABS_PATH } from '../../api/course-body.ts';
import { startLuneta, type Luneta } from '../../start.ts';
import { ANY_PORTS } from '../../testing/any-ports.ts';
import type { AssetStore } from '../assets.ts';
import { joinClass, sampleClass } from './sample-class.ts';
import { shopLogs } from './sample-logs.ts';
import { fillSampleMetrics } from './sample-metrics.ts';
import { sampleCourse, shopRequests, shopTraceId } from './shop.ts';

const RECORDED = new URL('../../api/fixtures/jaeger-api/input.otlp.json', import.meta.url);

export type Sample = 'empty' | 'shop' | 'sick';

/** O primeiro trace da loja, e o segundo. */
export const SHOP_TRACES = [0, 1].map(shopTraceId);

/** Quantos a loja fez. */
const TRACES = 60;

/**
 * `shop`: os três sinais da loja, os traces gravados de um Jaeger, um curso no meio e uma turma de quarenta. `sick`: o mesmo, e mensagens que as portas recusam.
 */
export async function startSampleLuneta(sample: Sample, assets?: AssetStore): Promise<Luneta> {
  const luneta = await startLuneta({ ports: ANY_PORTS, assets });
  if (sample === 'empty') return luneta;
  const { requests } = JSON.parse(readFileSync(RECORDED, 'utf8')) as { requests: unknown[] };
  const nowMs = Date.now();
  for (const request of [...requests, ...shopRequests(nowMs, TRACES)]) await sendTraces(luneta, request);
  // As que saem dos spans, a própria Luneta as conta.
  fillSampleMetrics(luneta.metrics, { nowMs, everyMs: 10_000, derived: false });
  for (const request of shopLogs(nowMs, TRACES)) await send(luneta, '/v1/logs', request);
  const course = await fetch(`${luneta.urls.ui}${LABS_PATH}`, {
    method: 'PUT',
    body: JSON.stringify(sampleCourse(SHOP_TRACES[0])),
  });
  if (!course.ok) throw new Error(`A Luneta recusou o curso: ${await course.text()}`);
  await joinClass(luneta, sampleClass(40));
  if (sample === 'sick') await sendNonsense(luneta);
  return luneta;
}

/** Manda um pedido OTLP em JSON. */
export function sendTraces(luneta: Luneta, request: unknown): Promise<void> {
  return send(luneta, '/v1/traces', request);
}

async function send(luneta: Luneta, path: string, request: unknown): Promise<void> {
  const response = await post(luneta, path, 'application/json', JSON.stringify(request));
  if (!response.ok) throw new Error(`A Luneta recusou o pedido: ${await response.text()}`);
}

async function sendNonsense(luneta: Luneta): Promise<void> {
  await post(luneta, '/v1/trace', 'application/json', '{}');
  await post(luneta, '/v1/traces', 'text/plain', 'x');
  await post(luneta, '/v1/traces', 'application/json', '{');
}

function post(luneta: Luneta, path: string, type: string, body: string): Promise<Response> {
  return fetch(`${luneta.urls.otlpHttp}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
}
