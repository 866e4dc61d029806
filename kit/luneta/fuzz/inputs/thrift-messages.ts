/** Mensagens Thrift do Jaeger para o fuzz: lotes gerados, os gravados de clientes de verdade, e os monstros. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { ThriftProtocol } from '../../wire/jaeger-batch.ts';
import { arbitraryBatch } from '../../wire/testing/jaeger-arbitrary.ts';
import { encodeBareBatch, encodeCall } from '../../wire/testing/thrift-oracle.ts';
import { mutated } from '../mutations.ts';
import { BINARY_CALL_MONSTERS, COMPACT_CALL_MONSTERS, THRIFT_BATCH_MONSTERS } from './monsters.ts';

const recorded = (name: string): Buffer => readFileSync(new URL(`../../wire/fixtures/${name}.bin`, import.meta.url));

const RECORDED: Record<ThriftProtocol, Buffer[]> = {
  binary: [recorded('jaeger-binary-6832-node')],
  compact: [recorded('jaeger-compact-6831'), recorded('jaeger-compact-6831-flask')],
};

/** Lotes com poucos ids: ciclos, duplicatas e referências a si mesmo. */
const crowded = arbitraryBatch.map((batch) => ({
  ...batch,
  spans: batch.spans.map((span, i) => ({
    ...span,
    traceIdHigh: batch.spans[0].traceIdHigh,
    traceIdLow: batch.spans[0].traceIdLow,
    spanId: BigInt((i % 4) + 1),
    parentSpanId: BigInt(((i * 3) % 5) + 1),
  })),
}));

const batch = fc.oneof(arbitraryBatch, crowded);

function calls(protocol: ThriftProtocol, monsters: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const generated = batch.map((value) => encodeCall(value, protocol));
  return fc.oneof(
    { weight: 4, arbitrary: generated },
    { weight: 6, arbitrary: mutated(fc.oneof(generated, fc.constantFrom(...RECORDED[protocol]))) },
    { weight: 1, arbitrary: fc.constantFrom(...monsters) },
  );
}

/** Chamadas `emitBatch`, por protocolo: o que vai num datagrama. */
export const THRIFT_CALLS: Readonly<Record<ThriftProtocol, fc.Arbitrary<Buffer>>> = {
  binary: calls('binary', BINARY_CALL_MONSTERS),
  compact: calls('compact', COMPACT_CALL_MONSTERS),
};

const bareBatch = batch.map((value) => encodeBareBatch(value));

/** Structs `Batch` soltas: o corpo de `POST /api/traces` do coletor. */
export const THRIFT_BATCHES: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: bareBatch },
  { weight: 6, arbitrary: mutated(bareBatch) },
  { weight: 1, arbitrary: fc.constantFrom(...THRIFT_BATCH_MONSTERS) },
);
