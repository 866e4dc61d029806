/** A fotografia de spans escolhidos a dedo, lidos de um armazenamento de verdade. */
import { MemoryStore } from '../../../store/memory-store.ts';
import type { SpanFields } from '../../../store/model.ts';
import { append, spanId, type TestSpan, TRACE_A } from '../../../store/testing/spans.ts';
import { otlpCodec } from '../../../wire/otlp-codec.ts';
import { type Finding, FindingDraft, type Rule } from '../finding.ts';
import { NO_MACHINE_FACTS, readNewestTraces, type Snapshot } from '../snapshot.ts';

/** O instante de que as regras veem os spans, que começam no milissegundo 1.000. */
const LONG_AFTER_MS = 10_000_000;

export async function snapshotOf(spans: readonly TestSpan[], overrides: Partial<Snapshot> = {}): Promise<Snapshot> {
  const store = new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });
  append(store, ...spans);
  return {
    nowMs: LONG_AFTER_MS,
    doors: [],
    stats: store.getStats(),
    traces: await readNewestTraces(store, () => undefined),
    machine: NO_MACHINE_FACTS,
    ...overrides,
  };
}

/** O achado da regra sobre estes spans, ou `undefined`. */
export async function findingOf(
  rule: Rule,
  spans: readonly TestSpan[],
  overrides?: Partial<Snapshot>,
): Promise<Finding | undefined> {
  const draft = new FindingDraft(rule);
  const snapshot = await snapshotOf(spans, overrides);
  for (const sighting of rule.find(snapshot)) if (sighting) draft.add(sighting);
  return draft.finish(snapshot.doors);
}

/** Um span de `start` a `end` (milissegundos); `n` é o id, e `parent`, o id do pai. */
export function timed(
  n: number,
  [start, end]: readonly [start: number, end: number],
  { parent, ...fields }: Omit<TestSpan, keyof Pick<SpanFields, 'parentSpanId'>> & { parent?: number } = {},
): TestSpan {
  const ms = (value: number): bigint => BigInt(Math.round((1_000 + value) * 1_000)) * 1_000n;
  return {
    traceId: TRACE_A,
    spanId: spanId(n),
    parentSpanId: parent === undefined ? '' : spanId(parent),
    startTimeUnixNano: ms(start),
    endTimeUnixNano: ms(end),
    ...fields,
  };
}
