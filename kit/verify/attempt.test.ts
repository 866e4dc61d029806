import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attempt, attemptEnv, beginAttempt } from './attempt.ts';
import { gatherEvidence } from './evidence.ts';
import { type Expectation, noSpan, span, trace } from './expectations.ts';
import { judge } from './judge.ts';
import { readEvidence } from './read-evidence.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { stdoutSource } from './sources/stdout.ts';
import { type Backend, startBackend } from './testing/luneta.ts';
import { outputOf, runProgram } from './testing/programs.ts';
import { waitForVerdict } from './wait.ts';

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** Roda um programa até o fim, e devolve o id do trace do primeiro span que ele imprimiu. */
async function runToEnd(body: string, attempt?: Attempt): Promise<string> {
  const program = await runProgram(body, { OTLP_URL: luneta.otlpUrl, ...(attempt && attemptEnv(attempt)) });
  const { spans } = await stdoutSource(program.stdout).read({ sinceUs: 0 });
  return spans[0].traceId;
}

async function failures(attempt: Attempt, ...expectations: Expectation[]) {
  const done = Promise.resolve();
  const sources = [jaegerSource(luneta.url)];
  const { passed, checks } = await waitForVerdict({
    expectations,
    sources,
    attempt,
    done,
    quietMs: 60,
    deadlineMs: 20_000,
  });
  return passed ? 'passou' : checks.filter((check) => !check.passed).map(({ code, field }) => [code, field]);
}

const PROGRAM = `run('igual', { attributes: { valor: 1 } })`;
const EXPECTED = span('igual').attribute('valor', 1);

test('o que uma execução anterior mandou não conta, nem quando só se sabe a hora', async () => {
  await runToEnd(PROGRAM);
  const attempt = beginAttempt();
  expect(await failures({ startedAtUs: attempt.startedAtUs }, EXPECTED)).toEqual([['no_telemetry', undefined]]);
  expect(await failures(attempt, EXPECTED)).toEqual([['no_telemetry', undefined]]);
  await runToEnd(PROGRAM, attempt);
  expect(await failures(attempt, EXPECTED)).toBe('passou');
  expect(await failures({ startedAtUs: attempt.startedAtUs }, EXPECTED)).toBe('passou');
});

test('um span antigo num trace de agora também não conta', async () => {
  const attempt = beginAttempt();
  await runToEnd(
    `run('velho', { startTime: Date.now() - 60_000 }, (velho) => run('novo', {}, undefined, { parent: velho }))`,
    attempt,
  );
  expect(await failures(attempt, noSpan('velho'))).toBe('passou');
  expect(await failures(attempt, span('velho'))).toEqual([['span_missing', undefined]]);
  expect(await failures({ ...attempt, startedAtUs: attempt.startedAtUs - 120e6 }, span('velho'))).toBe('passou');
});

test('duas tentativas ao mesmo tempo: cada uma vê só os seus spans', async () => {
  const [mine, theirs] = [beginAttempt(), beginAttempt()];
  await Promise.all([
    runToEnd(`run('igual', { attributes: { valor: 2 } })`, mine),
    runToEnd(PROGRAM, theirs),
    runToEnd(PROGRAM),
  ]);
  expect(await failures(theirs, EXPECTED.once(), trace().spanCount(1))).toBe('passou');
  expect(await failures(mine, EXPECTED.once())).toEqual([['attribute_differs', 'valor']]);
  expect(await failures(mine, span('igual').attribute('valor', 2).once())).toBe('passou');
});

test('os ids dos traces também separam duas execuções', async () => {
  const { startedAtUs } = beginAttempt();
  const [mine, theirs] = await Promise.all([runToEnd(`run('igual')`), runToEnd(PROGRAM)]);
  expect(await failures({ startedAtUs, traceIds: [mine] }, EXPECTED)).toEqual([['attribute_missing', 'valor']]);
  expect(await failures({ startedAtUs, traceIds: [theirs, 'f'.repeat(32)] }, EXPECTED.once())).toBe('passou');
  expect(await failures({ startedAtUs, traceIds: ['f'.repeat(32)] }, EXPECTED)).toEqual([['no_telemetry', undefined]]);
});

test('uma fonte que não sabe buscar por ids também só conta os desta tentativa', async () => {
  const { startedAtUs } = beginAttempt();
  const traceIds = [await runToEnd(PROGRAM)];
  await runToEnd(PROGRAM);
  const all = await jaegerSource(luneta.url).read({ sinceUs: startedAtUs });
  expect(all.spans).toHaveLength(2);
  const { spans } = gatherEvidence([all], { startedAtUs, traceIds });
  expect(spans.map(({ traceId }) => traceId)).toEqual(traceIds);
});

test('a saída guardada de outra execução, impressa de novo, não conta', async () => {
  const earlier = await outputOf(PROGRAM);
  const attempt = beginAttempt();
  const program = await runProgram(`process.stdout.write(${JSON.stringify(earlier)}); run('outro')`);
  const judgedFrom = async (expectation: Expectation) =>
    judge([expectation], await readEvidence({ sources: [stdoutSource(program.stdout)], attempt }));
  expect((await judgedFrom(span('outro'))).passed).toBe(true);
  const { passed, checks } = await judgedFrom(EXPECTED);
  expect(passed).toBe(false);
  expect(checks[0]).toMatchObject({
    code: 'span_missing',
    observed: expect.stringContaining('de antes desta tentativa'),
  });
});

test('sem id: conta o que começa até a hora combinada, e só ele', async () => {
  const attempt = beginAttempt();
  const theirs = beginAttempt();
  await runToEnd(`run('marcado')`, theirs);
  await runToEnd(`run('no prazo', {}, undefined, { of: provider('loja', { useEnv: false }).getTracer('x') })`);
  const until = Date.now() * 1000;
  await runToEnd(`run('depois', {}, undefined, { of: provider('loja', { useEnv: false }).getTracer('x') })`);
  const open = { ...attempt, unmarkedUntilUs: () => until };
  expect(await failures(open, span('no prazo'), noSpan('depois'), noSpan('marcado'))).toBe('passou');
  expect(await failures(attempt, span('no prazo'))).toEqual([['no_telemetry', 'no_attempt']]);
});

test('sem id, num backend de todos: conta o trace que a saída do programa mostrou, e só ele', async () => {
  const attempt = beginAttempt();
  const unmarked = `run('igual', {}, undefined, { of: provider('loja', { useEnv: false }).getTracer('x') })`;
  const [mine, theirs] = [await runToEnd(unmarked, attempt), await runToEnd(unmarked, attempt)];
  const marked = await runToEnd(PROGRAM, beginAttempt());
  const knowing = { ...attempt, printedTraceIds: () => new Set([mine, marked]) };
  expect(await failures(knowing, span('igual').once())).toBe('passou');
  expect(await failures({ ...attempt, printedTraceIds: () => new Set<string>() }, span('igual'))).toEqual([
    ['no_telemetry', 'no_attempt'],
  ]);
  expect(mine).not.toBe(theirs);
});

test('um programa cujo recurso não lê o ambiente: não conta, e a mensagem diz por quê', async () => {
  const attempt = beginAttempt();
  await runToEnd(`run('igual', {}, undefined, { of: provider('loja', { useEnv: false }).getTracer('x') })`, attempt);
  const sources = [jaegerSource(luneta.url)];
  const options = { sources, attempt, done: Promise.resolve(), quietMs: 60, deadlineMs: 20_000 };
  const { checks } = await waitForVerdict({ ...options, expectations: [span('igual')] });
  expect(checks).toMatchObject([
    {
      code: 'no_telemetry',
      hintKeys: ['no_telemetry:no_attempt', 'no_telemetry'],
      observed: expect.stringContaining('envDetector'),
    },
  ]);
});

test('o exporter antigo do Jaeger, por UDP, também leva o id da tentativa', async () => {
  const attempt = beginAttempt();
  const program = await runProgram(
    `const { JaegerExporter } = require('@opentelemetry/exporter-jaeger');
     exporters.push(new JaegerExporter({ host: '127.0.0.1', port: ${luneta.agentPort}, flushTimeout: 50 }));
     const agente = provider('agente');
     run('igual', { attributes: { valor: 1 } }, undefined, { of: agente.getTracer('x') });
     agente.shutdown();`,
    attemptEnv(attempt),
  );
  // Sem confirmação, o UDP não diz quando chegou: espera-se com folga.
  const options = { sources: [jaegerSource(luneta.url)], done: program.done, quietMs: 2000, deadlineMs: 20_000 };
  const expectations = [EXPECTED.service('agente').scope('x')];
  expect((await waitForVerdict({ ...options, attempt, expectations })).passed).toBe(true);
  expect(await failures(beginAttempt(), EXPECTED)).toEqual([['no_telemetry', undefined]]);
});

test('o que o aluno já tinha em OTEL_RESOURCE_ATTRIBUTES continua lá', () => {
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'a=1,lab.attempt=velha,b=2' };
  expect(attemptEnv({ startedAtUs: 0, id: 'x,y' }, env)).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: 'a=1,b=2,service.instance.id=x%2Cy,lab.attempt=x%2Cy',
  });
  expect(attemptEnv({ startedAtUs: 0, id: 'x' })).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=x,lab.attempt=x',
  });
  const own = { OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=minha' };
  expect(attemptEnv({ startedAtUs: 0, id: 'x' }, own)).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=minha,lab.attempt=x',
  });
  expect(attemptEnv({ startedAtUs: 0 }, env)).toEqual({});
});
