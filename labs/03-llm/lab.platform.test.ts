/** O lab 03 pronto, de verdade, atrás do Collector: o que das conversas não passa, o que se conta, e o que se vai buscar. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { instantQuery } from '../../kit/testing/platform/ask-prometheus.ts';
import { type Platform, startPlatform } from '../../kit/testing/platform/platform.ts';
import { prometheusConfig } from '../../kit/testing/platform/prometheus-config.ts';
import { alertQuestions, ask, panelQuestions } from '../plataforma/grafana/testing/check-answers.ts';
import { readPlatformFile } from '../plataforma/testing/compose-file.ts';
import { type LlmServices, startLlmServices } from '../plataforma/testing/llm-services.ts';

/** O que ninguém deveria escrever numa pergunta, e que não tem forma que se reconheça. */
const SECRET = 'a fusão com a Padaria Aurora, em março';
/** Do que o servidor local responde a ela. */
const ANSWERED = 'No meu computador funciona';
const ARRIVES = { timeout: 30_000, interval: 250 };

let platform: Platform;
let llm: LlmServices;
beforeAll(async () => {
  platform = await startPlatform({ env: { TAIL_DECISION_WAIT: '500ms', SPAN_METRICS_FLUSH: '1s' } });
  // Basta a variável: ela vale mais que o `captureMessageContent: false` do programa.
  llm = await startLlmServices(platform.collector.otlpHttpUrl, {
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
  });
}, 90_000);
afterAll(async () => {
  await llm?.close();
  await platform?.close();
});

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

async function sumOf(expr: string): Promise<number> {
  const [answer] = await instantQuery(platform.prometheus.url, `sum(${expr})`);
  return Number(answer?.value[1] ?? 0);
}

test('com a captura do conteúdo ligada, a conversa chega ao Collector e não passa dele; as contagens passam', async () => {
  const { traceId, answer } = await llm.ask(`O que dizer sobre ${SECRET}?`);
  expect(JSON.stringify(answer)).toContain(ANSWERED);
  // A segunda chamada leva a primeira resposta na conversa: é a mensagem do assistente.
  await llm.ask(`E ainda sobre ${SECRET}?`, 'lab-prose');
  await llm.askStream(`Mais sobre ${SECRET}?`);

  const logs = (): Promise<string> =>
    text(
      `${platform.luneta.url}/loki/api/v1/query_range?limit=1000&query=${encodeURIComponent('{service_name="backend"}')}`,
    );
  const backends = {
    zipkin: () => text(`${platform.zipkin.url}/api/v2/trace/${String(traceId)}`),
    luneta: () => text(`${platform.luneta.url}/api/traces/${String(traceId)}`),
    logs,
    prometheus: () => text(`${platform.prometheus.url}/api/v1/series?match[]={job="backend"}`),
  };
  const shows = {
    zipkin: '"gen_ai.response.finish_reasons"',
    luneta: 'gen_ai.usage.output_tokens',
    logs: 'gen_ai.choice',
    prometheus: 'gen_ai_client_token_usage_sum',
  };
  for (const [where, read] of Object.entries(backends)) {
    await expect.poll(read, ARRIVES).toContain(shows[where as keyof typeof shows]);
    const seen = await read();
    expect({ where, leaked: [SECRET, ANSWERED, 'estudantes'].filter((words) => seen.includes(words)) }).toEqual({
      where,
      leaked: [],
    });
  }
  // Elas chegaram ao Collector: é ele que diz o que cobriu, de cada lado da conversa.
  for (const event of ['gen_ai.system.message', 'gen_ai.user.message', 'gen_ai.assistant.message']) {
    await expect.poll(logs, ARRIVES).toContain(`"event_name":"${event}"`);
  }
  expect(await logs()).toContain('"redaction_body_masked_keys":"content"');
  expect(await logs()).toContain('"redaction_body_masked_keys":"message.content"');
  expect(await logs()).toContain(String.raw`\"finish_reason\":\"stop\"`);
});

test('o Prometheus vai buscar o /metrics do backend quando lhe dizem onde; quem soma sem dizer o job conta duas vezes', async () => {
  const targets = await mkdtemp(path.join(tmpdir(), 'targets-'));
  onTestFinished(() => rm(targets, { recursive: true }));
  const file = path.join(targets, 'backend.yaml');
  const shipped = readPlatformFile('prometheus/targets/backend.yaml');
  await writeFile(file, shipped);
  const config = prometheusConfig(new URL(platform.collector.metricsUrl).host, new URL(platform.prometheus.url).host);
  await platform.prometheus.reload(config.replace('targets/*.yaml', path.join(targets, '*.yaml')));
  // Como vem, não há quem buscar; nem quem falte.
  await expect.poll(() => sumOf('up{job="collector"}'), ARRIVES).toBe(1);
  expect(await instantQuery(platform.prometheus.url, 'up{job="backend-pull"}')).toEqual([]);

  const { host } = new URL(llm.url);
  const [, target = ''] = /^# +(- targets: .+)$/m.exec(shipped) ?? [];
  await writeFile(file, target.replace('backend:8000', host));
  await expect.poll(() => sumOf('up{job="backend-pull"}'), ARRIVES).toBe(1);

  await llm.ask('O que é um span?');
  const calls = (): Promise<number[]> =>
    Promise.all(['{job="backend"}', '{job="backend-pull"}', ''].map((job) => sumOf(`llm_api_calls_total${job}`)));
  const summary = async (): Promise<string> => {
    const [pushed, pulled, all] = await calls();
    return pushed > 0 && pushed === pulled && all === 2 * pushed ? 'o dobro' : `${pushed} + ${pulled} = ${all}`;
  };
  await expect.poll(summary, ARRIVES).toBe('o dobro');
  // Da mesma duração, o Collector escreve a unidade no nome, e o exporter do programa, não.
  const answers = await sumOf('llm_answer_duration_seconds_count{job="backend"}');
  expect(answers).toBeGreaterThan(0);
  expect(await sumOf('llm_answer_duration_count{job="backend-pull"}')).toBe(answers);
});

test('o que o lab 03 conta de verdade responde a todo painel e a todo alerta que fala dele', async () => {
  const questions = [
    ...panelQuestions().filter(({ where }) => where.startsWith('llm.json')),
    ...alertQuestions()
      .filter(({ rule }) => rule.uid.startsWith('llm-'))
      .flatMap(({ questions: asked }) => [...asked.values()]),
  ];
  const unanswered = async (): Promise<string[]> => {
    // Uma taxa precisa de duas contas diferentes: as perguntas não param de chegar.
    await Promise.all([
      llm.ask('O que é um trace?'),
      llm.askStream('O que é um log?'),
      llm.ask('E agora?', 'lab-down'),
    ]);
    const answers = await Promise.all(questions.map((question) => ask({ promql: platform.prometheus.url }, question)));
    return questions.filter((_, i) => answers[i].length === 0).map(({ where }) => where);
  };
  expect(questions.length).toBeGreaterThan(15);
  await expect.poll(unanswered, ARRIVES).toEqual([]);
});
