import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { attemptEnv, beginAttempt } from './attempt.ts';
import { noSpan, span, stdout, trace } from './expectations.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { contains } from './matchers.ts';
import { CAPABILITIES } from './capabilities.ts';
import type { Reading, SourceQuery, TelemetrySource } from './sources/source.ts';
import { stdoutSource } from './sources/stdout.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { startProgram } from './testing/programs.ts';
import { waitForVerdict, type WaitOptions } from './wait.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** Inicia um programa e espera o veredito; `afterDoneMs` é quanto ele veio depois do fim do programa. */
async function judgeRun(body: string, options: Partial<WaitOptions> & Pick<WaitOptions, 'expectations'>) {
  const attempt = beginAttempt();
  const program = startProgram(body, { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempt) });
  let doneAt = Infinity;
  const done = program.done.then(() => (doneAt = performance.now()));
  const sources = [jaegerSource(luneta.url), stdoutSource(program.stdout, { spans: false })];
  const verdict = await waitForVerdict({ sources, attempt, done, deadlineMs: 20_000, ...options });
  const afterDoneMs = performance.now() - doneAt;
  program.kill();
  return { verdict, afterDoneMs };
}

const FOREVER = `setInterval(() => {}, 1000);`;

test('passa assim que tudo confere, com o programa ainda no ar', async () => {
  const startedAt = performance.now();
  const { verdict, afterDoneMs } = await judgeRun(`run('a'); console.log('pronto'); ${FOREVER}`, {
    expectations: [span('a'), stdout('pronto')],
  });
  expect(verdict.passed).toBe(true);
  expect(afterDoneMs).toBe(-Infinity);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test('o que ainda pode ser desmentido espera o fim do programa', async () => {
  const late = `run('a'); setTimeout(() => { run('b'); run('a'); }, 300);`;
  for (const expectation of [noSpan('b'), span('a').once(), span('a').count(1), trace().containing('a').spanCount(2)]) {
    const { verdict } = await judgeRun(late, { expectations: [span('a'), expectation], quietMs: 60 });
    expect(verdict.passed).toBe(false);
  }
});

test('um programa que acaba e falha é julgado meio segundo depois, e não no prazo', async () => {
  const { verdict, afterDoneMs } = await judgeRun(`run('a')`, { expectations: [span('outro')] });
  expect(verdict.passed).toBe(false);
  expect(afterDoneMs).toBeGreaterThanOrEqual(490);
  expect(afterDoneMs).toBeLessThan(3000);
});

test('um programa que acaba com erro, ou nem começa, também é julgado', async () => {
  const startedAt = performance.now();
  const { verdict } = await judgeRun(`process.exitCode = 3; throw new Error('ops')`, {
    expectations: [span('a')],
    quietMs: 10,
    done: Promise.reject(new Error('não começou')),
  });
  expect(verdict.checks).toMatchObject([{ code: 'no_telemetry' }]);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

test('num servidor, o silêncio conta a partir da resposta ao pedido', async () => {
  const attempt = beginAttempt();
  const server = startProgram(
    `require('node:http')
      .createServer((request, response) => { run('GET /'); response.end('ok'); })
      .listen(0, '127.0.0.1', function () { console.log('porta ' + this.address().port); });`,
    { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempt) },
  );
  onTestFinished(() => server.kill());
  const request = async (): Promise<string> => {
    const port = await vi.waitUntil(() => /porta (\d+)/.exec(server.stdout())?.[1], { timeout: 20_000, interval: 10 });
    return (await fetch(`http://127.0.0.1:${port}`)).text();
  };
  const startedAt = performance.now();
  const done = request().then((text) => {
    expect(text).toBe('ok');
    return performance.now() - startedAt;
  });
  const verdict = await waitForVerdict({
    expectations: [span('GET /').once(), noSpan('GET /outra')],
    sources: [jaegerSource(luneta.url)],
    attempt,
    done,
    deadlineMs: 20_000,
  });
  const afterDoneMs = performance.now() - startedAt - (await done);
  expect(verdict.passed).toBe(true);
  expect(afterDoneMs).toBeGreaterThanOrEqual(490);
  expect(afterDoneMs).toBeLessThan(5000);
});

test('sem silêncio que baste, vale o prazo, com o que se viu até ele', async () => {
  const attempt = beginAttempt();
  const program = startProgram(`run('a')`, { OTLP_URL: luneta.otlpUrl, ...attemptEnv(attempt) });
  const done = program.done;
  await done;
  const startedAt = performance.now();
  const options = { attempt, done, sources: [jaegerSource(luneta.url)], quietMs: Infinity, deadlineMs: 400 };
  const verdict = await waitForVerdict({ ...options, expectations: [span('a'), span('b')] });
  const tookMs = performance.now() - startedAt;
  expect(verdict.checks.map(({ code }) => code)).toEqual(['ok', 'span_missing']);
  expect(tookMs).toBeGreaterThan(300);
  expect(tookMs).toBeLessThan(3000);
});

function fakeSource(read: (call: number, signal?: AbortSignal) => Promise<Reading>): TelemetrySource {
  let calls = 0;
  return { shows: CAPABILITIES, read: (_query, signal) => read(++calls, signal) };
}

test('às fontes se diz de que serviços se espera algo', async () => {
  const asked: SourceQuery[] = [];
  const source: TelemetrySource = {
    shows: CAPABILITIES,
    read: async (query) => {
      asked.push(query);
      return { spans: [], problems: [] };
    },
  };
  const expectations = [
    span('a').service('loja'),
    trace().services('estoque', 'loja'),
    span('b').service(contains('x')),
  ];
  const options = { attempt: beginAttempt(), done: Promise.resolve(), quietMs: 10, deadlineMs: 400 };
  await waitForVerdict({ ...options, expectations, sources: [source] });
  expect(asked[0]?.services).toEqual(['loja', 'estoque']);
});

test('a cada novidade o silêncio recomeça', async () => {
  // Um span a cada leitura, dez vezes: com o silêncio contado só do fim do programa, faltariam os últimos.
  const growing = stdoutSource(() => '');
  const template = (await stdoutSource(() => SPAN).read({ sinceUs: 0 })).spans[0];
  const source = fakeSource(async (call) => ({
    ...(await growing.read({ sinceUs: 0 })),
    spans: Array.from({ length: Math.min(call, 10) }, (_, i) => ({ ...template, spanId: String(i).padStart(16, '0') })),
  }));
  const options = {
    attempt: beginAttempt(),
    done: Promise.resolve(),
    quietMs: 100,
    intervalMs: 40,
    deadlineMs: 20_000,
  };
  const verdict = await waitForVerdict({ ...options, expectations: [trace().spanCount(10)], sources: [source] });
  expect(verdict.passed).toBe(true);
});

const SPAN = `{\n  resource: {},\n  traceId: '${'a'.repeat(32)}',\n  id: '${'b'.repeat(16)}',\n  name: 'a',\n  timestamp: 4e15\n}`;

test('uma fonte que falha, ou que nunca responde, não derruba o veredito', async () => {
  const broken = fakeSource(() => Promise.reject(new Error('ops')));
  const stuck = fakeSource(
    (_call, signal) =>
      new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ spans: [], problems: [] }))),
  );
  const options = { attempt: beginAttempt(), done: Promise.resolve(), quietMs: 10, deadlineMs: 400 };
  for (const source of [broken, stuck]) {
    const verdict = await waitForVerdict({ ...options, expectations: [span('a')], sources: [source] });
    expect(verdict.checks).toMatchObject([{ code: 'no_telemetry' }]);
  }
});

test('a leitura que o prazo corta não apaga o que a anterior viu', async () => {
  const whole = await stdoutSource(() => SPAN).read({ sinceUs: 0 });
  const source = fakeSource(async (call, signal) => {
    if (call === 1) return whole;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    return { spans: [], problems: [] };
  });
  const options = { attempt: beginAttempt(), done: Promise.resolve(), quietMs: Infinity, deadlineMs: 400 };
  const verdict = await waitForVerdict({ ...options, expectations: [span('b')], sources: [source] });
  expect(verdict.checks).toMatchObject([{ code: 'span_missing' }]);
});

test('um backend que não atende: o veredito é rápido, e diz isso', async () => {
  const closed = await startBackend();
  await closed.close();
  const { verdict, afterDoneMs } = await judgeRun(`run('a')`, {
    expectations: [span('a')],
    sources: [jaegerSource(closed.url)],
  });
  expect(verdict.checks).toMatchObject([
    { code: 'no_telemetry', hintKeys: ['no_telemetry:backend_unreachable', 'no_telemetry'] },
  ]);
  expect(verdict.checks[0].observed).toMatch(/Ninguém atende em .* \(ECONNREFUSED\)/);
  expect(verdict.problems).toHaveLength(1);
  expect(afterDoneMs).toBeLessThan(3000);
});
