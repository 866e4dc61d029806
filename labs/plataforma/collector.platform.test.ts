// O config.yaml no Collector de verdade: se ele o aceita, e o que faz com os backends que ninguém iniciou.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Collector, type CollectorOptions, startCollector } from '../../kit/testing/platform/collector.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { serve } from '../../kit/testing/serve.ts';
import { PLATFORM_FOLDER, readPlatformFile } from './testing/compose-file.ts';

const run = promisify(execFile);
const SPANS_PER_TRACE = 10;
/** Depois de dez segundos de tentativas um lote se perde; o resto é a máquina ocupada. */
const GIVES_UP = { timeout: 60_000, interval: 500 };
/** Os nomes da rede do compose.yaml, com os perfis desligados: não são de ninguém. */
const ABSENT = {
  TEMPO_OTLP: 'http://tempo:4318',
  ZIPKIN_SPANS: 'http://zipkin:9411/api/v2/spans',
  LOKI_OTLP: 'http://loki:3100/otlp',
  PROMETHEUS_WRITE: 'http://prometheus:9090/api/v1/write',
};

/** `otelcol validate`, como em "docker compose run --rm collector validate". */
async function validate(env: Record<string, string>): Promise<string> {
  const collector = await installed('.ci/install-collector', 'otelcol');
  const config = path.join(PLATFORM_FOLDER, 'collector/config.yaml');
  const { stderr } = await run(collector, ['validate', `--config=${config}`], { env: { ...process.env, ...env } });
  return stderr;
}

async function started(options: CollectorOptions): Promise<Collector> {
  const collector = await startCollector(options);
  onTestFinished(() => collector.close());
  return collector;
}

/** Os argumentos de um segundo `--config`, que muda `pieces` do primeiro. */
async function changing(pieces: object): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'collector-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'config.yaml');
  // JSON também é YAML.
  await writeFile(file, JSON.stringify(pieces));
  return ['--config', file];
}

/** Um Jaeger que aceita tudo: só se quer saber o que saiu do Collector, e isso ele mesmo conta. */
function willingJaeger(): Promise<string> {
  return serve((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/x-protobuf').end());
  });
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

const hex = (length: number): string =>
  Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');

/**
 * Um trace, uma medida e um log.
 * @throws Error se o Collector não os aceita: a fila cheia de um backend não pode chegar até aqui.
 */
async function sendAll({ otlpHttpUrl }: Collector): Promise<void> {
  const timeUnixNano = `${Date.now()}000000`;
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'gateway' } }] };
  const traceId = hex(32);
  const spans = Array.from({ length: SPANS_PER_TRACE }, () => ({
    traceId,
    spanId: hex(16),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: timeUnixNano,
    endTimeUnixNano: timeUnixNano,
  }));
  const logRecords = [{ timeUnixNano, body: { stringValue: 'pedido atendido' } }];
  const metrics = [{ name: 'process.uptime', unit: 's', gauge: { dataPoints: [{ timeUnixNano, asDouble: 1 }] } }];
  for (const [signal, body] of [
    ['metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] }],
    ['traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }],
    ['logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }],
  ] as const) {
    const response = await postJson(`${otlpHttpUrl}/v1/${signal}`, body);
    if (!response.ok) throw new Error(`O Collector recusou ${signal}: ${response.status} ${await response.text()}`);
  }
}

interface OwnMetric {
  name: string;
  exporter: string;
  value: number;
}

/** O que o Collector conta de si, na página que o Prometheus vai buscar. */
async function ownMetrics({ metricsUrl }: Collector): Promise<OwnMetric[]> {
  const page = await (await fetch(metricsUrl)).text();
  return [...page.matchAll(/^(\w+)\{([^}]*)\} (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    exporter: /exporter="([^"]+)"/.exec(labels)?.[1] ?? '',
    value: Number(value),
  }));
}

function exportersWith(metrics: readonly OwnMetric[], name: RegExp): string[] {
  const found = metrics.filter((metric) => name.test(metric.name) && metric.value > 0);
  return [...new Set(found.map(({ exporter }) => exporter))].toSorted();
}

/** Dos nomes que as regras citam, e que casam com `which`, os que este Collector não conta: a regra nunca dispararia. */
async function missing(collector: Collector, which: RegExp): Promise<string[]> {
  const names = new Set((await ownMetrics(collector)).map(({ name }) => name));
  const cited = readPlatformFile('prometheus/rules.yaml').match(/\botelcol_\w+/g) ?? [];
  expect(cited.length).toBeGreaterThan(10);
  return [...new Set(cited)].filter((name) => which.test(name) && !names.has(name));
}

test('o Collector aceita o arquivo, e recusa um valor que não serve', async () => {
  expect(await validate({})).toBe('');
  await expect(validate({ TAIL_KEEP_PERCENT: 'metade' })).rejects.toThrow('sampling_percentage');
  await expect(validate({ COLLECTOR_METRICS_PORT: 'a de sempre' })).rejects.toThrow('port');
});

test('com quatro backends fora do ar, o quinto recebe tudo, quem manda não nota, e o terminal não enche', async () => {
  const env = { ...ABSENT, TAIL_DECISION_WAIT: '200ms', SPAN_METRICS_FLUSH: '1s' };
  const collector = await started({ jaegerOtlp: await willingJaeger(), env });
  let sent = 0;
  const lostBy = async (): Promise<string[]> => {
    await sendAll(collector);
    sent += SPANS_PER_TRACE;
    return exportersWith(await ownMetrics(collector), /_send_failed_/);
  };
  const absent = ['otlp_http/loki', 'otlp_http/tempo', 'prometheus_remote_write', 'zipkin'];
  await expect.poll(lostBy, GIVES_UP).toEqual(absent);
  const delivered = async (): Promise<unknown> =>
    (await ownMetrics(collector)).find(
      ({ name, exporter }) => name === 'otelcol_exporter_sent_spans_total' && exporter === 'otlp_http/jaeger',
    )?.value;
  await expect.poll(delivered, GIVES_UP).toBe(sent);
  expect(exportersWith(await ownMetrics(collector), /_enqueue_failed_/)).toEqual([]);
  expect(await missing(collector, /^(?!.*_enqueue_)/)).toEqual([]);

  // Quatro exporters perderam lotes, e a frase que o conta apareceu duas vezes, uma linha cada.
  const lines = collector.log().trim().split('\n');
  expect(lines.filter((line) => line.includes('Dropping data'))).toHaveLength(2);
  expect(lines).toHaveLength(2);
});

test('uma fila cheia só perde o que é dela, e o Collector o conta com os nomes que as regras usam', async () => {
  const queue = { queue_size: 1, num_consumers: 1 };
  const exporters = {
    zipkin: { sending_queue: queue },
    'otlp_http/loki': { sending_queue: queue },
    prometheus_remote_write: { remote_write_queue: { queue_size: 1 } },
  };
  const args = await changing({ exporters, processors: { batch: { timeout: '100ms' } } });
  const env = { ...ABSENT, TAIL_DECISION_WAIT: '200ms', SPAN_METRICS_FLUSH: '1s' };
  const collector = await started({ jaegerOtlp: await willingJaeger(), env, args });
  const full = async (): Promise<string[]> => {
    await sendAll(collector);
    return exportersWith(await ownMetrics(collector), /_enqueue_failed_/);
  };
  await expect.poll(full, GIVES_UP).toEqual(['otlp_http/loki', 'prometheus_remote_write', 'zipkin']);
  await expect
    .poll(async () => exportersWith(await ownMetrics(collector), /_sent_spans_/), GIVES_UP)
    .toEqual(['otlp_http/jaeger']);
  expect(await missing(collector, /_enqueue_/)).toEqual([]);
});

test('ligado a um pipeline, o debug escreve o que passa, mesmo com o log do Collector calado', async () => {
  const args = await changing({ service: { pipelines: { logs: { exporters: ['debug'] } } } });
  const collector = await started({ args });
  await sendAll(collector);
  await expect.poll(() => collector.log(), GIVES_UP).toContain('Body: Str(pedido atendido)');
});

test('uma página desta máquina pode mandar spans; a de outro site, não', async () => {
  const { otlpHttpUrl } = await started({});
  const allowed = async (origin: string): Promise<string | null> => {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const { headers: answered } = await fetch(`${otlpHttpUrl}/v1/traces`, { method: 'OPTIONS', headers });
    return answered.get('access-control-allow-origin');
  };
  expect(await allowed('http://localhost:5000')).toBe('http://localhost:5000');
  expect(await allowed('http://127.0.0.1:45123')).toBe('http://127.0.0.1:45123');
  expect(await allowed('http://localhost.exemplo.com')).toBeNull();
  expect(await allowed('https://exemplo.com')).toBeNull();
});
