/** Bytes hostis: todo decodificador termina depressa, com resultado ou `WireError`, e gasta memória proporcional. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { traceRequestJsonToProtobuf } from './otlp-json.ts';
import { countLogRecords, countLogRecordsJson, countMetricPoints, countMetricPointsJson } from './otlp-signals.ts';
import { arbitraryRequest, arbitraryStyle, writeOtlpJson } from './testing/otlp-json-arbitrary.ts';
import { logsSample, metricsSample, type Sample } from './testing/otlp-signal-samples.ts';
import { WireError } from './wire-error.ts';

type Decoder = (bytes: Uint8Array) => unknown;

/** `true` se decodificou, `false` se recusou; qualquer outra exceção é defeito. */
function survives(decoder: Decoder, bytes: Uint8Array): boolean {
  try {
    decoder(bytes);
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

/** Trocas, cortes, repetições e inserções numa mensagem válida. */
const mutations = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'flip', 'cut', 'repeat', 'insert'),
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]",:0-eEn\\\u0000'))),
    size: fc.nat(40),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(bytes: Uint8Array, steps: { kind: string; at: number; byte: number; size: number }[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { kind, at, byte, size } of steps) {
    const position = result.length === 0 ? 0 : at % result.length;
    const [before, after] = [result.subarray(0, position), result.subarray(position)];
    if (kind === 'set') result = Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
    else if (kind === 'flip')
      result = Buffer.concat([before, Buffer.of((after[0] ?? 0) ^ (1 << (byte & 7))), after.subarray(1)]);
    else if (kind === 'cut') result = Buffer.concat([before, after.subarray(size)]);
    else if (kind === 'repeat') result = Buffer.concat([before, after.subarray(0, size), after]);
    else result = Buffer.concat([before, Buffer.alloc(size, byte), after]);
  }
  return result;
}

let metrics: Sample;
let logs: Sample;
beforeAll(async () => {
  metrics = await metricsSample();
  logs = await logsSample();
});

describe('mutações', () => {
  const cases: [name: string, decoder: Decoder, source: () => Uint8Array][] = [
    ['métricas em protobuf', countMetricPoints, () => metrics.protobuf],
    ['métricas em JSON', countMetricPointsJson, () => metrics.json],
    ['logs em protobuf', countLogRecords, () => logs.protobuf],
    ['logs em JSON', countLogRecordsJson, () => logs.json],
  ];
  test.each(cases)('%s', (_name, decoder, source) => {
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(mutations, (steps) => {
        outcomes[`${survives(decoder, mutate(source(), steps))}`]++;
      }),
      { numRuns: 3000 },
    );
    // As mutações exercitam os dois lados; senão o teste não diria nada.
    expect(outcomes.true).toBeGreaterThan(50);
    expect(outcomes.false).toBeGreaterThan(50);
  });

  test('traces em JSON', () => {
    const outcomes = { true: 0, false: 0 };
    fc.assert(
      fc.property(arbitraryRequest, arbitraryStyle, mutations, (request, style, steps) => {
        const bytes = mutate(Buffer.from(writeOtlpJson(request, style)), steps);
        outcomes[`${survives(traceRequestJsonToProtobuf, bytes)}`]++;
      }),
      { numRuns: 1500 },
    );
    expect(outcomes.true).toBeGreaterThan(20);
    expect(outcomes.false).toBeGreaterThan(20);
  });

  test('bytes ao acaso', () => {
    const decoders = [countMetricPoints, countLogRecords, countMetricPointsJson, traceRequestJsonToProtobuf];
    let refused = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        refused += decoders.filter((decoder) => !survives(decoder, bytes)).length;
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(2000);
  });
});

describe('20 MiB do pior tipo', () => {
  const SIZE = 20 * 1024 * 1024;
  const fill = (unit: string, prefix = '', suffix = '') =>
    Buffer.from(prefix + unit.repeat(Math.floor((SIZE - prefix.length - suffix.length) / unit.length)) + suffix);

  const texts: [name: string, text: () => Buffer, refused: boolean][] = [
    ['só aberturas', () => fill('['), true],
    ['objetos vazios', () => fill('{},', '{"resourceSpans":[', '{}]}'), true],
    ['um texto enorme ao lado de um inteiro longo', () => fill('x', '{"n":9007199254740993,"s":"', '"}'), false],
    ['só inteiros longos', () => fill('1234567890123456,', '{"n":[', '0]}'), false],
    ['só escapes', () => fill('\\u0041', '{"s":"', '"}'), false],
    ['um número sem fim', () => fill('1', '{"n":', '}'), false],
    ['um texto que não fecha', () => fill('\\"', '{"s":"'), true],
    ['espaços', () => fill(' ', '{', 'x'), true],
    [
      'base64 inválido',
      () => fill('AAA!', '{"resourceSpans":[{"resource":{"attributes":[{"value":{"bytesValue":"', '"}}]}}]}'),
      true,
    ],
    ['um id enorme', () => fill('a', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"', '"}]}]}]}'), true],
    [
      'um inteiro enorme em texto',
      () => fill('1', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"flags":"', '"}]}]}]}'),
      true,
    ],
  ];
  test.each(texts)('JSON: %s', (_name, text, refused) => {
    const bytes = text();
    const before = process.cpuUsage();
    expect(survives(traceRequestJsonToProtobuf, bytes)).toBe(!refused);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  });

  test('protobuf: milhões de mensagens vazias são recusadas cedo, sem virar objetos', () => {
    const bytes = Buffer.alloc(SIZE);
    for (let i = 0; i < SIZE; i += 2) bytes[i] = 0x0a; // campo 1, comprimento 0
    const before = process.memoryUsage.rss();
    expect(survives(countMetricPoints, bytes)).toBe(false);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 * SIZE);
  });
});
