import { once } from 'node:events';
import { INVALID_SPAN_CONTEXT, type SpanContext, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { telescopeJob } from './telescope-job';
import { observe, parentOf } from './testing/observed';

test('um trace novo, mesmo dentro de outro span; o que roda nele é filho', async () => {
  const observed = observe();
  const result = await observed.tracer.startActiveSpan('fora', async (span) => {
    const done = await telescopeJob(observed.tracer, 'local', 'nightly', () => {
      observed.tracer.startSpan('dentro').end();
      return 42;
    });
    span.end();
    return done;
  });
  expect(result).toBe(42);
  const job = observed.span('local.job.nightly');
  expect(parentOf(job)).toBeUndefined();
  expect(job.spanContext().traceId).not.toBe(observed.span('fora').spanContext().traceId);
  expect(parentOf(observed.span('dentro'))).toBe(job.spanContext().spanId);
  expect(job).toMatchObject({ kind: SpanKind.INTERNAL, attributes: {}, links: [], status: { code: 0 } });
});

test('o tipo e os links', async () => {
  const observed = observe();
  const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  await telescopeJob(observed.tracer, 'local', 'consume', () => {}, { kind: SpanKind.CONSUMER, links: [{ context }] });
  const job = observed.span('local.job.consume');
  expect(job.kind).toBe(SpanKind.CONSUMER);
  expect(job.links.map((link) => link.context)).toEqual([context]);
});

test('um link sem contexto, ou com um que não vale, fica de fora', async () => {
  const observed = observe();
  const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  // É o que sai de trace.getActiveSpan()?.spanContext() fora de um span, e do span que não grava.
  const nowhere = [{ context: undefined as unknown as SpanContext }, { context: INVALID_SPAN_CONTEXT }];
  await telescopeJob(observed.tracer, 'local', 'consume', () => {}, { links: [...nowhere, { context }] });
  expect(observed.span('local.job.consume').links.map((link) => link.context)).toEqual([context]);
});

describe('agendado', () => {
  test('o agendamento, a hora combinada e o atraso', async () => {
    const observed = observe();
    const scheduledAt = new Date(Date.now() - 5000);
    const schedule = { cron: '0 3 * * *', scheduledAt, invocationId: 'abc', coldStart: false };
    await telescopeJob(observed.tracer, 'local', 'nightly', () => {}, { schedule });
    const { attributes } = observed.span('local.job.nightly');
    expect(attributes).toEqual({
      'faas.trigger': 'timer',
      'faas.cron': '0 3 * * *',
      'faas.time': scheduledAt.toISOString(),
      'faas.invocation_id': 'abc',
      'faas.coldstart': false,
      'telescope.schedule.delay': expect.any(Number) as number,
    });
    expect(attributes['telescope.schedule.delay']).toBeGreaterThanOrEqual(5);
  });

  test('um relógio adiantado não é um atraso negativo; o que não se sabe não se diz', async () => {
    const observed = observe();
    const schedule = { cron: '@daily', scheduledAt: new Date(Date.now() + 60_000) };
    await telescopeJob(observed.tracer, 'local', 'nightly', () => {}, { schedule });
    const { attributes } = observed.span('local.job.nightly');
    expect(attributes['telescope.schedule.delay']).toBe(0);
    expect(attributes).not.toHaveProperty(['faas.invocation_id']);
    expect(attributes).not.toHaveProperty(['faas.coldstart']);
  });

  test('uma hora que não existe não derruba o trabalho, e não vira atributo', async () => {
    const observed = observe();
    const schedule = { cron: '@daily', scheduledAt: new Date('ontem') };
    let ran = false;
    await telescopeJob(observed.tracer, 'local', 'nightly', () => void (ran = true), { schedule });
    expect(ran).toBe(true);
    const { attributes } = observed.span('local.job.nightly');
    expect(attributes).toEqual({ 'faas.trigger': 'timer', 'faas.cron': '@daily' });
  });
});

describe('o flush', () => {
  test('vem depois do fim do span', async () => {
    const observed = observe();
    let names: string[] = [];
    const flush = async () => void (names = observed.spans().map(({ name }) => name));
    await telescopeJob(observed.tracer, 'local', 'nightly', () => {}, { flush });
    expect(names).toEqual(['local.job.nightly']);
  });

  test('acontece também quando o trabalho falha, e o erro é o do trabalho', async () => {
    const observed = observe();
    let flushed = 0;
    const fail = () => Promise.reject(new Error('sem dados'));
    const flush = async () => void (flushed += 1);
    await expect(telescopeJob(observed.tracer, 'local', 'nightly', fail, { flush })).rejects.toThrow('sem dados');
    expect(flushed).toBe(1);
    expect(observed.span('local.job.nightly').status).toEqual({ code: SpanStatusCode.ERROR, message: 'sem dados' });
  });

  test('se falha, o erro do trabalho continua a ser o do trabalho', async () => {
    const observed = observe();
    const warned = once(process, 'warning');
    const fail = () => Promise.reject(new Error('sem dados'));
    const flush = () => Promise.reject(new Error('sem rede'));
    await expect(telescopeJob(observed.tracer, 'local', 'nightly', fail, { flush })).rejects.toThrow('sem dados');
    expect(await warned).toMatchObject([{ name: 'TelescopeWarning', code: 'spans_not_delivered' }]);
  });

  test('se falha depois de um trabalho que deu certo, o resultado chega, com um aviso', async () => {
    const observed = observe();
    const warned = once(process, 'warning');
    const flush = () => Promise.reject([new Error('sem rede'), 'sem luz'] as unknown as Error);
    expect(await telescopeJob(observed.tracer, 'local', 'nightly', () => 42, { flush })).toBe(42);
    const [warning] = (await warned) as [Error];
    expect(warning.message).toBe('Nem todos os spans foram entregues: sem rede; sem luz.');
  });

  test('um flush que lança antes de prometer também é só um aviso', async () => {
    const observed = observe();
    const warned = once(process, 'warning');
    const flush = () => {
      throw new Error('já fechado');
    };
    expect(await telescopeJob(observed.tracer, 'local', 'nightly', () => 42, { flush })).toBe(42);
    expect(await warned).toMatchObject([{ message: expect.stringContaining('já fechado') as string }]);
  });
});

test('sem a plataforma, o engano se diz antes de o trabalho rodar', async () => {
  const observed = observe();
  let ran = false;
  await expect(telescopeJob(observed.tracer, '', 'x', () => (ran = true))).rejects.toThrow(/precisa de service/);
  expect(ran).toBe(false);
});
