/** Datagramas para as portas UDP do agente Jaeger: mensagens mutadas, vazios, um byte, o tamanho máximo, rajadas. */
import * as fc from 'fast-check';
import { MAX_UDP_PAYLOAD_BYTES } from '../../receivers/jaeger-udp.ts';
import type { ThriftProtocol } from '../../wire/jaeger-batch.ts';
import type { UdpInput } from '../input.ts';
import { THRIFT_CALLS } from './thrift-messages.ts';

/** O que a porta de um protocolo recebe; às vezes o do outro, que é o engano comum. */
export function datagrams(protocol: ThriftProtocol): fc.Arbitrary<UdpInput> {
  const other = protocol === 'binary' ? 'compact' : 'binary';
  const one = fc
    .oneof(
      { weight: 20, arbitrary: THRIFT_CALLS[protocol] },
      { weight: 2, arbitrary: THRIFT_CALLS[other] },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.constantFrom(Buffer.alloc(0), Buffer.of(0x80), Buffer.of(0x82)) },
      { weight: 1, arbitrary: fc.nat(255).map((byte) => Buffer.alloc(MAX_UDP_PAYLOAD_BYTES, byte)) },
    )
    .map((bytes) => bytes.subarray(0, MAX_UDP_PAYLOAD_BYTES));
  const times = fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(50, 200) });
  return fc.tuple(fc.array(one, { minLength: 1, maxLength: 3 }), times).map(([list, count]) => ({
    kind: 'udp',
    what: `${list.length * count} datagrama(s) de ${list.map(({ length }) => length).join(', ')} bytes`,
    datagrams: Array.from({ length: count }, () => list).flat(),
  }));
}
