/** Métricas e logs OTLP/JSON sorteados da tabela do protocolo: todo campo de toda mensagem, com valores das bordas. */
import * as fc from 'fast-check';
import {
  type FieldSchema,
  LOGS_REQUEST,
  type MessageSchema,
  METRICS_REQUEST,
  type ScalarType,
} from '../../wire/otlp-schema.ts';

/** Nomes e textos que incomodam quem monta rótulos, consultas, páginas do Prometheus e HTML. */
const TEXTS = [
  '',
  'http.server.request.duration',
  'service.name',
  'loja',
  's',
  'By',
  '{x}/s',
  '__name__',
  'le',
  'job',
  '__proto__',
  '1começa com número',
  'a.b',
  'a_b',
  'total_total',
  '"\\\n\'`{}',
  '{"a":{"b":[1,2]},"a_b":"x"}',
  'nível=erro',
  '\u0000\u202e💥',
  'x'.repeat(3000),
];

/** Instantes de uma série: poucos, para que se repitam, andem para trás e para o começo dos tempos. */
const NOW_NS = 1_795_253_474_000_000_000n;
const TIMES = [0n, 1n, NOW_NS, NOW_NS + 1_000_000_000n, NOW_NS - 3_600_000_000_000n, 2n ** 63n, 2n ** 64n - 1n].map(
  String,
);
const INTEGERS = ['0', '1', '-1', '42', '9007199254740993', '9223372036854775807', '-9223372036854775808'];
const DOUBLES = [0, -0, 1, 0.5, 1e-320, 1e308, -1e308, 'NaN', 'Infinity', '-Infinity'];
const HEX = ['0', '1', 'f'];

const id = (bytes: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...HEX).map((digit) => digit.repeat(bytes * 2)) },
    { weight: 1, arbitrary: fc.constantFrom('', 'ab', 'zz'.repeat(bytes)) },
  );

const SCALARS: Record<ScalarType, fc.Arbitrary<unknown>> = {
  string: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'grapheme', maxLength: 12 })),
  bytes: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  id16: id(16),
  id8: id(8),
  bool: fc.boolean(),
  enum: fc.constantFrom(0, 1, 2, 9, 17, 24, 99, -1, 'AGGREGATION_TEMPORALITY_DELTA'),
  int32: fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
  sint32: fc.constantFrom(0, 1, -1, 20, -10, 2 ** 31 - 1, -(2 ** 31)),
  uint32: fc.constantFrom(0, 1, 2 ** 32 - 1),
  int64: fc.constantFrom(...INTEGERS),
  uint64: fc.constantFrom('0', '1', '18446744073709551615'),
  fixed32: fc.constantFrom(0, 1, 2 ** 32 - 1),
  fixed64: fc.constantFrom(...TIMES),
  sfixed64: fc.constantFrom(...INTEGERS),
  double: fc.constantFrom(...DOUBLES),
};

/** Até onde se desce: o corpo de um log pode se conter a si mesmo. */
const MAX_DEPTH = 9;

function messageOf(schema: MessageSchema, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = [...schema.byNumber.values()].filter(({ message }) => message === undefined || depth < MAX_DEPTH);
  const entries = fields.map((field) => [field.jsonName, valueOf(field, depth)] as const);
  // O que leva adiante quase sempre vem: sem os grupos, o pedido não teria pontos nem registros.
  const requiredKeys = fields.filter(({ message, repeated }) => message && repeated).map(({ jsonName }) => jsonName);
  return fc.record(Object.fromEntries(entries), { requiredKeys });
}

function valueOf({ repeated, scalar, message }: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const one = scalar ? SCALARS[scalar] : lazily(message as MessageSchema, depth + 1);
  return repeated ? fc.array(one, { maxLength: depth < 3 ? 2 : 4 }) : one;
}

/** Só se monta o gerador do que foi sorteado: a tabela inteira, até o fundo, seria enorme. */
function lazily(schema: MessageSchema, depth: number): fc.Arbitrary<Record<string, unknown>> {
  return fc.constant(undefined).chain(() => messageOf(schema, depth));
}

const asBytes = (request: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
  request.map((value) => Buffer.from(JSON.stringify(value)));

/** Um `ExportMetricsServiceRequest` e um `ExportLogsServiceRequest`, em JSON. */
export const SIGNAL_JSON = {
  metrics: asBytes(messageOf(METRICS_REQUEST)),
  logs: asBytes(messageOf(LOGS_REQUEST)),
} as const;
