import { describe, expect, test } from 'vitest';
import { countLogRecords, countLogRecordsJson, countMetricPoints, countMetricPointsJson } from './otlp-signals.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { logsSample, metricsSample } from './testing/otlp-signal-samples.ts';
import { WireError } from './wire-error.ts';

function refusal(action: () => unknown): WireError {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('era para ter sido recusado');
}

/** Uma mensagem dentro da outra: `fields` do mais de fora para o mais de dentro. */
function nested(fields: number[], content: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter();
  content(writer);
  for (const field of fields.toReversed()) writer.endMessage(field, 0);
  return writer.finish();
}

const json = (value: object) => Buffer.from(JSON.stringify(value));
const POINT = [1, 2, 2, 5, 1]; // resource_metrics.scope_metrics.metrics.gauge.data_points
const RECORD = [1, 2, 2]; // resource_logs.scope_logs.log_records

describe('pedidos dos serializadores oficiais', () => {
  test('métricas: todo tipo de instrumento, nas duas codificações', async () => {
    const sample = await metricsSample();
    expect(countMetricPoints(sample.protobuf)).toBe(sample.count);
    expect(countMetricPointsJson(sample.json)).toBe(sample.count);
  });

  test('logs: corpo de texto, de mapa e de bytes, nas duas codificações', async () => {
    const sample = await logsSample();
    expect(countLogRecords(sample.protobuf)).toBe(sample.count);
    expect(countLogRecordsJson(sample.json)).toBe(sample.count);
  });

  test('um pedido vazio tem zero de tudo', () => {
    expect(countMetricPoints(new Uint8Array())).toBe(0);
    expect(countLogRecords(new Uint8Array())).toBe(0);
    expect(countMetricPointsJson(json({}))).toBe(0);
    expect(countLogRecordsJson(json({ resourceLogs: null }))).toBe(0);
  });

  test('todo corte de um pedido de métricas é recusado: uma mensagem só envolve tudo', async () => {
    const { protobuf, count } = await metricsSample();
    const outcomes = Array.from({ length: protobuf.length - 1 }, (_, i) => {
      const cut = protobuf.subarray(0, i + 1);
      try {
        return countMetricPoints(cut) < count ? 'menos' : 'igual';
      } catch (error) {
        return error instanceof WireError ? error.code : String(error);
      }
    });
    expect(new Set(outcomes)).toEqual(new Set(['malformed']));
  });
});

describe('protobuf inválido', () => {
  test('tipo de fio trocado: o campo e a mensagem são ditos', () => {
    const bytes = nested(POINT, (writer) => writer.varintField(3, 1));
    expect(refusal(() => countMetricPoints(bytes))).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('NumberDataPoint.time_unix_nano'),
    });
  });

  test('ids de tamanho errado', () => {
    const good = nested(RECORD, (writer) => writer.bytesField(9, new Uint8Array(16)));
    const bad = nested(RECORD, (writer) => writer.bytesField(9, new Uint8Array(15)));
    expect(countLogRecords(good)).toBe(1);
    expect(refusal(() => countLogRecords(bad)).code).toBe('invalid_id');
  });

  test('listas de números, soltas ou empacotadas', () => {
    const buckets = [1, 2, 2, 9, 1]; // histogram.data_points
    const packed = (size: number) => nested(buckets, (writer) => writer.bytesField(6, new Uint8Array(size)));
    expect(countMetricPoints(packed(16))).toBe(1);
    expect(countMetricPoints(nested(buckets, (writer) => writer.fixed64Field(6, 1n)))).toBe(1);
    expect(refusal(() => countMetricPoints(packed(15))).code).toBe('malformed');
    const varints = nested([1, 2, 2, 10, 1, 8], (writer) => writer.bytesField(2, Uint8Array.of(1, 0x80, 1, 0x80)));
    expect(refusal(() => countMetricPoints(varints)).code).toBe('malformed');
  });

  test('campos desconhecidos são pulados', () => {
    expect(countLogRecords(nested(RECORD, (writer) => writer.stringField(99, 'novo')))).toBe(1);
  });

  test('o aninhamento para no limite', () => {
    const values = (depth: number) => [...RECORD, 5, ...Array.from({ length: depth }, () => [5, 1]).flat()];
    expect(countLogRecords(nested(values(20), () => {}))).toBe(1);
    expect(refusal(() => countLogRecords(nested(values(10_000), () => {}))).code).toBe('too_deep');
  });
});

describe('JSON inválido', () => {
  const point = (fields: object) =>
    json({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [fields] } }] }] }] });

  test.each([
    [{ asDouble: 'x' }, 'asDouble'],
    [{ asInt: '1.5' }, 'asInt'],
    [{ timeUnixNano: -1 }, 'timeUnixNano'],
    [{ attributes: {} }, 'attributes'],
    [{ exemplars: [{ spanId: 'ab' }] }, 'spanId'],
    [[], 'dataPoints'],
  ])('%j', (fields, mention) => {
    expect(refusal(() => countMetricPointsJson(point(fields))).message).toContain(mention);
  });

  test('nomes em snake_case, enums por nome e campos desconhecidos', () => {
    const metric = {
      name: 'm',
      novo: [1],
      sum: {
        aggregation_temporality: 'AGGREGATION_TEMPORALITY_DELTA',
        data_points: [{ as_int: '9223372036854775807' }],
      },
    };
    expect(countMetricPointsJson(json({ resource_metrics: [{ scope_metrics: [{ metrics: [metric] }] }] }))).toBe(1);
    const record = { severityNumber: 'SEVERITY_NUMBER_INFO2', body: { stringValue: 'x' } };
    expect(countLogRecordsJson(json({ resourceLogs: [{ scopeLogs: [{ logRecords: [record, record] }] }] }))).toBe(2);
    expect(() => countLogRecordsJson(json({ resourceLogs: [{ scopeLogs: [{ logRecords: [null] }] }] }))).toThrow(
      'item de logRecords: esperava um valor e veio null',
    );
    const bad = { severityNumber: 'INFO' };
    const request = json({ resourceLogs: [{ scopeLogs: [{ logRecords: [bad] }] }] });
    expect(refusal(() => countLogRecordsJson(request)).message).toContain('severityNumber');
  });
});
