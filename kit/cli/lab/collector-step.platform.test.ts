/** Um passo com um Collector no meio: o de verdade, com o arquivo que o aluno escreveu. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { Lab } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { installed } from '../../testing/platform/installed.ts';
import { type Expectation, metric, span } from '../../verify/expectations.ts';
import type { LabRun } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

const lab: Lab = {
  id: '91-collector',
  number: '91',
  title: 'Collector',
  steps: [
    {
      id: '91/1',
      title: 'No meio',
      minutes: 1,
      needs: ['collector'],
      files: ['serve.ts', 'collector.yaml'],
      entry: 'serve.ts',
      collector: 'collector.yaml',
      requests: [{ path: '/' }],
      telemetry: 'backend',
      hints: { collector_refused: ['leia o que ele disse', 'b', 'c'] },
    },
  ],
};

/** Um span e uma medida por pedido, em lotes: o último só sai quando o programa se despede. */
const SERVER = `
import { createServer } from 'node:http';
import { metrics, trace } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
const resource = resourceFromAttributes({ 'service.name': 'servidor' }).merge(detectResources({ detectors: [envDetector] }));
const tracing = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
const metering = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
});
tracing.register();
metrics.setGlobalMeterProvider(metering);
const served = metrics.getMeter('t').createCounter('served');
const server = createServer((_, response) => {
  trace.getTracer('t').startSpan('atende', { attributes: { prompt: 'segredo' } }).end();
  served.add(1);
  response.end('olá');
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, port: (server.address() as { port: number }).port }));
});
process.once('SIGTERM', () => server.close(() => void Promise.all([tracing.shutdown(), metering.shutdown()])));
`;

const COLLECTOR = `
receivers:
  otlp:
    protocols:
      http:
        endpoint: \${env:COLLECTOR_OTLP_HTTP}
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 128 }
  redaction: { allow_all_keys: true, blocked_key_patterns: ['^prompt$'] }
  # Mais que a vida do programa: o lote só sai porque quem encerra o Collector espera por ele.
  batch: { timeout: 60s }
exporters:
  otlp_http:
    endpoint: \${env:BACKEND_OTLP}
service:
  pipelines:
    traces: { receivers: [otlp], processors: [memory_limiter, redaction, batch], exporters: [otlp_http] }
    metrics: { receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlp_http] }
`;

let otelcol: string;
beforeAll(async () => {
  otelcol = await installed('.ci/install-collector', 'otelcol');
});

const EXPECTED = [span('atende').attribute('prompt', '****').once(), metric('served').value(1)];

/** O que se lê com o arquivo mudado assim. */
function verify(
  change: (config: string) => string,
  env: NodeJS.ProcessEnv = {},
  expected: readonly Expectation[] = EXPECTED,
): Promise<LabRun> {
  const root = temporaryFolder();
  const files = { 'serve.ts': SERVER, 'collector.yaml': change(COLLECTOR) };
  for (const folder of [path.join('labs', lab.id, 'app'), path.join(MY_LAB, lab.id)]) {
    mkdirSync(path.join(root, folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, folder, name), text);
  }
  writeFileSync(path.join(root, 'labs', lab.id, 'tsconfig.json'), '{}');
  for (const name of ['node_modules', 'labs/plataforma']) {
    symlinkSync(path.join(findRepoRoot(), name), path.join(root, name), 'junction');
  }
  const checksOf = async () => ({ '91/1': expected });
  return runHere(root, ['verify', '--json'], {
    labs: [lab],
    checksOf,
    env: { PATH: process.env.PATH, LAB_COLLECTOR: otelcol, ...env },
  });
}

const failed = ({ stdout }: LabRun) => JSON.parse(stdout).checks.filter(({ passed }: { passed: boolean }) => !passed);

test('o que o programa manda passa por ele, com o que ainda estava no lote', async () => {
  const run = await verify((config) => config);
  expect(failed(run)).toEqual([]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
});

test('o que um conector conta de tempos em tempos, com a última conta', async () => {
  const counting = (config: string): string =>
    config
      .replace('exporters:', 'connectors:\n  span_metrics: { namespace: t, metrics_flush_interval: 500ms }\nexporters:')
      .replace(
        'batch], exporters: [otlp_http] }',
        'batch], exporters: [otlp_http] }\n    traces/counts: { receivers: [otlp], exporters: [span_metrics] }',
      )
      .replace('metrics: { receivers: [otlp]', 'metrics: { receivers: [otlp, span_metrics]');
  const run = await verify(counting, {}, [metric('t.calls').value(1)]);
  expect(failed(run)).toEqual([]);
});

test.each([
  [
    'uma peça que não existe',
    (config: string) => config.replaceAll('otlp_http', 'otlp_htpp'),
    /unknown type: "otlp_htpp"/,
  ],
  [
    'um processor que ninguém configurou',
    (config: string) => config.replace('redaction, batch]', 'redact, batch]'),
    /references processor "redact" which is not configured/,
  ],
  ['o que não é YAML', () => 'receivers: [', /yaml: line 1/],
])('%s: o que o próprio Collector diz, e a dica', async (_title, change, said) => {
  const run = await verify(change);
  expect(failed(run)).toMatchObject([
    {
      code: 'collector_refused',
      expected: 'o Collector aceita collector.yaml',
      observed: expect.stringMatching(/^o Collector não começou com collector\.yaml, e disse por quê:\nError: /),
      hint: 'leia o que ele disse',
    },
  ]);
  expect(failed(run)[0].observed).toMatch(said);
  expect(run.code).toBe(1);
});

test('quem ouve noutro lugar: ninguém atende onde os programas mandam', async () => {
  const run = await verify((config) => config.replace('${env:COLLECTOR_OTLP_HTTP}', '127.0.0.1:0'));
  expect(failed(run)).toMatchObject([
    { code: 'collector_silent', observed: expect.stringContaining('o endpoint ${env:COLLECTOR_OTLP_HTTP}') },
  ]);
});

test('quem manda para onde ninguém ouve: nada chega, e o Collector conta por quê', async () => {
  const run = await verify((config) => config.replace('${env:BACKEND_OTLP}', 'http://127.0.0.1:9'));
  const [first] = failed(run);
  expect(first.code).toBe('no_telemetry');
  expect(first.observed).toMatch(
    /O programa avisou:\n(?:.*\n)*Collector: otlp_http: Exporting failed\. .*127\.0\.0\.1:9/,
  );
});

test('sem Collector nenhum: o código 3, e como conseguir um', async () => {
  const run = await verify((config) => config, { LAB_COLLECTOR: '/nao/ha' });
  expect(run).toMatchObject({ code: 3, stdout: '' });
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('isso não roda. Com o Docker no ar, nada mais é preciso.');
});
