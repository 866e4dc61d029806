import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attempt, attemptEnv, beginAttempt } from './attempt.ts';
import { type Expectation, log, metric, noLog, noValue, span, stdout, trace } from './expectations.ts';
import { contains } from './matchers.ts';
import type { ReadSeries } from './metrics/series.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { lokiSource } from './sources/loki.ts';
import { prometheusSource } from './sources/prometheus.ts';
import { CAPABILITIES } from './capabilities.ts';
import type { Reading, Signal, TelemetrySource } from './sources/source.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { outputsOf } from './testing/programs.ts';
import { waitForVerdict } from './wait.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

const allSources = (): TelemetrySource[] => [
  jaegerSource(luneta.url),
  prometheusSource(luneta.url),
  lokiSource(luneta.url),
];

/** Roda um programa que mede e escreve logs, e julga. */
async function run(body: string, attempt?: Attempt): Promise<void> {
  await outputsOf([{ body, hasSignals: true, env: { OTLP_URL: luneta.otlpUrl, ...(attempt && attemptEnv(attempt)) } }]);
}

/** De um teste que roda programas, numa máquina ocupada. */
const TIMEOUT_MS = 60_000;
const WHEN = { done: Promise.resolve(), quietMs: 60, deadlineMs: 20_000 };
const verdictOf = (attempt: Attempt, expectations: readonly Expectation[], sources = allSources()) =>
  waitForVerdict({ ...WHEN, attempt, expectations, sources });

async function failures(attempt: Attempt, ...expectations: Expectation[]) {
  const { passed, checks } = await verdictOf(attempt, expectations);
  return passed ? 'passou' : checks.filter((check) => !check.passed).map(({ hintKeys }) => hintKeys[0]);
}

/** Sem `service.instance.id`: duas execuções são, para o Prometheus, o mesmo processo. */
const anonymous = (body: string): string =>
  `const c = meterOf('loja', { attributes: { 'service.instance.id': '' } }).createCounter('c'); ${body}; emit('oi')`;

test(
  'o que uma execução anterior mandou não conta, nem na mesma série',
  async () => {
    const first = beginAttempt();
    await run(anonymous(`c.add(5); c.add(1, { velha: true })`), first);
    expect(await failures(first, metric('c').value(5), metric('c').attribute('velha', true))).toBe('passou');
    const second = beginAttempt();
    expect(await failures(second, metric('c'), log('oi'))).toEqual(['no_telemetry:metrics', 'no_telemetry:logs']);
    await run(anonymous('c.add(2)'), second);
    const now = metric('c').value(2).withoutAttribute('velha').seriesAtMost(1);
    expect(await failures(second, now, log('oi').once())).toBe('passou');
    expect(await failures({ startedAtUs: second.startedAtUs }, now, log('oi').once())).toBe('passou');
  },
  TIMEOUT_MS,
);

test(
  'de outro, e de quem não lê o ambiente, não conta; sem id, até a hora combinada',
  async () => {
    const mine = beginAttempt();
    await run(`meter.createCounter('c').add(1); emit('oi')`, beginAttempt());
    expect(await failures(mine, metric('c'), log('oi'))).toEqual(['no_telemetry:metrics', 'no_telemetry:logs']);
    await run(`meter.createCounter('c').add(1); emit('oi')`);
    const { checks } = await verdictOf(mine, [metric('c'), log('oi')]);
    expect(checks.map(({ hintKeys }) => hintKeys[0])).toEqual([
      'no_telemetry:metrics:no_attempt',
      'no_telemetry:logs:no_attempt',
    ]);
    expect(checks[0].observed).toMatch(/^nenhuma métrica; 1 métrica não conta: sem o id desta tentativa.*envDetector/);
    const until = Date.now() * 1000;
    await run(`meter.createCounter('d').add(1); emit('depois')`);
    const open = { ...mine, unmarkedUntilUs: () => until };
    expect(await failures(open, metric('c').seriesAtMost(1), log('oi'), noLog('depois'))).toBe('passou');
    expect(await failures(open, metric('d'))).toEqual(['metric_missing:d']);
  },
  TIMEOUT_MS,
);

test(
  'um backend sem as APIs de métricas e de logs: não reprova, não aprova',
  async () => {
    const attempt = beginAttempt();
    await run(`run('a')`, attempt);
    const wanted = [metric('c'), log('oi'), noLog(contains('@'))];
    const onlySpans = await verdictOf(attempt, wanted, [jaegerSource(luneta.url)]);
    expect(onlySpans).toMatchObject({ passed: false, notObservable: 3 });
    expect(onlySpans.checks.map(({ code }) => code)).toEqual(Array(3).fill('not_observable'));
    const other = `${luneta.url}/nada`;
    const sources = [jaegerSource(luneta.url), prometheusSource(other), lokiSource(other)];
    const verdict = await verdictOf(attempt, [...wanted, span('a'), noValue(contains('@'))], sources);
    expect(verdict).toMatchObject({ passed: true, notObservable: 3 });
    expect(verdict.problems.map(({ code }) => code)).toEqual(['not_prometheus', 'not_loki']);
  },
  TIMEOUT_MS,
);

function fakeSource(signal: Signal | undefined, read: () => Partial<Reading>): TelemetrySource & { reads: number } {
  const source = {
    signal,
    shows: CAPABILITIES,
    reads: 0,
    read: async () => {
      source.reads++;
      return { spans: [], problems: [], ...read() };
    },
  };
  return source;
}

const series = (labels: Record<string, string>, value = 1): ReadSeries => ({
  name: 'c_total',
  type: 'counter',
  labels,
  service: 'loja',
  samples: [[Date.now() * 1000 + 1e9, value]],
  resources: [],
});

test.each<[string, readonly Expectation[], readonly (Signal | undefined)[]]>([
  ['spans', [span('a'), trace(), stdout('x')], [undefined]],
  ['métricas', [metric('c')], [undefined, 'metrics']],
  ['logs', [noLog('x')], [undefined, 'logs']],
  ['tudo', [noValue('x')], [undefined, 'metrics', 'logs']],
])('só se pergunta o que é preciso: %s', async (_title, expectations, asked) => {
  const sources = ([undefined, 'metrics', 'logs'] as const).map((signal) => fakeSource(signal, () => ({})));
  await waitForVerdict({ ...WHEN, attempt: { startedAtUs: 0 }, expectations, sources });
  expect(sources.filter(({ reads }) => reads > 0).map(({ signal }) => signal)).toEqual(asked);
});

test.each<[string, Expectation, boolean]>([
  ['que haja a métrica', metric('c'), true],
  ['um limite de séries', metric('c').seriesAtMost(1), false],
  ['que nenhuma tenha um atributo', metric('c').withoutAttribute('x'), false],
  ['um total', metric('c').value(1), false],
])('o que ainda pode ser desmentido espera: %s', async (_title, expectation, passed) => {
  let reads = 0;
  const source = fakeSource('metrics', () => ({
    metrics: ++reads === 1 ? [series({})] : [series({}, 2), series({ x: '1' }, 2)],
  }));
  const verdict = await waitForVerdict({
    ...WHEN,
    attempt: { startedAtUs: 0 },
    expectations: [expectation],
    sources: [source],
  });
  expect(verdict.passed).toBe(passed);
});

test('um valor novo da mesma série não é novidade: quem exporta sem parar não adia o veredito', async () => {
  let value = 0;
  const source = fakeSource('metrics', () => ({ metrics: [series({}, ++value)] }));
  const startedAt = performance.now();
  const options = { ...WHEN, attempt: { startedAtUs: 0 }, expectations: [metric('outra')], sources: [source] };
  expect((await waitForVerdict(options)).passed).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
