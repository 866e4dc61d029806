/** Pedidos de métricas feitos para custar caro: o tempo e a memória são limitados pelo que chegou. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signalJsonToProtobuf } from './otlp-json-signals.ts';
import { decodeMetricsRequest, MAX_SAMPLES_PER_REQUEST } from './otlp-metrics.ts';
import { metricsSample } from './testing/otlp-signal-samples.ts';
import { WireError } from './wire-error.ts';

const SIZE = 20 * 1024 * 1024;

/** Decodifica; `undefined` se recusado com `WireError`. Qualquer outro erro aparece. */
function decode(bytes: Uint8Array) {
  try {
    return decodeMetricsRequest(bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function message(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}

const time = Buffer.concat([Buffer.of(0x19), Buffer.alloc(8, 0x17)]);
const CUMULATIVE = Buffer.of(0x10, 2);

/** Um pedido de ~20 MiB com o mesmo ponto repetido, na métrica cujos dados vão no campo de etiqueta `dataTag`. */
function repeated(dataTag: number, point: Buffer, ...others: Buffer[]): Buffer {
  const item = message(0x0a, point);
  const points = Buffer.alloc(Math.floor((SIZE - 100) / item.length) * item.length, item);
  const data = message(dataTag, points, ...others);
  return message(0x0a, message(0x12, message(0x12, message(0x0a, Buffer.from('m')), data)));
}

describe('20 MiB do pior tipo', () => {
  const double = Buffer.concat([Buffer.of(0x21), Buffer.alloc(8, 1)]);
  const attribute = (i: number) =>
    message(0x3a, message(0x0a, Buffer.from(`k${i}`)), message(0x12, message(0x0a, Buffer.from('v'))));

  test.each<[name: string, bytes: () => Buffer]>([
    ['os menores pontos que valem', () => repeated(0x2a, Buffer.concat([time, double]))],
    ['pontos vazios', () => repeated(0x2a, Buffer.alloc(0))],
    [
      'pontos com cem atributos',
      () => repeated(0x2a, Buffer.concat([time, double, ...Array.from({ length: 100 }, (_, i) => attribute(i))])),
    ],
    [
      'histogramas exponenciais com todos os baldes cheios',
      () => {
        const counts = message(0x42, message(0x12, Buffer.alloc(160, 1)));
        const count = Buffer.concat([Buffer.of(0x21), Buffer.from('a000000000000000', 'hex')]);
        return repeated(0x52, Buffer.concat([time, count, counts]), CUMULATIVE);
      },
    ],
    [
      'um histograma exponencial de 16 mil baldes, quase todos vazios',
      () => {
        const dense = Buffer.alloc(16_000);
        dense[0] = dense[15_999] = 1;
        const count = Buffer.concat([Buffer.of(0x21), Buffer.from('0200000000000000', 'hex')]);
        return repeated(0x52, Buffer.concat([time, count, message(0x42, message(0x12, dense))]), CUMULATIVE);
      },
    ],
    [
      'exemplars',
      () => {
        const exemplar = message(0x2a, Buffer.concat([Buffer.of(0x19), Buffer.alloc(8, 1)]));
        return repeated(0x2a, Buffer.concat([time, double, Buffer.alloc(200 * exemplar.length, exemplar)]));
      },
    ],
    ['atributos de recurso', () => message(0x0a, message(0x0a, Buffer.alloc(SIZE, Buffer.of(0x0a, 0))))],
    [
      'listas dentro de um atributo',
      () =>
        repeated(
          0x2a,
          Buffer.concat([
            time,
            double,
            message(
              0x3a,
              message(0x0a, Buffer.from('k')),
              message(0x12, message(0x2a, Buffer.alloc(60_000, Buffer.of(0x0a, 0)))),
            ),
          ]),
        ),
    ],
  ])('%s', (_name, bytes) => {
    const request = bytes();
    const memory = process.memoryUsage().rss;
    const before = process.cpuUsage();
    const decoded = decode(request);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(6);
    expect(process.memoryUsage().rss - memory).toBeLessThan(600 << 20);
    const samples = (decoded?.families ?? []).reduce(
      (total, { points }) => total + points.reduce((sum, point) => sum + point.samples.length, 0),
      0,
    );
    expect(samples).toBeLessThan(MAX_SAMPLES_PER_REQUEST + 2000);
  });
});

test('bytes mudados ao acaso, em protobuf e em JSON: recusa ou resposta, nunca outro erro', async () => {
  const sample = await metricsSample();
  const mutation = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
  const mutate = (bytes: Uint8Array, changes: [number, number][]): Buffer => {
    const copy = Buffer.from(bytes);
    for (const [at, byte] of changes) copy[at % copy.length] = byte;
    return copy;
  };
  let refused = 0;
  fc.assert(
    fc.property(mutation, (changes) => {
      if (!decode(mutate(sample.protobuf, changes))) refused++;
      try {
        signalJsonToProtobuf('metrics', mutate(sample.json, changes));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        refused++;
      }
    }),
    { numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('todo corte do pedido é recusado', async () => {
  const { protobuf } = await metricsSample();
  for (let length = 1; length < protobuf.length; length++) {
    expect(decode(protobuf.subarray(0, length))).toBeUndefined();
  }
});

describe('protobuf inválido', () => {
  const POINT = [1, 2, 2, 5, 1]; // resource_metrics.scope_metrics.metrics.gauge.data_points
  const HISTOGRAM_POINT = [1, 2, 2, 9, 1];
  const EXPONENTIAL_BUCKETS = [1, 2, 2, 10, 1, 8];

  /** Uma mensagem dentro da outra: `fields` do mais de fora para o mais de dentro. */
  const nested = (fields: number[], content: Uint8Array = Buffer.alloc(0)): Buffer =>
    fields.reduceRight<Buffer>((inner, field) => message((field << 3) | 2, inner), Buffer.from(content));
  const refusal = (bytes: Uint8Array): WireError | undefined => {
    try {
      decodeMetricsRequest(bytes);
      return undefined;
    } catch (error) {
      if (error instanceof WireError) return error;
      throw error;
    }
  };

  test('tipo de fio trocado: o campo e a mensagem são ditos', () => {
    expect(refusal(nested(POINT, Buffer.of((3 << 3) | 0, 1)))).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('NumberDataPoint.time_unix_nano'),
    });
  });

  test('o id de um exemplar com o tamanho errado', () => {
    const exemplar = (size: number) => nested([...POINT, 5], message((4 << 3) | 2, Buffer.alloc(size, 1)));
    expect(refusal(exemplar(8))).toBeUndefined();
    expect(refusal(exemplar(7))?.code).toBe('invalid_id');
  });

  test('listas de números, soltas ou empacotadas', () => {
    const packed = (size: number) => nested(HISTOGRAM_POINT, message((6 << 3) | 2, Buffer.alloc(size)));
    expect(refusal(packed(16))).toBeUndefined();
    expect(refusal(nested(HISTOGRAM_POINT, Buffer.from([(6 << 3) | 1, ...Buffer.alloc(8)])))).toBeUndefined();
    expect(refusal(packed(15))?.code).toBe('malformed');
    const varints = nested(EXPONENTIAL_BUCKETS, message((2 << 3) | 2, Buffer.of(0x80, 1, 0x80)));
    expect(refusal(varints)?.code).toBe('malformed');
  });

  test('campos desconhecidos são pulados', () => {
    expect(decodeMetricsRequest(nested(POINT, Buffer.of(0x9a, 0x06, 0))).points).toBe(1); // campo 99, vazio
  });

  test('o aninhamento para no limite', () => {
    const values = (depth: number) => [...POINT, 7, 2, ...Array.from({ length: depth }, () => [5, 1]).flat()];
    expect(refusal(nested(values(20)))).toBeUndefined();
    expect(refusal(nested(values(10_000)))?.code).toBe('too_deep');
  });
});
