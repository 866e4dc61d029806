/**
 * Lotes do Jaeger escolhidos pelos cantos do formato. O que um Jaeger de verdade (v2.13) respondeu depois de receber
 * cada um está em `fixtures/jaeger-thrift-cases.json`, pelo nome.
 */
import type { JaegerBatch, JaegerProcess, JaegerSpan, JaegerSpanRef, JaegerTag } from '../../wire/jaeger-batch.ts';
import { aBatch, aSpan, BLANK_SPAN, boolTag, longTag, stringTag } from '../../wire/testing/jaeger-arbitrary.ts';

export interface ThriftCase {
  name: string;
  /** Como a API o escreve. */
  traceId: string;
  batch: JaegerBatch;
}

const START = 1_795_253_474_406_123n;
/** Numa referência: o trace do próprio caso. */
const SAME = -1n;
const CHILD = 0;
const FOLLOWS = 1;

const doubleTag = (key: string, vDouble: number): JaegerTag => ({
  ...stringTag(key, ''),
  vType: 1,
  vStr: undefined,
  vDouble,
});
const binaryTag = (key: string, ...bytes: number[]): JaegerTag => ({
  ...stringTag(key, ''),
  vType: 4,
  vStr: undefined,
  vBinary: Uint8Array.from(bytes),
});
const unknownTag = (key: string): JaegerTag => ({ ...stringTag(key, ''), vType: 9 });
const ref = (refType: number, spanId: bigint, traceIdLow = SAME, traceIdHigh = 1n): JaegerSpanRef => ({
  refType,
  traceIdLow,
  traceIdHigh,
  spanId,
});
const log = (offset: bigint, ...fields: JaegerTag[]) => ({ timestamp: START + offset, fields });
const http = (status: JaegerTag, kind?: string): Partial<JaegerSpan>[] => [
  { tags: [status, stringTag('http.status_message', 'm'), ...(kind ? [stringTag('span.kind', kind)] : [])] },
];
const CHILD_SPAN = { spanId: 4n, operationName: 'filho' };

type Row = [name: string, spans: Partial<JaegerSpan>[], process?: Partial<JaegerProcess>];

const tagged = (name: string, ...tags: JaegerTag[]): Row => [name, [{ tags }]];
const inProcess = (name: string, serviceName: string, ...tags: JaegerTag[]): Row => [name, [{}], { serviceName, tags }];

const ROWS: Row[] = [
  ['sem tags', [{}]],
  ['lista de tags vazia', [{ tags: [], references: [], logs: [] }]],
  tagged(
    'todos os tipos',
    stringTag('texto', 'ação'),
    doubleTag('inteiro em double', 2),
    doubleTag('real', 0.1),
    boolTag('sim', true),
    boolTag('não', false),
    longTag('maior', 2n ** 63n - 1n),
    longTag('negativo', -5n),
    longTag('acima de 2^53', 2n ** 53n + 1n),
    binaryTag('bytes', 0, 255, 1),
  ),
  tagged('tipo desconhecido', unknownTag('x')),
  tagged('chaves repetidas', stringTag('a', '1'), stringTag('b', '2'), longTag('a', 3n)),
  tagged('tipo do span repetido', stringTag('span.kind', 'server'), stringTag('span.kind', 'client')),
  ...['server', 'client', 'producer', 'consumer', 'internal', 'SERVER', '', 'xyz'].map((kind) =>
    tagged(`span.kind ${kind}`, stringTag('span.kind', kind)),
  ),
  tagged('span.kind inteiro', longTag('span.kind', 2n)),
  tagged('error=true', boolTag('error', true)),
  tagged('error=false', boolTag('error', false)),
  tagged('error em texto', stringTag('error', 'true')),
  tagged('error inteiro', longTag('error', 1n)),
  tagged(
    'error=true com código e descrição',
    boolTag('error', true),
    stringTag('otel.status_description', 'caiu'),
    stringTag('otel.status_code', 'OK'),
  ),
  tagged(
    'error=true com texto HTTP',
    boolTag('error', true),
    stringTag('http.status_message', 'Bad'),
    longTag('http.status_code', 200n),
  ),
  tagged('error=false com código', boolTag('error', false), stringTag('otel.status_code', 'ERROR')),
  tagged('error=true com descrição inteira', boolTag('error', true), longTag('otel.status_description', 7n)),
  tagged('código OK', stringTag('otel.status_code', 'OK')),
  tagged('código em minúsculas', stringTag('otel.status_code', 'error'), stringTag('otel.status_description', 'x')),
  tagged('código desconhecido', stringTag('otel.status_code', 'MEH'), stringTag('otel.status_description', 'x')),
  tagged('código inteiro', longTag('otel.status_code', 2n)),
  tagged('só a descrição', stringTag('otel.status_description', 'x')),
  ...[0n, 99n, 100n, 302n, 398n, 399n, 404n, 500n, 600n, -1n].map((status): Row => [
    `HTTP ${status}`,
    http(longTag('http.status_code', status)),
  ]),
  ...['client', 'server', 'producer'].flatMap((kind) =>
    [404n, 499n, 503n].map((status): Row => [
      `HTTP ${status} ${kind}`,
      http(longTag('http.status_code', status), kind),
    ]),
  ),
  ...['500', '+200', ' 500', '5e2', '0500', '9223372036854775807', '9223372036854775808', '-1', '', '0x1f4'].map(
    (status): Row => [`HTTP em texto "${status}"`, http(stringTag('http.status_code', status))],
  ),
  ['HTTP em double', http(doubleTag('http.status_code', 500))],
  tagged('otel.library', stringTag('otel.library.name', 'http'), stringTag('otel.library.version', '1')),
  tagged('otel.scope', stringTag('otel.scope.name', 'http'), stringTag('otel.scope.version', '1')),
  tagged('w3c.tracestate', stringTag('w3c.tracestate', 'a=b')),
  tagged('amostrador', stringTag('sampler.type', 'const'), boolTag('sampler.param', true)),
  inProcess(
    'processo de um cliente antigo',
    'loja',
    stringTag('hostname', 'h'),
    stringTag('jaeger.version', 'Node-3.19.0'),
    stringTag('ip', '::1'),
    stringTag('client-uuid', 'u'),
    longTag('n', 3n),
    boolTag('b', true),
    doubleTag('d', 1.5),
    binaryTag('x', 1),
  ),
  inProcess(
    'processo com os nomes velhos e novos',
    'loja',
    stringTag('hostname', 'h'),
    stringTag('host.name', 'k'),
    stringTag('jaeger.version', 'a'),
    stringTag('opencensus.exporterversion', 'b'),
  ),
  inProcess('versão e hostname inteiros', 'loja', longTag('jaeger.version', 3n), longTag('hostname', 3n)),
  inProcess('service.name em tag', 'velho', stringTag('service.name', 'novo')),
  inProcess('service.name inteiro em tag', 'velho', longTag('service.name', 5n)),
  inProcess('service.name vazio em tag', 'velho', stringTag('service.name', '')),
  inProcess('tag repetida no processo', 'loja', stringTag('a', '1'), stringTag('a', '2')),
  ['processo sem tags', [{}], { serviceName: 'loja' }],
  ['serviço sem nome', [{}], { serviceName: '' }],
  inProcess('serviço sem nome, com tags', '', stringTag('a', 'b')),
  inProcess('serviço com espaços', '  a  b '),
  inProcess('serviço só de espaços', '   '),
  ['operação de espaços', [{ operationName: '  ' }]],
  ['operação com NUL', [{ operationName: 'a\0b', tags: [stringTag('k\0', 'v\0')] }]],
  ['duração negativa', [{ duration: -4n }]],
  ['duração zero', [{ duration: 0n }]],
  ['duração de um século', [{ duration: 3_155_760_000_000_000n }]],
  ['início zero', [{ startTime: 0n }]],
  ...[0, 1, 2, 3, 8, -1].map((flags): Row => [`flags ${flags}`, [{ flags }]]),
  ['span incompleto', [{ incomplete: true }]],
  ['trace id de 64 bits', [{ traceIdHigh: 0n }]],
  ['pai de si mesmo', [{ parentSpanId: 3n }]],
  ['filho por parentSpanId', [{}, { ...CHILD_SPAN, parentSpanId: 3n }]],
  ['filho dos dois jeitos', [{}, { ...CHILD_SPAN, parentSpanId: 3n, references: [ref(CHILD, 3n)] }]],
  ['filho por CHILD_OF', [{}, { ...CHILD_SPAN, references: [ref(CHILD, 3n)] }]],
  ['filho por FOLLOWS_FROM', [{}, { ...CHILD_SPAN, references: [ref(FOLLOWS, 3n)] }]],
  [
    'FOLLOWS_FROM antes de CHILD_OF',
    [{}, { spanId: 5n }, { ...CHILD_SPAN, references: [ref(FOLLOWS, 3n), ref(CHILD, 5n)] }],
  ],
  ['dois CHILD_OF', [{}, { spanId: 5n }, { ...CHILD_SPAN, references: [ref(CHILD, 3n), ref(CHILD, 5n)] }]],
  ['pai e outro CHILD_OF', [{}, { spanId: 5n }, { ...CHILD_SPAN, parentSpanId: 3n, references: [ref(CHILD, 5n)] }]],
  ['pai e FOLLOWS_FROM do pai', [{}, { ...CHILD_SPAN, parentSpanId: 3n, references: [ref(FOLLOWS, 3n)] }]],
  ['CHILD_OF de outro trace', [{}, { ...CHILD_SPAN, references: [ref(CHILD, 3n, 78n, 77n)] }]],
  ['FOLLOWS_FROM de outro trace, de 64 bits', [{}, { ...CHILD_SPAN, references: [ref(FOLLOWS, 3n, 78n, 0n)] }]],
  [
    'mesmo id do pai, em outro trace',
    [{}, { ...CHILD_SPAN, parentSpanId: 3n, references: [ref(CHILD, 3n, 78n, 77n)] }],
  ],
  ['referência de tipo desconhecido', [{}, { ...CHILD_SPAN, references: [ref(2, 3n)] }]],
  [
    'logs',
    [
      {
        logs: [
          log(1n, stringTag('event', 'b'), stringTag('message', 'm'), longTag('n', 1n)),
          log(3n, stringTag('message', 'só')),
          log(4n),
          log(5n, longTag('event', 1n), stringTag('x', 'y')),
          log(6n, stringTag('event', ''), stringTag('x', 'y')),
          log(7n, stringTag('event', 'a'), stringTag('event', 'c'), boolTag('t', true), binaryTag('z', 9)),
        ],
      },
    ],
  ],
  [
    'erro com log',
    [
      {
        tags: [boolTag('error', true)],
        logs: [log(0n, stringTag('event', 'error'), stringTag('error.object', 'boom'), stringTag('stack', 'at x'))],
      },
    ],
  ],
  ['o mesmo span duas vezes', [{}, {}]],
  ['mesmo id, outro conteúdo', [{}, { operationName: 'outra' }]],
  ['span zerado no lote', [{}, BLANK_SPAN]],
];

export const THRIFT_CASES: readonly ThriftCase[] = ROWS.map(([name, spans, process], i) => {
  const traceIdLow = 0x1000n + BigInt(i);
  const own = (reference: JaegerSpanRef) => (reference.traceIdLow === SAME ? { ...reference, traceIdLow } : reference);
  const batch = aBatch(
    spans.map((span) => aSpan({ traceIdLow, ...span, references: span.references?.map(own) })),
    process,
  );
  const { traceIdHigh } = batch.spans[0];
  const low = traceIdLow.toString(16).padStart(16, '0');
  return { name, traceId: traceIdHigh === 0n ? low : traceIdHigh.toString(16).padStart(16, '0') + low, batch };
});
