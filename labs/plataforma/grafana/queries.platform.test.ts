/**
 * As consultas dos dashboards e dos alertas com a telemetria atravessando o Collector de verdade, até um Prometheus de verdade.
 * No lugar do Loki e do Jaeger, uma Luneta, que fala as línguas deles.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { type Platform, startPlatform } from '../../../kit/testing/platform/platform.ts';
import { askExemplars, askPromql } from './testing/ask.ts';
import {
  accused,
  alertQuestions,
  ask,
  askAlert,
  type Backends,
  linkQuestions,
  panelQuestions,
  wrongAnswer,
} from './testing/check-answers.ts';
import { FIRING } from './testing/expected-answers.ts';
import type { Feeder } from './testing/feed.ts';
import { SERVICES, startIssFeeder, VISITS } from './testing/feed-iss.ts';
import { LLM_SPANS, startLlmFeeder } from './testing/feed-llm.ts';

const DEADLINE_MS = 30_000;
const ARRIVES = { timeout: DEADLINE_MS, interval: 200 };
const CALLS = 'traces_span_metrics_calls_total';
/** Os spans de uma leva: por visita, um de cada serviço e o da procura; e um por chamada a um modelo. */
const SPANS = VISITS * (Object.keys(SERVICES).length + 1) + LLM_SPANS;

let platform: Platform;
let iss: Feeder;
let llm: Feeder;
let backends: Backends;
let traceId: string;

beforeAll(async () => {
  platform = await startPlatform({ env: { SPAN_METRICS_FLUSH: '1s', TAIL_DECISION_WAIT: '1s' } });
  backends = { promql: platform.prometheus.url, logql: platform.luneta.url };
  iss = startIssFeeder(platform.collector.otlpHttpUrl);
  llm = startLlmFeeder(platform.collector.otlpHttpUrl);
  traceId = await iss.visit();
  await llm.visit();
  // Uma taxa só existe entre duas leituras: a segunda leva de visitas chega depois que a primeira está guardada.
  await counted(SPANS);
  await iss.visit();
  await llm.visit();
  await counted(2 * SPANS);
}, 120_000);

afterAll(async () => {
  await iss?.close();
  await llm?.close();
  await platform?.close();
});

/** Espera que o Prometheus tenha contado estes spans. */
async function counted(spans: number): Promise<void> {
  const expr = `sum(${CALLS})`;
  let last = 0;
  const done = await poll(
    async () => {
      last = (await askPromql(platform.prometheus.url, { expr, instant: true }))[0]?.value ?? 0;
      return last >= spans ? true : undefined;
    },
    { deadlineMs: DEADLINE_MS, intervalMs: 200 },
  );
  if (!done) throw new Error(`O Prometheus contou ${last} spans, e eram ${spans}.\n${platform.collector.log()}`);
}

describe('os painéis', () => {
  test.each(panelQuestions())('$where', async (question) => {
    // Os logs e as métricas do programa chegam por outros lotes.
    await expect
      .poll(async () => wrongAnswer(question, await ask(backends, question)) ?? 'certa', ARRIVES)
      .toBe('certa');
  });
});

describe('os alertas', () => {
  test.each(alertQuestions())('$rule.title: acusa quem deve', async ({ rule, questions }) => {
    expect(accused(rule, await askAlert(backends, questions))).toEqual(FIRING[rule.uid]);
  });
});

test('do span aos logs dele, e às métricas do serviço', async () => {
  const questions = linkQuestions({ service: 'geolocator-service', traceId });
  const answers = await Promise.all(questions.map((question) => ask(backends, question)));
  const found = questions.map(({ where }, i) => [where, answers[i].length > 0]);
  expect(found).toEqual(questions.map(({ where }) => [where, !where.endsWith('Erros')]));
});

test('do exemplar da duração ao trace', async () => {
  const duration = panelQuestions().find(({ where }) => where === 'services.json: Duração, com exemplars (A)')!;
  const exemplars = (): Promise<string[]> => askExemplars(platform.prometheus.url, duration.expr);
  await expect.poll(exemplars, ARRIVES).not.toEqual([]);
  const [id] = await exemplars();
  // O trace só segue para os backends depois da decisão da amostragem.
  const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
  await expect.poll(() => statusOf(`${platform.luneta.url}/api/traces/${id}`), ARRIVES).toBe(200);
  await expect.poll(() => statusOf(`${platform.zipkin.url}/api/v2/trace/${id}`), ARRIVES).toBe(200);
});
