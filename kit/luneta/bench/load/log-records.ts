/** A carga de logs: linhas comuns de um servidor, com trace, níveis misturados e alguns atributos. */
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import { writeAttributes, writeResourceGroup } from './otlp-attributes.ts';
import { addBody, type Payload } from './payloads.ts';

const RECORDS_PER_REQUEST = 512;
const SERVICES = ['checkout', 'estoque', 'pagamentos', 'frontend'];
/** INFO, quase sempre; WARN e ERROR, como num dia comum. */
const SEVERITIES: readonly (readonly [number: number, text: string])[] = [
  ...Array.from({ length: 17 }, (): readonly [number, string] => [9, 'INFO']),
  [13, 'WARN'],
  [13, 'WARN'],
  [17, 'ERROR'],
];

/** Uma palavra que só um registro tem, para a busca rara. */
export const RARE_WORD = 'agulha-no-palheiro';
export const LOG_SERVICE = SERVICES[0];

/** Registros espalhados pelos últimos `spanMs`; um trace a cada oito. */
export function makeLogLoad(records: number, { nowMs = Date.now(), spanMs = 600_000 } = {}): Payload {
  const payload: Payload = { bodies: [], counts: [], spans: 0, traceIds: [] };
  for (let from = 0; from < records; from += RECORDS_PER_REQUEST) {
    const until = Math.min(from + RECORDS_PER_REQUEST, records);
    const writer = new ProtobufWriter();
    for (const [s, service] of SERVICES.entries()) {
      writeResourceGroup(writer, service, () => {
        for (let i = until - 1; i >= from; i--) {
          if (i % SERVICES.length !== s) continue;
          const timeNs =
            BigInt(nowMs - spanMs) * 1_000_000n + (BigInt(i) * BigInt(spanMs) * 1_000_000n) / BigInt(records);
          writeRecord(writer, i, timeNs, i === Math.floor(records / 10));
        }
      });
    }
    addBody(payload, writer.finish(), until - from);
  }
  for (let i = 0; i < records; i += 8) payload.traceIds.push(traceIdOf(i).toString('hex'));
  return payload;
}

function traceIdOf(i: number): Buffer {
  const id = Buffer.alloc(16, 0xa5);
  id.writeUInt32BE(i >>> 3, 12);
  return id;
}

function writeRecord(writer: ProtobufWriter, i: number, timeNs: bigint, isRare: boolean): void {
  const [number, text] = SEVERITIES[i % SEVERITIES.length];
  const record = writer.length;
  writer.fixed64Field(11, timeNs);
  const spanId = Buffer.alloc(8, 0x5a);
  spanId.writeUInt32BE(i, 4);
  writer.bytesField(10, spanId);
  writer.bytesField(9, traceIdOf(i));
  writeAttributes(writer, 6, [
    ['http.route', `/rota/${i % 10}`],
    ['http.response.status_code', number === 17 ? 500 : 200],
    ['user.id', `user-${i % 5003}`],
    ['code.function.name', 'atenderPedido'],
  ]);
  const body = writer.length;
  writer.stringField(
    1,
    `pedido ${i} atendido em ${i % 997} ms para o cliente ${i % 5003}${isRare ? ` ${RARE_WORD}` : ''}`,
  );
  writer.endMessage(5, body);
  writer.stringField(3, text);
  writer.varintField(2, number);
  writer.fixed64Field(1, timeNs);
  writer.endMessage(2, record);
}
