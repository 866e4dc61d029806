import { SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { partitioned, type Partitioned } from './engines/arrays';
import { PartitionError } from './partitions';
import { parentOf } from './testing/observed';
import { numbers, partitionSpans, setup, SUMMARY } from './testing/partition-run';

/** Portas que o teste abre: um trabalho espera a dele. */
function gates(): { wait(index: number): Promise<void>; open(index: number): void; waiting: Set<number> } {
  const opened = new Map<number, () => void>();
  const waiting = new Set<number>();
  return {
    waiting,
    wait: (index) =>
      new Promise((resolve) => {
        waiting.add(index);
        opened.set(index, resolve);
      }),
    open: (index) => {
      waiting.delete(index);
      opened.get(index)?.();
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('os resultados vêm na ordem das partições, e o trabalho recebe posição e tentativa', async () => {
  const { observed, operations } = setup();
  const seen: unknown[] = [];
  const results = await operations.mapPartitions('work', partitioned(['a', 'b', 'c'], { name: 'parts' }), (...args) => {
    seen.push(args);
    return args[0].toUpperCase();
  });
  expect(results).toEqual(['A', 'B', 'C']);
  expect(seen).toEqual([
    ['a', 0, 1],
    ['b', 1, 1],
    ['c', 2, 1],
  ]);
  const summary = observed.span(SUMMARY);
  expect(summary.attributes).toEqual({
    'telescope.operation.name': 'work',
    'telescope.rdd1.name': 'parts',
    'telescope.rdd1.partitions': 3,
    'telescope.partitions.total': 3,
    'telescope.partitions.done': 3,
    'telescope.partitions.attempts': 3,
    'telescope.partitions.failed_attempts': 0,
    'telescope.partitions.spans': 3,
    'telescope.partitions.duration.median': expect.any(Number) as number,
    'telescope.partitions.duration.max': expect.any(Number) as number,
  });
  for (const [index, span] of partitionSpans(observed).entries()) {
    expect(parentOf(span)).toBe(summary.spanContext().spanId);
    expect(span.attributes).toEqual({ 'telescope.partition.index': index, 'telescope.partition.attempt': 1 });
  }
});

test('uma de cada vez, ou até tantas quantas se pedem; a ordem é a mesma', async () => {
  const { operations } = setup();
  for (const [concurrency, most] of [
    [undefined, 1],
    [2, 2],
    [10, 4],
  ] as const) {
    const gate = gates();
    const options = concurrency === undefined ? {} : { concurrency };
    let peak = 0;
    const running = operations.mapPartitions(
      'work',
      numbers(4),
      async (n) => {
        const wait = gate.wait(n);
        peak = Math.max(peak, gate.waiting.size);
        await wait;
        return n * 10;
      },
      options,
    );
    let finished = false;
    void running.finally(() => (finished = true));
    for (;;) {
      await settle();
      if (finished) break;
      // A mais nova primeiro: quem começou antes termina depois.
      const newest = Math.max(...gate.waiting);
      if (Number.isFinite(newest)) gate.open(newest);
    }
    expect(await running).toEqual([0, 10, 20, 30]);
    expect(peak).toBe(most);
  }
});

test('o span da partição está ativo enquanto ela roda', async () => {
  const { observed, operations } = setup();
  await operations.mapPartitions('work', numbers(1), () => trace.getActiveSpan()?.setAttribute('fleet.records', 7));
  expect(partitionSpans(observed)[0]?.attributes['fleet.records']).toBe(7);
});

test('sem partições, um resumo vazio', async () => {
  const { observed, operations } = setup();
  expect(await operations.mapPartitions('work', numbers(0), () => 1)).toEqual([]);
  expect(observed.span(SUMMARY).attributes).toMatchObject({
    'telescope.partitions.total': 0,
    'telescope.partitions.attempts': 0,
    'telescope.partitions.duration.median': 0,
    'telescope.partitions.duration.max': 0,
  });
  expect(observed.spans()).toHaveLength(1);
});

describe('novas tentativas', () => {
  test('a que falha e depois dá certo tem dois spans: um com o erro, outro sem', async () => {
    const { observed, operations } = setup();
    const late = Object.assign(new Error('ainda não chegou'), { code: 'batch_not_ready' });
    const results = await operations.mapPartitions(
      'work',
      numbers(2),
      (n, _, attempt) => {
        if (n === 1 && attempt === 1) throw late;
        return attempt;
      },
      { retries: 2 },
    );
    expect(results).toEqual([1, 2]);
    const [, failed, retried] = partitionSpans(observed);
    expect(failed?.attributes).toEqual({
      'telescope.partition.index': 1,
      'telescope.partition.attempt': 1,
      'error.type': 'batch_not_ready',
    });
    expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'ainda não chegou' });
    expect(retried?.attributes).toEqual({ 'telescope.partition.index': 1, 'telescope.partition.attempt': 2 });
    expect(retried?.status.code).toBe(SpanStatusCode.UNSET);
    const summary = observed.span(SUMMARY);
    expect(summary.status.code).toBe(SpanStatusCode.UNSET);
    expect(summary.attributes).toMatchObject({
      'telescope.partitions.attempts': 3,
      'telescope.partitions.failed_attempts': 1,
      'telescope.partitions.done': 2,
    });
  });

  test('esgotadas, o erro diz a partição, as tentativas e o motivo da última', async () => {
    const { observed, operations } = setup();
    const failure = operations.mapPartitions(
      'work',
      numbers(5),
      (n, _, attempt) => {
        if (n === 2) throw new Error(`falha ${attempt}`);
      },
      { retries: 1 },
    );
    const error = await failure.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PartitionError);
    expect(error).toMatchObject({
      message: 'A partição 2 falhou em 2 tentativas: falha 2',
      code: 'partition_failed',
      index: 2,
      attempts: 2,
      cause: { message: 'falha 2' },
    });
    const summary = observed.span(SUMMARY);
    expect(summary.attributes).toMatchObject({
      'telescope.partitions.total': 5,
      'telescope.partitions.done': 2,
      'telescope.partitions.failed_attempts': 2,
      'error.type': 'partition_failed',
    });
    expect(summary.status.code).toBe(SpanStatusCode.ERROR);
  });

  test('o que não é um Error também é motivo', async () => {
    const { operations } = setup();
    const failure = operations.mapPartitions('work', numbers(1), () => Promise.reject(undefined as unknown as Error));
    await expect(failure).rejects.toThrow('A partição 0 falhou em 1 tentativa: undefined');
  });

  test('depois de uma perdida, nada novo começa, e nada fica rodando', async () => {
    const { observed, operations } = setup();
    const gate = gates();
    const started: number[] = [];
    const finished: number[] = [];
    const running = operations.mapPartitions(
      'work',
      numbers(10),
      async (n, _, attempt) => {
        started.push(n);
        if (n === 1) throw new Error('perdida');
        await gate.wait(n);
        finished.push(n);
        if (n === 2 && attempt < 9) throw new Error('também');
        return n;
      },
      { concurrency: 3, retries: 0 },
    );
    let settled = false;
    const outcome = running.catch((error: unknown) => error).finally(() => (settled = true));
    await settle();
    // As que já rodavam ainda rodam: a operação as espera.
    expect(settled).toBe(false);
    expect(observed.spans().map(({ name }) => name)).not.toContain(SUMMARY);
    gate.open(0);
    gate.open(2);
    // O erro é o da primeira que se perdeu, não o da última.
    expect(await outcome).toMatchObject({ index: 1, message: 'A partição 1 falhou em 1 tentativa: perdida' });
    expect(started).toEqual([0, 1, 2]);
    expect(finished).toEqual([0, 2]);
    expect(observed.spans().at(-1)?.name).toBe(SUMMARY);
  });
});

test('com uma perdida, as que rodavam não tentam de novo', async () => {
  const { operations } = setup();
  const gate = gates();
  const attempts = [0, 0];
  const running = operations.mapPartitions(
    'work',
    numbers(2),
    async (n) => {
      attempts[n]! += 1;
      if (n === 0) await gate.wait(0);
      throw new Error(`falha ${n}`);
    },
    { concurrency: 2, retries: 3 },
  );
  const outcome = running.catch((error: unknown) => error);
  await settle();
  expect(attempts).toEqual([1, 4]);
  gate.open(0);
  expect(await outcome).toMatchObject({ index: 1, attempts: 4 });
  expect(attempts).toEqual([1, 4]);
});

describe('o que não serve', () => {
  test.each([
    [{ concurrency: 0 }, /concurrency é um número inteiro, 1 ou mais; recebido: 0/],
    [{ concurrency: 1.5 }, /concurrency.*1\.5/],
    [{ retries: -1 }, /retries é um número inteiro, 0 ou mais; recebido: -1/],
    [{ maxSpans: Number.NaN }, /maxSpans.*NaN/],
    [{ maxSpans: Infinity }, /maxSpans.*Infinity/],
    [{ retries: '2' as unknown as number }, /retries.*2/],
  ])('%o', async (options, message) => {
    const { operations } = setup();
    let ran = false;
    const call = operations.mapPartitions('work', numbers(1), () => (ran = true), options);
    await expect(call).rejects.toThrow(RangeError);
    await expect(call).rejects.toThrow(message);
    expect(ran).toBe(false);
  });

  test.each([
    [[1, 2], /recebido: um array/],
    [undefined, /recebido: undefined/],
    [{ resourceType: 'df', describe: () => ({}) }, /recebido: Object/],
  ])('no lugar das partições, %o', async (value, message) => {
    const { operations } = setup();
    const call = operations.mapPartitions('work', value as unknown as Partitioned<number>, () => 1);
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(message);
  });
});
