/** Mutações de bytes: o que estraga uma mensagem boa sem a tornar lixo puro, que seria recusado logo na entrada. */
import * as fc from 'fast-check';

/** Tamanhos e contagens que mentem, escritos como cada codificação os escreveria. */
const LYING_NUMBERS = [
  '7fffffff', // i32 big-endian: Thrift binário
  'ffffffff',
  '80000000',
  'ffffffff07', // varint de 2³¹−1: protobuf e Thrift compacto
  'ffffffff0f',
  'ffffffffffffffffff01', // varint de 2⁶⁴−1
  'ffffffffffffffffffffff', // varint sem fim
  '8080808010', // varint acima de 32 bits com os de baixo em zero
  '0000000000000000',
  'ffffffffffffffff',
].map((hex) => Buffer.from(hex, 'hex'));

/** Bytes que querem dizer algo em alguma das codificações. */
const TELLING_BYTES = [...Buffer.from('{}[]",:0-eEn\\\u0000'), 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x0c, 0x0f, 0x19];

const KINDS = ['set', 'flip', 'remove', 'truncate', 'repeat', 'insert', 'splice', 'lie'] as const;

interface Step {
  kind: (typeof KINDS)[number];
  at: number;
  byte: number;
  size: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...TELLING_BYTES)),
    size: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(5000) }),
  }),
  { maxLength: 5 },
);

/** Mensagens de `source` com até cinco mutações; algumas saem inteiras. */
export function mutated(source: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  // A doadora só serve às mutações `splice`: uma fonte constante não custaria menos.
  return fc.tuple(source, source, steps).map(([bytes, donor, list]) => mutate(bytes, donor, list));
}

function mutate(bytes: Uint8Array, donor: Uint8Array, list: readonly Step[]): Buffer {
  let result: Buffer = Buffer.from(bytes);
  for (const { kind, at, byte, size } of list) {
    const position = result.length === 0 ? 0 : at % result.length;
    const before = result.subarray(0, position);
    const after = result.subarray(position);
    switch (kind) {
      case 'set':
        result = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
        break;
      case 'flip':
        result = Buffer.concat([before, Buffer.of((after[0] ?? 0) ^ (1 << (byte & 7))), after.subarray(1)]);
        break;
      case 'remove':
        result = Buffer.concat([before, after.subarray(size)]);
        break;
      case 'truncate':
        result = Buffer.from(before);
        break;
      case 'repeat':
        result = Buffer.concat([
          before,
          ...Array.from({ length: 1 + (byte % 8) }, () => after.subarray(0, size)),
          after,
        ]);
        break;
      case 'insert':
        result = Buffer.concat([before, Buffer.alloc(size, byte), after]);
        break;
      case 'splice': {
        const start = donor.length === 0 ? 0 : size % donor.length;
        result = Buffer.concat([before, donor.subarray(start)]);
        break;
      }
      case 'lie': {
        const lie = LYING_NUMBERS[byte % LYING_NUMBERS.length];
        result = Buffer.concat([before, lie, after.subarray(size % 2 === 0 ? lie.length : 1)]);
        break;
      }
    }
  }
  return result;
}
