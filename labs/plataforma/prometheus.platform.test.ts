// A configuração e as regras do Prometheus, conferidas pelo promtool, que vem com ele.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';
import { PLATFORM_FOLDER } from './testing/compose-file.ts';

const run = promisify(execFile);

const FOLDER = path.join(PLATFORM_FOLDER, 'prometheus');

/** @throws Error com o que ele disse, se algo não está certo. */
async function promtool(folder: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('promtool', args, { cwd: folder });
  return stdout + stderr;
}

test('a configuração, com o arquivo de regras que ela nomeia', async ({ expect }) => {
  expect(await promtool(FOLDER, 'check', 'config', 'prometheus.yaml')).toContain('SUCCESS: 1 rule files found');
});

test('as regras dizem o que devem de séries inventadas', async ({ expect }) => {
  expect(await promtool(FOLDER, 'test', 'rules', 'rules.test.yaml')).toContain('SUCCESS');
});

// Cada engano faria um alerta tocar à toa, ou calar-se.
test.concurrent.for([
  ['conta também quem pede', 'span_kind="SPAN_KIND_SERVER", status_code', 'status_code'],
  ['não conta o serviço sem erros', 'or service:requests:rate1m * 0', ''],
  ['divide por zero', '/ (service:requests:rate1m > 0)', '/ service:requests:rate1m'],
  ['cala-se com poucos erros', '> 0.05', '> 0.5'],
  ['toca por quem falha de propósito', '{service_name!="station-api"}', ''],
  ['confunde a mediana com o p95', 'histogram_quantile(0.95', 'histogram_quantile(0.5'],
  ['toca antes do limite do balde', 'p95_rate1m > 800', 'p95_rate1m > 500'],
  ['uma instância que acabou não é um serviço que se calou', 'count by (job) (last', 'count by (job, instance) (last'],
  [
    'quem ficou de fora não é um incidente',
    'otelcol_exporter_sent_spans_total > 0',
    'otelcol_exporter_sent_spans_total >= 0',
  ],
  ['uma fila pela metade', '> 0.8', '> 0.95'],
  [
    'conta duas vezes quem também é buscado',
    'rate(llm_api_calls_total{job="backend"',
    'rate(llm_api_calls_total{job=~".+"',
  ],
  [
    'esconde o modelo que não falha',
    'or sum by (gen_ai_request_model) (rate(llm_api_calls_total{job="backend"}[1m])) * 0',
    '',
  ],
  [
    'conta por segundo o que é por minuto',
    '(rate(gen_ai_client_token_usage_sum{job="backend"}[1m])) * 60',
    '(rate(gen_ai_client_token_usage_sum{job="backend"}[1m]))',
  ],
  ['espera demais para dizer que se espera', 'wait:p95 > 1', 'wait:p95 > 2'],
  [
    'só os tokens que entram',
    'gen_ai_client_token_usage_sum{',
    'gen_ai_client_token_usage_sum{gen_ai_token_type="input", ',
  ],
  ['toca por US$ 4,80', 'cost:per_hour > 5', 'cost:per_hour > 4'],
] as const)('os testes das regras acusam: %s', async ([, right, wrong], { expect, onTestFinished }) => {
  // Uma cópia, para que este teste a estrague.
  const folder = await mkdtemp(path.join(tmpdir(), 'prometheus-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(FOLDER, folder, { recursive: true });
  const file = path.join(folder, 'rules.yaml');
  const rules = await readFile(file, 'utf8');
  expect(rules).toContain(right);
  await writeFile(file, rules.replaceAll(right, wrong));
  await expect(promtool(folder, 'test', 'rules', 'rules.test.yaml')).rejects.toThrow('FAILED');
});
