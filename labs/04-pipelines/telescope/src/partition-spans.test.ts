/** O que se vê de um trabalho em partições: spans em número limitado, progresso e links. */
import { type Link, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import type { Progress } from './partitions';
import { parentOf } from './testing/observed';
import { numbers, partitionSpans, setup, SUMMARY } from './testing/partition-run';

describe('spans em número limitado', () => {
  test.each([
    [0, 0],
    [1, 1],
    [3, 3],
    [50, 8],
  ])('maxSpans %i, de 8 partições: %i spans', async (maxSpans, spans) => {
    const { observed, operations } = setup();
    await operations.mapPartitions('work', numbers(8), () => 1, { maxSpans });
    expect(partitionSpans(observed)).toHaveLength(spans);
    expect(observed.span(SUMMARY).attributes).toMatchObject({
      'telescope.partitions.total': 8,
      'telescope.partitions.attempts': 8,
      'telescope.partitions.spans': spans,
    });
  });

  test('de fábrica, 50', async () => {
    const { observed, operations } = setup();
    await operations.mapPartitions('work', numbers(80), () => 1);
    expect(partitionSpans(observed)).toHaveLength(50);
  });

  test('as falhas além da cota ganham os seus, com a hora em que começaram, até outra cota igual', async () => {
    const { observed, operations } = setup();
    const before = Date.now();
    const source = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    let startedMs = 0;
    const work = (n: number, _: number, attempt: number): number => {
      if (n === 4 && attempt === 1) {
        startedMs = Date.now();
        // Até o relógio andar: a hora do começo e a do fim não podem ser a mesma.
        while (Date.now() < startedMs + 2);
      }
      if (n >= 4 && attempt === 1) throw new Error(`falha ${n}`);
      return n;
    };
    const partitionLinks = (n: number): Link[] => [{ context: source, attributes: { n } }];
    await operations.mapPartitions('work', numbers(10), work, { maxSpans: 2, retries: 1, partitionLinks });
    const spans = partitionSpans(observed);
    expect(spans.map(({ attributes }) => attributes['telescope.partition.index'])).toEqual([0, 1, 4, 5]);
    const failed = spans[2]!;
    expect(failed.attributes).toEqual({
      'telescope.partition.index': 4,
      'telescope.partition.attempt': 1,
      'error.type': 'Error',
    });
    expect(failed.status).toEqual({ code: SpanStatusCode.ERROR, message: 'falha 4' });
    expect(failed.links[0]?.attributes).toEqual({ n: 4 });
    const failedMs = failed.startTime[0] * 1000 + failed.startTime[1] / 1e6;
    expect(failedMs).toBeGreaterThanOrEqual(before);
    expect(failedMs).toBeLessThanOrEqual(startedMs);
    expect(parentOf(failed)).toBe(observed.span(SUMMARY).spanContext().spanId);
    expect(observed.span(SUMMARY).attributes).toMatchObject({
      'telescope.partitions.attempts': 16,
      'telescope.partitions.failed_attempts': 6,
      'telescope.partitions.spans': 4,
    });
  });

  test('sem span da partição, o ativo é o da operação', async () => {
    const { observed, operations } = setup();
    const [active] = await operations.mapPartitions('work', numbers(1), () => trace.getActiveSpan()?.spanContext(), {
      maxSpans: 0,
    });
    expect(active).toEqual(observed.span(SUMMARY).spanContext());
  });
});

describe('progresso', () => {
  test.each([
    [1, 1],
    [3, 3],
    [10, 10],
    [11, 10],
    [10_000, 10],
  ])('%i partições: %i eventos no span', async (total, events) => {
    const { observed, operations } = setup();
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    await operations.mapPartitions('work', numbers(total), () => 1, { maxSpans: 0, onProgress });
    const progress = observed.span(SUMMARY).events;
    expect(progress).toHaveLength(events);
    expect(new Set(progress.map(({ name }) => name))).toEqual(new Set(['progress']));
    expect(progress.at(-1)?.attributes).toEqual({
      'telescope.progress.done': total,
      'telescope.progress.total': total,
    });
    // Quem acompanha de fora vê cada uma.
    expect(seen).toHaveLength(total);
    expect(seen.at(-1)).toEqual({ done: total, total });
  });
});

describe('de onde cada partição veio', () => {
  const source = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };

  test('vira um link no span dela', async () => {
    const { observed, operations } = setup();
    const partitionLinks = (partition: number, index: number): Link[] =>
      index === 1 ? [{ context: source, attributes: { partition } }] : [];
    await operations.mapPartitions('work', numbers(2), () => 1, { partitionLinks });
    const [first, second] = partitionSpans(observed);
    expect(first?.links).toEqual([]);
    expect(second?.links).toMatchObject([{ context: source, attributes: { partition: 1 } }]);
  });

  test('quem observa não derruba: nem os links, nem o progresso', async () => {
    const { observed, operations } = setup();
    const options = {
      partitionLinks: (): Link[] => {
        throw new Error('sem cabeçalhos');
      },
      onProgress: () => {
        throw new Error('sem terminal');
      },
    };
    expect(await operations.mapPartitions('work', numbers(1), (n) => n, options)).toEqual([0]);
    const said = observed.span(SUMMARY).events.map(({ attributes }) => attributes?.['exception.message']);
    expect(said).toEqual(['sem cabeçalhos', undefined, 'sem terminal']);
    expect(observed.span(SUMMARY).status.code).toBe(SpanStatusCode.UNSET);
  });
});
