/** Bytes hostis: todo decodificador termina depressa, com resultado ou `WireError`, e gasta memória proporcional. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { LogBatch } from '../store/logs/log-batch.ts';
import { SpanBatch } from '../store/span-batch.ts';
import { signalJsonToProtobuf } from './otlp-json-signals.ts';
import { MAX_JSON_GROUPS_AND_SPANS, traceRequestJsonToProtobuf } from './otlp-json.ts';
import { indexLogsRequest } from './otlp-logs.ts';
import { decodeMetricsRequest } from './otlp-metrics.ts';
import { indexTraceRequest } from './otlp-trace-index.ts';
import { arbitraryRequest, arbitraryStyle, writeOtlpJson } from './testing/otlp-json-arbitrary.ts';
import { logsSample, metricsSample, type Sample } from './testing/otlp-signal-samples.ts';
import { WireError } from './wire-error.ts';

type Decoder = (bytes: Uint8Array) => unknown;

const decodeLogs: Decoder = (bytes) => indexLogsRequest(bytes, new LogBatch());
const decodeMetricsJson: Decoder = (bytes) => decodeMetricsRequest(signalJsonToProtobuf('metrics', bytes));
const decodeLogsJson: Decoder = (bytes) => decodeLogs(signalJsonToProtobuf('logs', bytes));

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
    ['métricas em protobuf', decodeMetricsRequest, () => metrics.protobuf],
    ['métricas em JSON', decodeMetricsJson, () => metrics.json],
    ['logs em protobuf', decodeLogs, () => logs.protobuf],
    ['logs em JSON', decodeLogsJson, () => logs.json],
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
    const decoders = [decodeMetricsRequest, decodeLogs, decodeMetricsJson, traceRequestJsonToProtobuf];
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
    expect(survives(decodeMetricsRequest, bytes)).toBe(false);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 * SIZE);
  });

  /** `size` bytes de submensagens vazias do campo de etiqueta `tag`. */
  const empties = (tag: number, size = SIZE - 64) => Buffer.alloc(size - (size % 2), Buffer.of(tag, 0));
  const message = (tag: number, ...parts: Uint8Array[]) => {
    const body = Buffer.concat(parts);
    const length: number[] = [];
    for (let rest = body.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) break;
    }
    return Buffer.concat([Buffer.of(tag, ...length), body]);
  };
  const ids = Buffer.concat([message(0x0a, Buffer.alloc(16, 1)), message(0x12, Buffer.alloc(8, 1))]);
  const spansOf = (span: Uint8Array) => {
    const count = Math.floor((SIZE - 64) / span.length);
    return message(0x0a, message(0x12, Buffer.alloc(count * span.length, span)));
  };
  const index = (bytes: Uint8Array, batch = new SpanBatch()) => {
    indexTraceRequest(bytes, batch);
    return batch;
  };

  test.each<[name: string, bytes: () => Uint8Array]>([
    ['resourceSpans', () => empties(0x0a)],
    ['resource', () => message(0x0a, empties(0x0a))],
    ['scopeSpans', () => message(0x0a, empties(0x12))],
    ['scope', () => message(0x0a, message(0x12, empties(0x0a)))],
    ['spans', () => message(0x0a, message(0x12, empties(0x12)))],
    ['atributos de recurso', () => message(0x0a, message(0x0a, empties(0x0a)))],
    ['attributes', () => spansOf(message(0x12, ids, empties(0x4a, 16_000)))],
    ['events', () => spansOf(message(0x12, ids, empties(0x5a, 16_000)))],
    ['links', () => spansOf(message(0x12, ids, empties(0x6a, 16_000)))],
    ['listas', () => spansOf(message(0x12, ids, message(0x4a, message(0x12, message(0x2a, empties(0x0a, 100_000))))))],
  ])('traces: mensagens vazias em %s são recusadas, e a memória não cresce', (_name, content) => {
    const bytes = content();
    const before = process.memoryUsage();
    expect(() => index(bytes)).toThrow(expect.objectContaining({ code: 'too_many' }));
    const after = process.memoryUsage();
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(2 * SIZE);
  });

  describe('o que é de verdade, por miúdo que seja, cabe nos limites', () => {
    const times = Buffer.concat([Buffer.of(0x39), Buffer.alloc(8, 1), Buffer.of(0x41), Buffer.alloc(8, 2)]);
    const attribute = message(0x4a, message(0x0a, Buffer.from('a')), message(0x12, Buffer.of(0x18, 1)));
    const name = message(0x2a, Buffer.from('n'));
    test.each([
      ['sem atributos', 0, 400_000],
      ['com vinte atributos', 20, 75_000],
    ])('protobuf: spans %s', (_name, attributes, least) => {
      const span = message(0x12, ids, times, name, Buffer.alloc(attributes * attribute.length, attribute));
      expect(index(spansOf(span)).count).toBeGreaterThan(least);
    });

    const time = (field: string) => `"${field}":"1700000000000000000"`;
    const ids16 = `"traceId":"${'1'.repeat(32)}","spanId":"${'1'.repeat(16)}"`;
    const span = `{${ids16},"name":"n",${time('startTimeUnixNano')},${time('endTimeUnixNano')}}`;
    test.each([
      ['spans', `${span},`, '{"resourceSpans":[{"scopeSpans":[{"spans":[', '{}]}]}]}'],
      ['spans, cada um no seu recurso', `{"scopeSpans":[{"spans":[${span}]}]},`, '{"resourceSpans":[', '{}]}'],
      [
        'atributos de recurso',
        '{"key":"a","value":{"intValue":1}},',
        '{"resourceSpans":[{"resource":{"attributes":[',
        '{}]}}]}',
      ],
    ])('JSON: %s', (_name, unit, before, after) => {
      expect(survives(traceRequestJsonToProtobuf, fill(unit, before, after))).toBe(true);
    });
  });

  test.each([
    ['spans', '{"resourceSpans":[{"scopeSpans":[{"spans":[', '{}]}]}]}'],
    ['scopeSpans', '{"resourceSpans":[{"scopeSpans":[', '{}]}]}'],
    ['resourceSpans', '{"resourceSpans":[', '{}]}'],
  ])('JSON: %s vazios, abaixo do limite de objetos, ainda são recusados', (_name, before, after) => {
    const text = `${before}${'{},'.repeat(MAX_JSON_GROUPS_AND_SPANS)}${after}`;
    expect(() => traceRequestJsonToProtobuf(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'too_many' }));
  });
});
