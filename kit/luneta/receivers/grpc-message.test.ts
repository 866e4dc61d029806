import { expect, test } from 'vitest';
import { MemoryBudget } from '../http/body.ts';
import { GrpcMessage } from './grpc-message.ts';
import { grpcFrame } from './testing/raw-grpc.ts';

const KIB = 1024;
const MAX_BYTES = 4 * KIB * KIB;

function messageOf(bytes: number): GrpcMessage {
  const message = new GrpcMessage(MAX_BYTES, new MemoryBudget(64 * KIB * KIB));
  message.add(grpcFrame(Buffer.alloc(bytes), { length: MAX_BYTES }));
  return message;
}

test('depois de mensagens grandes, o que se reserva ainda é no máximo o dobro do que chegou', () => {
  for (const bytes of [400, 100, 20, 12]) messageOf(bytes * KIB).release();
  for (const bytes of [1, 100, 5 * KIB, 15 * KIB, 16 * KIB, 20 * KIB, 90 * KIB, 130 * KIB, 300 * KIB]) {
    const message = messageOf(bytes);
    expect(message.reservedBytes).toBeGreaterThanOrEqual(bytes);
    expect(message.reservedBytes).toBeLessThanOrEqual(2 * bytes);
  }
});

test('um buffer que coube é reaproveitado', () => {
  const first = messageOf(150 * KIB); // reserva 300 KiB
  first.release();
  const second = messageOf(250 * KIB);
  expect(second.reservedBytes).toBe(300 * KIB);
});
