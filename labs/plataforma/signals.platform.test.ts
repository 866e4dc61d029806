/** O que o Collector faz com o que passa por ele, visto de quem o recebe: um Zipkin e um Prometheus de verdade, e a Luneta. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { send } from '../../kit/cli/backend/send-spans.ts';
import { emit } from '../../kit/scripted/emit.ts';
import type { Plan, PlannedSpan } from '../../kit/scripted/planned-span.ts';
import { type Exemplar, instantQuery, recentExemplars } from '../../kit/testing/platform/ask-prometheus.ts';
import { startCollector } from '../../kit/testing/platform/collector.ts';
import { type Platform, startPlatform } from '../../kit/testing/platform/platform.ts';
import { ATTEMPT_ATTRIBUTE } from '../../kit/verify/attempt.ts';

const REST = 200;
const KEEP_PERCENT = 25;
/** De um trace que já foi mandado até ele aparecer: a espera da amostragem, o lote, e a máquina ocupada. */
const ARRIVES = { timeout: 30_000, interval: 250 };

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({
    env: { TAIL_DECISION_WAIT: '500ms', SPAN_METRICS_FLUSH: '1s', TAIL_KEEP_PERCENT: String(KEEP_PERCENT) },
  });
}, 90_000);
afterAll(() => platform?.close());

/** Traces de um span só. */
function singles(count: number, span: Partial<PlannedSpan> & { service: string }): Plan {
  return Array.from({ length: count }, () => ({ name: 'GET /', kind: 'SERVER', startMs: 0, durationMs: 20, ...span }));
}

async function sendPlan(plan: Plan): Promise<string[]> {
  const { spans, traceIds } = await emit(plan, Date.now());
  await send(platform.collector.otlpHttpUrl, spans);
  return traceIds;
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}

/** Os ids dos traces deste serviço, em ordem. */
async function inZipkin(service: string): Promise<string[]> {
  const traces = (await getJson(`${platform.zipkin.url}/api/v2/traces?serviceName=${service}&limit=1000`)) as {
    traceId: string;
  }[][];
  return traces.map(([span]) => span?.traceId ?? '').toSorted();
}

async function inLuneta(service: string): Promise<string[]> {
  const { data } = (await getJson(`${platform.luneta.url}/api/traces?service=${service}&limit=1000`)) as {
    data: { traceID: string }[];
  };
  return data.map(({ traceID }) => traceID).toSorted();
}

test.concurrent(
  'a amostragem guarda os erros, os lentos e o que os labs conferem, e só uma parte do resto',
  async ({ expect }) => {
    await sendPlan(singles(REST, { service: 'resto' }));
    // Mandados depois: quando eles chegam, o resto já foi decidido.
    const kept = {
      erros: await sendPlan(singles(10, { service: 'erros', error: 'falhou' })),
      lentos: await sendPlan(singles(10, { service: 'lentos', durationMs: 700 })),
      conferidos: await sendPlan(singles(10, { service: 'conferidos', resource: { [ATTEMPT_ATTRIBUTE]: 'um-id' } })),
    };
    for (const [service, traceIds] of Object.entries(kept)) {
      await expect.poll(() => inZipkin(service), ARRIVES).toEqual(traceIds.toSorted());
      await expect.poll(() => inLuneta(service), ARRIVES).toEqual(traceIds.toSorted());
    }
    // 25% de 200, com mais de cinco desvios padrão de folga para cada lado.
    await expect.poll(async () => (await inLuneta('resto')).length, ARRIVES).toBeGreaterThan(15);
    // Os que um guarda, o outro guarda: a decisão é uma só.
    await expect.poll(async () => (await inZipkin('resto')).join(), ARRIVES).toBe((await inLuneta('resto')).join());
    expect((await inLuneta('resto')).length).toBeLessThan(85);
    // As contas são de todo o tráfego, e não do que se guardou.
    const calls = 'sum(traces_span_metrics_calls_total{service_name="resto"})';
    await expect
      .poll(async () => (await instantQuery(platform.prometheus.url, calls))[0]?.value[1], ARRIVES)
      .toBe(String(REST));
  },
);

test.concurrent(
  'de um ponto do gráfico ao trace: o exemplar do Prometheus está no Zipkin e na Luneta',
  async ({ expect }) => {
    const traceIds = await sendPlan(singles(3, { service: 'exemplos', error: 'para não cair na amostragem' }));
    const selector = 'traces_span_metrics_duration_milliseconds_bucket{service_name="exemplos"}';
    const exemplars = (): Promise<Exemplar[]> => recentExemplars(platform.prometheus.url, selector);
    await expect.poll(exemplars, ARRIVES).not.toEqual([]);
    const [{ labels, value }] = await exemplars();
    expect(Number(value)).toBe(20);
    expect(traceIds).toContain(labels.trace_id);
    await expect.poll(() => inZipkin('exemplos'), ARRIVES).toContain(labels.trace_id);
    await expect.poll(() => inLuneta('exemplos'), ARRIVES).toContain(labels.trace_id);
  },
);

test.concurrent(
  'as regras do Prometheus, com os spans e as contas do Collector: um serviço que falha vira alerta',
  async ({ expect }) => {
    const alert = 'ALERTS{alertname="ServiceFailing",service_name="quebrado"}';
    // Uma taxa precisa de duas contas diferentes: os erros não param de chegar.
    const afterMore = async (): Promise<unknown> => {
      await sendPlan(singles(5, { service: 'quebrado', error: 'falhou' }));
      await sendPlan(singles(5, { service: 'quebrado' }));
      return (await instantQuery(platform.prometheus.url, alert))[0]?.metric.severity;
    };
    await expect.poll(afterMore, { timeout: 60_000, interval: 1000 }).toBe('critical');
    const [errors] = await instantQuery(
      platform.prometheus.url,
      'service:errors:ratio_rate1m{service_name="quebrado"}',
    );
    expect(Number(errors.value[1])).toBeCloseTo(0.5);
    // As dele mesmo, que o Prometheus foi buscar.
    const sent = 'otelcol_exporter_sent_spans_total{job="collector",exporter="zipkin"} > 0';
    await expect.poll(async () => (await instantQuery(platform.prometheus.url, sent)).length, ARRIVES).toBe(1);
  },
);

test.concurrent(
  'CPF, cartão e credenciais não passam do Collector; o e-mail, que é do programa, passa',
  async ({ expect }) => {
    const secrets = ['529.982.247-25', '4111 1111 1111 1111', '4111111111111111', 'c2VncmVkbw', 'xyz-token-987'];
    const attributes = {
      'cliente.cpf': secrets[0],
      'cobranca.texto': `cartão ${secrets[1]}, ou ${secrets[2]}`,
      'http.request.header.authorization': `Basic ${secrets[3]}`,
      'http.request.header.x-anotacao': [`Bearer ${secrets[4]}`],
      'cliente.email': 'ana@example.com',
      'pedido.numero': 42,
    };
    const [traceId] = await sendPlan(singles(1, { service: 'sigilo', error: 'guardado', attributes }));
    await sendLog('sigilo', `pagou com ${secrets[1]}, CPF ${secrets[0]}`, 'ana@example.com');
    const answers = {
      zipkin: () => text(`${platform.zipkin.url}/api/v2/trace/${traceId}`),
      luneta: () => text(`${platform.luneta.url}/api/traces/${traceId}`),
      logs: () =>
        text(`${platform.luneta.url}/loki/api/v1/query_range?query=${encodeURIComponent('{service_name="sigilo"}')}`),
    };
    for (const [where, read] of Object.entries(answers)) {
      await expect.poll(read, ARRIVES).toContain('ana@example.com');
      const seen = await read();
      expect({ where, leaked: secrets.filter((secret) => seen.includes(secret)) }).toEqual({ where, leaked: [] });
    }
    // O que não era segredo continua como veio.
    expect(await answers.luneta()).toContain('"pedido.numero","type":"int64","value":42');
  },
);

/** O que ninguém deveria contar a um modelo, em cada lugar em que uma instrumentação o guarda. */
const CONVERSATION = {
  'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"assunto sigiloso"}]}]',
  'gen_ai.output.messages': 'resposta\nsigilosa',
  'gen_ai.system_instructions': 'ordem sigilosa',
  'gen_ai.tool.definitions': 'ferramenta sigilosa',
  'gen_ai.tool.call.arguments': '{"quem":"pessoa sigilosa"}',
  'gen_ai.tool.call.result': 'achado sigiloso',
  'gen_ai.retrieval.query.text': 'busca sigilosa',
  'gen_ai.prompt': 'tudo sigiloso',
  'gen_ai.prompt.0.content': 'trecho sigiloso',
  'gen_ai.completion.0.content': 'fim sigiloso',
  'gen_ai.completion.0.tool_calls.0.arguments': 'detalhe sigiloso',
};
/** O que se conta da conversa, e fica. */
const COUNTED = {
  'gen_ai.request.model': 'lab-1',
  'gen_ai.usage.input_tokens': 70,
  'gen_ai.usage.prompt_tokens': 71,
  'gen_ai.completion.0.finish_reason': 'stop',
  'gen_ai.prompt.name': 'boas-vindas',
  'gen_ai.tool.name': 'procurar',
};

test.concurrent(
  'a conversa com um modelo não passa do Collector, com os nomes de hoje e os de antes; o que se conta dela, passa',
  async ({ expect }) => {
    const events = [{ name: 'gen_ai.content.prompt', atMs: 5, attributes: { 'gen_ai.prompt': 'evento sigiloso' } }];
    const attributes = { ...CONVERSATION, ...COUNTED };
    const [traceId] = await sendPlan(singles(1, { service: 'conversa', error: 'guardada', attributes, events }));
    const read = (): Promise<string> => text(`${platform.luneta.url}/api/traces/${traceId}`);
    await expect.poll(read, ARRIVES).toContain(traceId);
    const seen = await read();
    expect(seen).not.toMatch(/sigilos[ao]/);
    const { data } = JSON.parse(seen) as {
      data: { spans: { tags: { key: string; value: unknown }[] }[] }[];
    };
    const tags = Object.fromEntries(data[0].spans[0].tags.map(({ key, value }) => [key, value]));
    expect(tags).toMatchObject(COUNTED);
    expect(tags).toMatchObject(Object.fromEntries(Object.keys(CONVERSATION).map((key) => [key, expect.any(String)])));
  },
);

async function text(url: string): Promise<string> {
  const response = await fetch(url);
  return response.text();
}

async function sendLog(service: string, body: string, email: string): Promise<void> {
  const toKeyValue = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const request = {
    resourceLogs: [
      {
        resource: { attributes: [toKeyValue('service.name', service)] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
                body: { stringValue: body },
                attributes: [toKeyValue('cliente.email', email)],
              },
            ],
          },
        ],
      },
    ],
  };
  const response = await postJson(`${platform.collector.otlpHttpUrl}/v1/logs`, request);
  if (!response.ok) throw new Error(`O Collector recusou o log: ${response.status} ${await response.text()}`);
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

test.concurrent('sem memória, o Collector recusa de um jeito que diz para tentar de novo', async ({ expect }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'memoria-'));
  const tight = path.join(folder, 'config.yaml');
  // Menos do que o processo já usa só por estar no ar.
  await writeFile(tight, 'processors: {memory_limiter: {limit_mib: 2, spike_limit_mib: 1}}\n');
  const collector = await startCollector({ args: ['--config', tight] });
  try {
    const trace = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'x', traceId: '1'.repeat(32), spanId: '2'.repeat(16) }] }] }],
    };
    const refusal = async (): Promise<number> => (await postJson(`${collector.otlpHttpUrl}/v1/traces`, trace)).status;
    // 503 está entre os que um exporter OTLP tenta de novo; 400 e 500 não estão.
    await expect.poll(refusal, ARRIVES).toBe(503);
  } finally {
    await collector.close();
    await rm(folder, { recursive: true });
  }
});
