import { describe, expect, test } from 'vitest';
import { LogBatch } from '../store/logs/log-batch.ts';
import { signalJsonToProtobuf } from './otlp-json-signals.ts';
import { indexLogsRequest } from './otlp-logs.ts';
import { decodeMetricsRequest } from './otlp-metrics.ts';
import { LOGS_REQUEST, type MessageSchema, METRICS_REQUEST } from './otlp-schema.ts';
import { validateMessage } from './otlp-validate.ts';
import { lastPosition, readLength, readTag, readVarint64, skipField } from './protobuf-reader.ts';
import { logsSample, metricsSample } from './testing/otlp-signal-samples.ts';

/** Quantos registros a leitura dos logs acha nestes bytes. */
function recordsIn(bytes: Uint8Array): number {
  const batch = new LogBatch();
  indexLogsRequest(bytes, batch);
  return batch.count;
}

const json = (value: object) => Buffer.from(JSON.stringify(value));

/** Uma mensagem como objeto, com os números de 64 bits e os bytes como textos: para comparar dois pedidos. */
function plain(schema: MessageSchema, bytes: Buffer): Record<string, unknown> {
  const object: Record<string, unknown[]> = {};
  for (let at = 0; at < bytes.length;) {
    const tag = readTag(bytes, at, bytes.length);
    let start = lastPosition();
    at = skipField(bytes, tag, start, bytes.length);
    const field = schema.byNumber.get(tag >>> 3);
    if ((tag & 7) === 2) {
      readLength(bytes, start, at);
      start = lastPosition();
    }
    if (!field) continue;
    const content = bytes.subarray(start, at);
    const list = (object[field.name] ??= []);
    if (field.message) list.push(plain(field.message, content));
    else if (field.scalar?.endsWith('int64') || (tag & 7) === 0) list.push(...varints(content));
    else if (field.repeated) for (let i = 0; i < content.length; i += 8) list.push(content.toString('hex', i, i + 8));
    else list.push(content.toString('hex'));
  }
  return withoutZeros(object);
}

function varints(bytes: Buffer): string[] {
  const values: string[] = [];
  for (let at = 0; at < bytes.length; at = lastPosition()) values.push(String(readVarint64(bytes, at, bytes.length)));
  return values;
}

/** Sem os campos que valem zero e não são opcionais: escrevê-los ou não é o mesmo, e cada serializador faz de um jeito. */
function withoutZeros(object: Record<string, unknown[]>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, values]) => !values.every((value) => /^0*$/.test(JSON.stringify(value).slice(1, -1))),
    ),
  );
}

describe('o JSON do serializador oficial vira os bytes que o oficial escreveria', () => {
  test('métricas', async () => {
    const sample = await metricsSample();
    const bytes = signalJsonToProtobuf('metrics', sample.json);
    expect(decodeMetricsRequest(bytes)).toMatchObject({ points: sample.count, rejectedPoints: 0 });
    expect(plain(METRICS_REQUEST, Buffer.from(bytes))).toEqual(plain(METRICS_REQUEST, Buffer.from(sample.protobuf)));
  });

  test('logs', async () => {
    const sample = await logsSample();
    const bytes = signalJsonToProtobuf('logs', sample.json);
    expect(recordsIn(bytes)).toBe(sample.count);
    expect(plain(LOGS_REQUEST, Buffer.from(bytes))).toEqual(plain(LOGS_REQUEST, Buffer.from(sample.protobuf)));
  });
});

describe('regras', () => {
  test('um pedido vazio não tem nada', () => {
    expect(signalJsonToProtobuf('metrics', json({}))).toHaveLength(0);
    expect(signalJsonToProtobuf('logs', json({ resourceLogs: null }))).toHaveLength(0);
  });

  const logs = (...logRecords: unknown[]) =>
    signalJsonToProtobuf('logs', json({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));

  test('registros: a severidade por nome ou número, e null não é um registro', () => {
    const record = { severityNumber: 'SEVERITY_NUMBER_INFO2', body: { stringValue: 'x' } };
    expect(logs(record, record)).toEqual(logs(record, { ...record, severityNumber: 10 }));
    expect(recordsIn(logs(record, record))).toBe(2);
    expect(() => logs(null)).toThrow('item de logRecords: esperava um valor e veio null');
    expect(() => logs({ severityNumber: 'INFO' })).toThrow('severityNumber');
  });

  const point = (fields: object) => ({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [fields] } }] }] }],
  });
  const bytesOf = (fields: object) => Buffer.from(signalJsonToProtobuf('metrics', json(point(fields)))).toString('hex');

  test('os dois nomes de um campo, número ou texto, dão os mesmos bytes', () => {
    const expected = bytesOf({ timeUnixNano: '1700000000000000001', asInt: '-1', exemplars: [{ asDouble: 1 }] });
    expect(bytesOf({ time_unix_nano: '1700000000000000001', as_int: -1, exemplars: [{ as_double: '1' }] })).toBe(
      expected,
    );
    expect(bytesOf({ timeUnixNano: '1700000000000000001', asInt: -1, exemplars: [{ asDouble: 1 }], novo: {} })).toBe(
      expected,
    );
    expect(
      Buffer.from(
        signalJsonToProtobuf(
          'metrics',
          Buffer.from(
            JSON.stringify(point({ timeUnixNano: 'N', asInt: -1, exemplars: [{ asDouble: 1 }] })).replace(
              '"N"',
              '1700000000000000001',
            ),
          ),
        ),
      ).toString('hex'),
    ).toBe(expected);
  });

  test('null é como ausente; o último campo de um oneof vale', () => {
    expect(bytesOf({ asDouble: null, attributes: null })).toBe(bytesOf({}));
    expect(bytesOf({ asInt: 1, asDouble: 2 }).endsWith(bytesOf({ asDouble: 2 }).slice(-16))).toBe(true);
  });

  test('infinitos e NaN em texto, ids em hexadecimal, bytes em base64, enums por nome', () => {
    expect(bytesOf({ asDouble: 'Infinity' })).toContain('21000000000000f07f');
    expect(bytesOf({ asDouble: '-Infinity' })).toContain('21000000000000f0ff');
    expect(bytesOf({ asDouble: 'NaN' })).toContain('21000000000000f87f');
    expect(bytesOf({ exemplars: [{ spanId: 'B7AD6B7169203331' }] })).toContain('2208b7ad6b7169203331');
    expect(bytesOf({ attributes: [{ key: 'k', value: { bytesValue: '3q2+7w==' } }] })).toContain('3a04deadbeef');
    const sum = (aggregationTemporality: unknown) =>
      signalJsonToProtobuf(
        'metrics',
        json({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { aggregationTemporality } }] }] }] }),
      );
    expect(sum('AGGREGATION_TEMPORALITY_DELTA')).toEqual(sum(1));
  });

  test('sint32 em ziguezague, nas duas pontas', () => {
    const scale = (value: number) =>
      Buffer.from(
        signalJsonToProtobuf(
          'metrics',
          json({
            resourceMetrics: [
              { scopeMetrics: [{ metrics: [{ exponentialHistogram: { dataPoints: [{ scale: value }] } }] }] },
            ],
          }),
        ),
      ).toString('hex');
    expect(scale(-1)).toMatch(/3001$/);
    expect(scale(1)).toMatch(/3002$/);
    expect(scale(-(2 ** 31))).toMatch(/30ffffffff0f$/);
    expect(scale(2 ** 31 - 1)).toMatch(/30feffffff0f$/);
  });

  test.each<[fields: object, mention: string]>([
    [{ asDouble: 'x' }, 'asDouble'],
    [{ asInt: '1.5' }, 'asInt'],
    [{ timeUnixNano: -1 }, 'timeUnixNano'],
    [{ attributes: {} }, 'attributes'],
    [{ exemplars: [{ spanId: 'ab' }] }, 'spanId'],
    [{ exemplars: [null] }, 'item de exemplars'],
    [{ flags: 2 ** 32 }, 'flags'],
    [[], 'dataPoints'],
  ])('%j é recusado', (fields, mention) => {
    expect(() => bytesOf(fields)).toThrow(
      expect.objectContaining({ name: 'WireError', message: expect.stringContaining(mention) }),
    );
  });

  test('o aninhamento e o tamanho têm limite, os do texto JSON', () => {
    const deep = (levels: number) => '{"arrayValue":{"values":['.repeat(levels) + '{}' + ']}}'.repeat(levels);
    const request = (body: string) =>
      Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${body}}]}]}]}`);
    const bytes = signalJsonToProtobuf('logs', request(deep(15)));
    expect(validateMessage(LOGS_REQUEST, bytes, new Set(['ArrayValue']))).toBe(15);
    expect(() => signalJsonToProtobuf('logs', request(deep(30)))).toThrow(
      expect.objectContaining({ code: 'too_deep' }),
    );
    const many = `{"resourceLogs":[${'{},'.repeat(1_300_000)}{}]}`;
    expect(() => signalJsonToProtobuf('logs', Buffer.from(many))).toThrow(
      expect.objectContaining({ code: 'too_many' }),
    );
  });
});
