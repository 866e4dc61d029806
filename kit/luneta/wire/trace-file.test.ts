/** Os formatos que a página de envio lê: o que se baixou volta igual, e o que não se lê diz onde está o engano. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toJaegerTrace } from '../api/jaeger-v1-json.ts';
import { readTrace } from '../query/adjust-trace.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { otlpCodec } from './otlp-codec.ts';
import { encodeTraceRequest } from './otlp-encode.ts';
import { traceRequestJsonToProtobuf } from './otlp-json.ts';
import { readTraceFile, type TraceFile } from './trace-file.ts';
import { WireError } from './wire-error.ts';

const INPUT = new URL('../api/fixtures/jaeger-api/input.otlp.json', import.meta.url);
const { requests } = JSON.parse(readFileSync(INPUT, 'utf8')) as { requests: { resourceSpans: unknown[] }[] };

const newStore = (): MemoryStore => new MemoryStore({ maxBytes: 8 << 20, codec: otlpCodec });
const read = (text: string): TraceFile => readTraceFile(Buffer.from(text));

function recorded(): MemoryStore {
  const store = newStore();
  const ingest = createTraceIngest(store);
  for (const request of requests) ingest.traces(traceRequestJsonToProtobuf(Buffer.from(JSON.stringify(request))));
  return store;
}

/** O que `/api/traces/{id}` responde. */
function download(store: MemoryStore, traceId: string): string {
  return JSON.stringify({ data: [toJaegerTrace(readTrace(store, traceId)!)] });
}

function upload(text: string): MemoryStore {
  const store = newStore();
  createTraceIngest(store).traces(encodeTraceRequest(read(text).resourceSpans));
  return store;
}

const allIds = (store: MemoryStore): string[] => store.findTraceIds({ limit: 100 });

describe('o que se baixou, enviado de volta, responde igual', () => {
  const store = recorded();

  test('a gravação tem os dez traces', () => expect(allIds(store)).toHaveLength(10));

  test.each(allIds(store))('JSON do Jaeger: %s', (traceId) => {
    const downloaded = download(store, traceId);
    expect(JSON.parse(download(upload(downloaded), traceId))).toEqual(JSON.parse(downloaded));
  });

  test('todos num arquivo só', () => {
    const data = allIds(store).flatMap((id) => (JSON.parse(download(store, id)) as { data: unknown[] }).data);
    const again = upload(JSON.stringify({ data }));
    expect(allIds(again).toSorted()).toEqual(allIds(store).toSorted());
    for (const id of allIds(store)) expect(download(again, id)).toBe(download(store, id));
  });

  test('OTLP: um pedido, com recuo, um por linha, e dentro do result da API v3', () => {
    const whole = JSON.stringify(
      { resourceSpans: requests.flatMap(({ resourceSpans }) => resourceSpans) },
      undefined,
      2,
    );
    const lines = requests.map((request) => JSON.stringify(request)).join('\r\n\n');
    const results = requests.map((result) => JSON.stringify({ result })).join('\n');
    for (const text of [whole, `\ufeff${whole}`, lines, `${lines}\n`, `{"result":${whole}}`, results]) {
      const again = upload(text);
      for (const id of allIds(store)) expect(download(again, id)).toBe(download(store, id));
    }
  });
});

const SPAN = { traceID: '1a', spanID: '2b', operationName: 'GET /', startTime: 1_795_176_000_000_000, duration: 5 };
const jaeger = (span: object, trace: object = {}): string =>
  JSON.stringify({
    data: [
      {
        traceID: '1a',
        spans: [{ ...SPAN, processID: 'p1', ...span }],
        processes: { p1: { serviceName: 'loja' } },
        ...trace,
      },
    ],
  });
const firstSpan = (text: string): TraceFile['resourceSpans'][number]['scopeSpans'][number]['spans'][number] =>
  read(text).resourceSpans[0].scopeSpans[0].spans[0];

describe('JSON do Jaeger de outras fontes', () => {
  test('ids curtos, processo dentro do span, trace sem envelope', () => {
    const text = JSON.stringify({
      traceID: '1A',
      spans: [{ ...SPAN, traceID: undefined, process: { serviceName: 'x' } }],
    });
    expect(firstSpan(text)).toMatchObject({ traceId: '1a'.padStart(32, '0'), spanId: '2b'.padStart(16, '0') });
    expect(read(text).resourceSpans[0].resource.attributes).toEqual([
      { key: 'service.name', value: { type: 'string', value: 'x' } },
    ]);
  });

  test('error=true de um cliente antigo é um span que falhou; com outras tags otel, ou só um 500, não', () => {
    const tags = [{ key: 'error', type: 'bool', value: true }];
    expect(firstSpan(jaeger({ tags }))).toMatchObject({ status: { code: 2 }, attributes: [] });
    const scope = { key: 'otel.scope.name', type: 'string', value: 'x' };
    expect(firstSpan(jaeger({ tags: [...tags, scope] }))).toMatchObject({ status: { code: 0 } });
    const http = [{ key: 'http.status_code', type: 'int64', value: 500 }];
    expect(firstSpan(jaeger({ tags: http })).status.code).toBe(0);
  });

  test('inteiros de 64 bits e decimais especiais chegam exatos', () => {
    const tags = '[{"key":"n","type":"int64","value":9007199254740993},{"key":"d","type":"float64","value":"NaN"}]';
    expect(firstSpan(jaeger({ tags: 0 }).replace('"tags":0', `"tags":${tags}`)).attributes).toEqual([
      { key: 'n', value: { type: 'int', value: 9007199254740993n } },
      { key: 'd', value: { type: 'double', value: Number.NaN } },
    ]);
  });

  test('o pai: CHILD_OF antes de FOLLOWS_FROM, e só do mesmo trace', () => {
    const references = [
      { refType: 'CHILD_OF', traceID: '99', spanID: '1' },
      { refType: 'FOLLOWS_FROM', traceID: '1a', spanID: '2' },
      { refType: 'CHILD_OF', traceID: '1a', spanID: '3' },
    ];
    const span = firstSpan(jaeger({ references }));
    expect(span.parentSpanId).toBe('3'.padStart(16, '0'));
    expect(span.links.map(({ spanId }) => spanId.slice(-1))).toEqual(['1', '2']);
  });
});

test('linhas de métricas e de logs entre as de traces são contadas, e não lidas', () => {
  const lines = ['{"resourceMetrics":[]}', JSON.stringify(requests[0]), '{"resourceLogs":[]}'].join('\n');
  expect(read(lines).otherSignals).toBe(2);
});

describe('erros', () => {
  const otlp = (span: object): object => ({
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }, span] }] }],
  });

  test.each([
    ['vazio', '', 'o corpo veio vazio'],
    ['não é JSON', 'oi', 'JSON inválido na posição 0'],
    ['uma lista', '[]', 'arquivo: esperava um objeto e veio uma lista'],
    [
      'outro objeto',
      '{"spans":1,"x":2}',
      'esperava "data" (Jaeger) ou "resourceSpans" (OTLP) e o objeto tem os campos "spans", "x"',
    ],
    ['resposta de erro do Jaeger', '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 'trace not found'],
    ['nenhum trace', '{"data":[]}', 'não tem nenhum span'],
    ['só métricas', '{"resourceMetrics":[]}\n{"resourceMetrics":[]}', 'só tem métricas ou logs'],
    [
      'id do Jaeger',
      jaeger({ spanID: 'xyz' }),
      'data[0].spans[0].spanID: esperava até 16 dígitos hexadecimais e veio "xyz"',
    ],
    [
      'processo que não existe',
      jaeger({ processID: 'p9' }),
      'data[0].spans[0].processID: esperava o nome de um dos processes do trace e veio "p9"',
    ],
    [
      'sem início',
      jaeger({ startTime: null }),
      'data[0].spans[0].startTime: esperava um número de microssegundos e veio null',
    ],
    [
      'tag de tipo desconhecido',
      jaeger({ tags: [{ key: 'k', type: 'map', value: 1 }] }),
      'data[0].spans[0].tags[0].value (k): esperava o tipo',
    ],
    ['spans não é lista', jaeger({}, { spans: {} }), 'data[0].spans: esperava uma lista e veio um objeto'],
    ['result que não é um pedido', '{"result":[]}', 'result: esperava um objeto e veio uma lista'],
    [
      'OTLP dentro de result: id',
      JSON.stringify({ result: otlp({ traceId: 'zz' }) }),
      'result.resourceSpans[0].scopeSpans[0].spans[1]: traceId: esperava 32 dígitos',
    ],
    [
      'OTLP: id',
      JSON.stringify(otlp({ traceId: 'zz' })),
      'resourceSpans[0].scopeSpans[0].spans[1]: traceId: esperava 32 dígitos',
    ],
    [
      'OTLP por linha',
      `${JSON.stringify(requests[0])}\n${JSON.stringify(otlp({ name: 7 }))}`,
      'linha 2: resourceSpans[0].scopeSpans[0].spans[1]: name: esperava um texto e veio 7',
    ],
    [
      'linha cortada',
      `${JSON.stringify(requests[0])}\n{"resourceSpans":[`,
      'linha 2: JSON inválido: o texto termina no meio',
    ],
  ])('%s', (_name, text, message) => {
    let failure: unknown;
    try {
      read(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(WireError);
    expect((failure as WireError).message).toContain(message);
  });

  test('grupos e spans demais em muitas linhas param no limite', () => {
    const line = JSON.stringify({ resourceSpans: Array.from({ length: 180_000 }, () => ({})) });
    expect(() => read(`${line}\n${line}`)).toThrow(/linha 2: mais de 350000/);
  });

  test('cinquenta mil linhas custam em proporção', () => {
    const line = JSON.stringify(otlp({ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }));
    const started = performance.now();
    expect(read(`${line}\n`.repeat(50_000)).resourceSpans).toHaveLength(50_000);
    // Folgado para uma máquina ocupada; somando tudo a cada linha, eram minutos.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
