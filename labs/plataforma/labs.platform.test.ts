/**
 * As mesmas conferências dos labs, na plataforma: os programas do aluno mandam ao Collector, e `npm run lab verify` lê os
 * spans num Zipkin, as métricas num Prometheus e os logs na Luneta, que faz as vezes do Loki. A solução passa, o começo não.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { fillLabRoot, type LabRun } from '../../kit/cli/lab/testing/lab-root.ts';
import { runHere } from '../../kit/cli/lab/testing/run-here.ts';
import { type Step, stepOf } from '../../kit/course/manifest.ts';
import { recentExemplars } from '../../kit/testing/platform/ask-prometheus.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { type Platform, startPlatform } from '../../kit/testing/platform/platform.ts';
import { labs } from '../labs.ts';

/** Quanto um começo espera, sem novidade, antes de ser reprovado: mais que a amostragem e os lotes, numa máquina ocupada. */
const QUIET_MS = 5000;
/** Um passo do lab 02 inteiro, com outro ao lado, põe dez processos no ar. */
const STEP_MS = 120_000;
const LAB_MS = 300_000;

let platform: Platform;
/** O binário que faz as vezes do que o aluno instala: o do passo 03/5.3. */
let collector: string;
beforeAll(async () => {
  collector = await installed('.ci/install-collector', 'otelcol');
  // Fora os erros, os lentos e o que os labs conferem, nada se guarda: se a marca deles se perdesse, quase nada passaria.
  platform = await startPlatform({ env: { TAIL_DECISION_WAIT: '500ms', TAIL_KEEP_PERCENT: '0' } });
}, 90_000);
const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
  await platform?.close();
});

/** Um projeto só com os labs. Apagado no fim de tudo: de um teste que corre ao lado de outros, o vitest não sabe qual acabou. */
function newRoot(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'plataforma-'));
  roots.push(root);
  return fillLabRoot(root);
}

/** Para onde os programas mandam, com as variáveis que o guia da plataforma manda definir. */
function collectorEnv(): Record<string, string> {
  const { otlpHttpUrl, otlpGrpcUrl, jaegerBinaryPort } = platform.collector;
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttpUrl,
    LAB_OTLP_GRPC_ENDPOINT: otlpGrpcUrl,
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(jaegerBinaryPort),
  };
}

/** `npm run lab verify …`, como o guia da plataforma manda. */
function verify(root: string, words: readonly string[], env = collectorEnv()): Promise<LabRun> {
  const { zipkin, prometheus, luneta } = platform;
  const backend = [zipkin.url, prometheus.url, luneta.url].join();
  return runHere(root, ['verify', ...words, '--backend', backend], { env, remoteQuietMs: QUIET_MS });
}

/** Os arquivos de um passo, no começo dele ou resolvidos. */
async function place(root: string, id: string, isSolved: boolean): Promise<void> {
  await runHere(root, ['jump', id]);
  if (isSolved) await runHere(root, ['solution', id, 'write']);
}

/**
 * Os traces em que se clicaria no gráfico de duração do frontend, e o que o Zipkin diz de cada um.
 * @returns Os ids dos que ele não conhece; `undefined` se o gráfico ainda não tem nenhum.
 */
async function unknownExemplars(): Promise<string[] | undefined> {
  const selector = 'traces_span_metrics_duration_milliseconds_bucket{service_name="frontend"}';
  const exemplars = await recentExemplars(platform.prometheus.url, selector);
  if (exemplars.length === 0) return undefined;
  const traceIds = [...new Set(exemplars.map(({ labels }) => labels.trace_id ?? ''))];
  const known = await Promise.all(traceIds.map((id) => fetch(`${platform.zipkin.url}/api/v2/trace/${id}`)));
  return traceIds.filter((_, index) => !known[index]?.ok);
}

/** Os que mandam a um backend e rodam nesta máquina. */
function exportedSteps(id: string): Step[] {
  return stepOf(labs, id).lab.steps.filter(({ telemetry, deployed }) => telemetry === 'backend' && !deployed);
}

const TRACING = exportedSteps('01/1');
const ISS = exportedSteps('02/0');
/**
 * Do lab 03, um passo de cada assunto: as métricas empurradas, o que não se grava, três serviços com dois propagadores, o Collector
 * do aluno na frente do nosso, e as regras num Prometheus de verdade. Todos, de uma vez, custariam minutos.
 */
const LLM = exportedSteps('03/1').filter(({ id }) => ['03/3', '03/4.4', '03/5.2', '03/5.3', '03/6.1'].includes(id));

// O mais demorado vem primeiro: os outros correm ao lado dele.
test.concurrent(
  'lab 02: com a solução, `verify 02` passa em cada passo, e quase tudo é observável',
  async ({ expect }) => {
    const root = newRoot();
    await place(root, ISS.at(-1)?.id ?? '', true);
    const { code, stdout, stderr } = await verify(root, ['02', 'json']);
    expect(stderr).toBe('');
    const { steps } = JSON.parse(stdout) as {
      steps: {
        step: string;
        passed: boolean;
        notObservable: number;
        checks: { passed: boolean; expected: string }[];
      }[];
    };
    expect(steps.filter(({ passed }) => !passed)).toEqual([]);
    expect(steps.map(({ step }) => step)).toEqual(ISS.map(({ id }) => id));
    // O Prometheus não guarda o tipo do que lhe escrevem: se iss.altitude é mesmo um medidor, ele não sabe dizer.
    expect(Math.max(...steps.map(({ notObservable }) => notObservable))).toBe(1);
    expect(code).toBe(0);
    await expect.poll(unknownExemplars, { timeout: 30_000, interval: 250 }).toEqual([]);
  },
  LAB_MS,
);

test.concurrent.for([...TRACING, ...ISS].map(({ id }) => id))(
  'passo %s: no começo dele, falta só o que ele pede',
  { timeout: STEP_MS },
  async (id, { expect }) => {
    const root = newRoot();
    await place(root, id, false);
    const { code, stdout, stderr } = await verify(root, [id]);
    expect(stderr).toBe('');
    expect(stdout).toContain('O que se viu: ');
    // De um passo anterior que deixou de valer, ele diria de qual.
    expect(stdout).not.toContain('É do passo');
    expect(code).toBe(1);
  },
);

test.concurrent.for([...TRACING, ...LLM].map(({ id }) => id))(
  'passo %s: a solução passa',
  { timeout: STEP_MS },
  async (id, { expect }) => {
    const root = newRoot();
    await place(root, id, true);
    const { code, stdout } = await verify(root, [id], { ...collectorEnv(), LAB_COLLECTOR: collector });
    expect({ code, stdout }).toMatchObject({ code: 0 });
  },
);

test.concurrent(
  'com o Collector fora do ar, quem lê fica sabendo a que endereço ninguém respondeu',
  async ({ expect }) => {
    const root = newRoot();
    await place(root, '01/5', true);
    const { code, stdout } = await verify(root, ['01/5'], {
      ...collectorEnv(),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    expect(stdout).toContain('http://127.0.0.1:1');
    expect(code).toBe(1);
  },
  STEP_MS,
);

test('há passos a conferir', ({ expect }) => {
  expect(TRACING.map(({ id }) => id)).toEqual(['01/4', '01/5', '01/6', '01/7']);
  expect(ISS).toHaveLength(12);
  expect(LLM).toHaveLength(5);
});
