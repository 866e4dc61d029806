import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textAttribute } from '../store/model.ts';
import { appendLogs, storeWith, timeOf } from '../store/logs/testing/logs.ts';
import { type LokiServer, serveLoki } from './testing/loki-server.ts';

const SECOND = 1_000_000_000;
/** O relógio do servidor: dez minutos depois do primeiro registro. */
const NOW_MS = Number(timeOf(0) / 1_000_000n) + 600_000;
const TRACE = 'a'.repeat(32);
const CATEGORIZED = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
const SHOP = '{service_name="loja"}';

const store = storeWith(
  {
    service: 'loja',
    body: 'um',
    timeUnixNano: timeOf(0),
    severityText: 'INFO',
    traceId: TRACE,
    spanId: 'b'.repeat(16),
  },
  {
    service: 'loja',
    body: '{"status":500}',
    timeUnixNano: timeOf(1),
    severityText: 'ERROR',
    attributes: [textAttribute('http.route', '/x')],
  },
  { service: 'frete', body: 'três', timeUnixNano: timeOf(60 * SECOND), severityText: 'INFO' },
  { service: 'loja', body: 'quatro', timeUnixNano: timeOf(120 * SECOND), severityText: 'INFO' },
  { service: 'antigo', body: 'zero', timeUnixNano: timeOf(-7 * 3600 * SECOND) },
);

let loki: LokiServer;
beforeAll(async () => {
  loki = await serveLoki(store, () => NOW_MS);
});
afterAll(() => loki.close());

/** As linhas de uma resposta, stream por stream. */
const linesOf = (json: { data: { result: { values: string[][] }[] } }): string[] =>
  json.data.result.flatMap(({ values }) => values.map(([, line]) => line));

describe('query_range: linhas', () => {
  test('sem cabeçalho, todos os rótulos são do stream, e cada valor é [instante em ns, linha]', async () => {
    const { status, contentType, json } = await loki.get('/query_range', { query: `${SHOP} |= "um"` });
    expect([status, contentType]).toEqual([200, 'application/json']);
    expect(json).toMatchObject({ status: 'success', data: { resultType: 'streams' } });
    expect(json.data).not.toHaveProperty('encodingFlags');
    expect(json.data.result).toEqual([
      {
        stream: {
          service_name: 'loja',
          severity_text: 'INFO',
          trace_id: TRACE,
          span_id: 'b'.repeat(16),
          scope_name: 'scope',
          detected_level: 'info',
        },
        values: [[String(timeOf(0)), 'um']],
      },
    ]);
    expect(json.data.stats.summary).toMatchObject({ totalLinesProcessed: 3, totalEntriesReturned: 1, queueTime: 0 });
  });

  test('com categorize-labels, cada linha traz os metadados e o que se leu dela', async () => {
    const { json } = await loki.get(
      '/query_range',
      { query: `${SHOP} | json | status >= 500 | __error__=""` },
      CATEGORIZED,
    );
    expect(json.data.encodingFlags).toEqual(['categorize-labels']);
    expect(json.data.result).toEqual([
      {
        stream: { service_name: 'loja' },
        values: [
          [
            String(timeOf(1)),
            '{"status":500}',
            {
              structuredMetadata: {
                http_route: '/x',
                severity_text: 'ERROR',
                scope_name: 'scope',
                detected_level: 'error',
              },
              parsed: { status: '500' },
            },
          ],
        ],
      },
    ]);
  });

  test('as mais novas primeiro, ou o contrário; no limite', async () => {
    const lines = async (params: Record<string, string>): Promise<string[]> =>
      linesOf((await loki.get('/query_range', { query: SHOP, ...params }, CATEGORIZED)).json);
    expect(await lines({})).toEqual(['quatro', '{"status":500}', 'um']);
    expect(await lines({ direction: 'forward' })).toEqual(['um', '{"status":500}', 'quatro']);
    expect(await lines({ direction: 'BACKWARD', limit: '1' })).toEqual(['quatro']);
    expect(await lines({ interval: '2s' })).toEqual(['quatro', '{"status":500}']);
  });

  test('start é inclusive, end não; em ns, segundos ou RFC 3339; since conta de end para trás', async () => {
    const count = async (params: Record<string, string>): Promise<number> =>
      linesOf((await loki.get('/query_range', { query: '{service_name=~".+"}', ...params }, CATEGORIZED)).json).length;
    expect(await count({})).toBe(4);
    expect(await count({ start: String(timeOf(1)), end: String(timeOf(60 * SECOND)) })).toBe(1);
    expect(
      await count({ start: String(Number(timeOf(0) / 1_000_000_000n)), end: `${timeOf(0) / 1_000_000_000n}.5` }),
    ).toBe(2);
    const first = new Date(Number(timeOf(0) / 1_000_000n)).toISOString();
    expect(await count({ start: first, end: first.replace('.000Z', '.000000001Z') })).toBe(1);
    expect(await count({ since: '9m' })).toBe(2);
    expect(await count({ since: '8h' })).toBe(5);
  });

  test('nada achado é uma lista vazia', async () => {
    const { json } = await loki.get('/query_range', { query: '{service_name="nada"}' }, CATEGORIZED);
    expect(json).toMatchObject({ status: 'success', data: { resultType: 'streams', result: [] } });
  });

  test('POST com formulário é o mesmo que GET', async () => {
    const { json } = await loki.post('/query_range', { query: SHOP, limit: '1' });
    expect(linesOf(json)).toEqual(['quatro']);
  });

  test('textos de qualquer língua, e o que não é JSON, saem escapados', async () => {
    const strange = 'aspas " \\ \u0000 \u2028 <script> ação 🦊';
    const other = await serveLoki(
      storeWith({ body: strange, attributes: [textAttribute('k', strange)] }),
      () => NOW_MS,
    );
    const { json } = await other.get('/query_range', { query: '{service_name="service"}' });
    expect(json.data.result[0]).toMatchObject({ stream: { k: strange }, values: [[String(timeOf(0)), strange]] });
    await other.close();
  });
});

describe('métricas', () => {
  test('query_range dá uma matriz, com um ponto por passo em que há valor', async () => {
    const start = timeOf(0) / 1_000_000_000n;
    const { json } = await loki.get('/query_range', {
      query: 'sum by (service_name) (count_over_time({service_name=~"loja|frete"}[1m]))',
      start: String(timeOf(0)),
      end: String(timeOf(120 * SECOND)),
      step: '60',
    });
    expect(json.data.resultType).toBe('matrix');
    expect(
      json.data.result.toSorted((a: { metric: unknown }, b: { metric: unknown }) =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
      ),
    ).toEqual([
      { metric: { service_name: 'frete' }, values: [[Number(start) + 60, '1']] },
      {
        metric: { service_name: 'loja' },
        values: [
          [Number(start), '1'],
          [Number(start) + 60, '1'],
          [Number(start) + 120, '1'],
        ],
      },
    ]);
  });

  test('query dá um vetor no instante; sem linhas, vazio', async () => {
    const rate = 'sum(rate({service_name="loja"}[1h]))';
    const { json } = await loki.get('/query', { query: rate, time: String(timeOf(180 * SECOND)) });
    expect(json.data).toMatchObject({
      resultType: 'vector',
      result: [{ metric: {}, value: [expect.any(Number), '0.0008333333333333334'] }],
    });
    const { json: none } = await loki.get('/query', { query: rate, time: '1' });
    expect(none.data).toMatchObject({ resultType: 'vector', result: [] });
    const slow = await loki.get('/query', { query: 'sum(rate({service_name="frete"}[52w]))' });
    expect(slow.json.data.result[0].value[1]).toMatch(/^0\.0000000317\d+$/);
  });
});

describe('rótulos e séries', () => {
  test('labels, values e series dizem só os streams das últimas seis horas', async () => {
    expect((await loki.get('/labels')).json).toEqual({ status: 'success', data: ['service_name'] });
    expect((await loki.get('/label')).json).toEqual({ status: 'success', data: ['service_name'] });
    expect((await loki.get('/label/service_name/values')).json).toEqual({ status: 'success', data: ['frete', 'loja'] });
    expect((await loki.get('/label/service_name/values', { since: '8h' })).json.data).toEqual([
      'antigo',
      'frete',
      'loja',
    ]);
    expect((await loki.get('/label/service_name/values', { query: '{service_name=~"l.*"}' })).json.data).toEqual([
      'loja',
    ]);
    expect(
      (await loki.get('/series', { 'match[]': ['{service_name="loja"}', '{service_name="frete"}'] })).json,
    ).toEqual({
      status: 'success',
      data: [{ service_name: 'loja' }, { service_name: 'frete' }].toSorted(
        (a, b) => a.service_name.length - b.service_name.length,
      ),
    });
    expect((await loki.post('/series', { match: '{service_name="frete"}' })).json.data).toEqual([
      { service_name: 'frete' },
    ]);
  });

  test('sem nada a dizer: os rótulos vêm sem data, as séries com uma lista vazia', async () => {
    expect((await loki.get('/labels', { query: '{service_name="nada"}' })).json).toEqual({ status: 'success' });
    expect((await loki.get('/label/nada/values')).json).toEqual({ status: 'success' });
    expect((await loki.get('/series', { 'match[]': '{service_name="nada"}' })).json).toEqual({
      status: 'success',
      data: [],
    });
  });

  test('tamanhos: index/stats, index/volume e index/volume_range', async () => {
    const { json: stats } = await loki.get('/index/stats', { query: SHOP });
    expect(stats).toEqual({ streams: 1, chunks: 1, entries: 3, bytes: expect.any(Number) });
    const { json: volume } = await loki.get('/index/volume', { query: '{service_name=~".+"}' });
    expect(volume.data.resultType).toBe('vector');
    expect(volume.data.result[0]).toEqual({
      metric: { service_name: 'loja' },
      value: [NOW_MS / 1000, String(stats.bytes)],
    });
    const { json: range } = await loki.get('/index/volume_range', { query: SHOP, step: '60s' });
    expect(range.data.resultType).toBe('matrix');
    expect(range.data.result[0].values).toHaveLength(2);
  });

  test('campos sem fim, com nomes sempre outros, não enchem a memória', async () => {
    const many = storeWith(
      ...Array.from({ length: 20 }, (_, line) => ({
        service: 'loja',
        body: JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (__, i) => [`c${line}_${i}`, i]))),
        timeUnixNano: timeOf(line),
      })),
    );
    const server = await serveLoki(many, () => NOW_MS);
    try {
      const { json } = await server.get('/detected_fields', { query: SHOP, limit: '100000' });
      expect(json.fields).toHaveLength(1000);
    } finally {
      await server.close();
    }
  });

  test('campos: detected_labels, detected_fields e os valores de um', async () => {
    expect((await loki.get('/detected_labels')).json).toEqual({
      detectedLabels: [{ label: 'service_name', cardinality: 2 }],
    });
    const { json } = await loki.get('/detected_fields', { query: SHOP });
    expect(json.fields).toContainEqual({ label: 'status', type: 'int', cardinality: 1, parsers: ['json'] });
    expect(json.fields).toContainEqual({ label: 'detected_level', type: 'string', cardinality: 2, parsers: null });
    const values = await loki.get('/detected_field/detected_level/values', { query: SHOP });
    expect(values.json).toEqual({ values: ['info', 'error'], limit: 100 });
  });
});

describe('erros', () => {
  test.each<[path: string, params: Record<string, string>, message: string]>([
    ['/query_range', { query: '{a="b"} | logfmt' }, 'parse error at line 1, col 11: unsupported: logfmt'],
    ['/query_range', { query: '' }, 'parse error : syntax error: unexpected $end'],
    ['/query_range', {}, 'parse error : syntax error: unexpected $end'],
    ['/query_range', { query: SHOP, limit: '0' }, 'limit must be a positive value'],
    ['/query_range', { query: SHOP, limit: 'x' }, `could not parse 'limit' parameter: "x" is not an integer`],
    [
      '/query_range',
      { query: SHOP, limit: '5001' },
      'max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)',
    ],
    ['/query_range', { query: SHOP, direction: 'up' }, "invalid direction 'up'"],
    ['/query_range', { query: SHOP, start: 'x' }, `could not parse 'start' parameter: "x" is not a time`],
    ['/query_range', { query: SHOP, end: '-1' }, `could not parse 'end' parameter: "-1" is not a time`],
    ['/query_range', { query: SHOP, start: '2', end: '1' }, 'end timestamp must not be before or equal to start time'],
    [
      '/query_range',
      { query: SHOP, step: '0' },
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      '/query_range',
      { query: SHOP, step: '1ms' },
      'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter',
    ],
    [
      '/query_range',
      { query: SHOP, since: 'ontem' },
      `could not parse 'since' parameter: cannot parse "ontem" to a valid duration`,
    ],
    [
      '/query',
      { query: SHOP },
      'log queries are not supported as an instant query type, please change your query to a range query type',
    ],
    ['/query', { query: 'vector(1)', time: '1e3' }, `could not parse 'time' parameter: "1e3" is not a time`],
    ['/series', { 'match[]': '{a="b"} |= "x"' }, 'only label matchers are supported'],
    ['/labels', { query: '{a=~"["}' }, 'parse error at line 1, col 5: error parsing regexp: missing closing ]: `[`'],
    ['/detected_fields', { query: 'rate({a="b"}[1m])' }, 'only log selector is supported'],
  ])('%s %j: 400 em texto', async (path, params, message) => {
    const { status, contentType, text } = await loki.get(path, params);
    expect([status, contentType, text]).toEqual([400, 'text/plain; charset=utf-8', `${message}\n`]);
  });

  test('o que não existe é 404; um formulário grande demais, 413', async () => {
    expect(await loki.get('/nada')).toMatchObject({ status: 404, contentType: 'text/plain; charset=utf-8' });
    expect(await loki.post('/query_range', { query: 'x'.repeat(200_000) })).toMatchObject({ status: 413 });
  });
});

describe('pedidos hostis', () => {
  test('uma leitura longa não para o processo', async () => {
    const big = storeWith();
    for (let from = 0; from < 40_000; from += 2000) {
      appendLogs(
        big,
        ...Array.from({ length: 2000 }, (_, i) => ({
          body: `linha ${from + i} ${'a'.repeat(200)}!`,
          timeUnixNano: timeOf(from + i),
        })),
      );
    }
    const other = await serveLoki(big, () => NOW_MS);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const before = process.cpuUsage();
    const query = '{service_name="service"} |~ "(a|aa)+$"';
    const answers = await Promise.all(Array.from({ length: 3 }, () => other.get('/query_range', { query })));
    clearInterval(timer);
    const { user } = process.cpuUsage(before);
    expect(answers.map(({ json }) => json.data.result)).toEqual([[], [], []]);
    // Cada fatia dura uma pequena parte do todo.
    expect(longest).toBeLessThan(Math.max(200, user / 1000 / 3));
    await other.close();
  });

  test('quem desiste não deixa o servidor a trabalhar nem o derruba', async () => {
    const controller = new AbortController();
    const aborted = fetch(`${loki.url}/query_range?query=${encodeURIComponent(SHOP)}`, { signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toThrow('aborted');
    expect((await loki.get('/labels')).status).toBe(200);
  });

  test('parâmetros repetidos, sem fim ou sem sentido não derrubam nada', async () => {
    const many = Array.from({ length: 40 }, () => '{a="b"}');
    expect((await loki.get('/series', { 'match[]': many })).text).toBe('at most 32 selectors, received: 40\n');
    for (const query of ['%', '\u0000', '🦊', '{__proto__="x"}', '{constructor=~".+"}']) {
      expect((await loki.get('/query_range', { query })).status).toBeLessThan(500);
    }
    for (const name of ['__proto__', 'constructor', '%00', 'a'.repeat(3000)]) {
      expect((await loki.get(`/label/${name}/values`)).json).toEqual({ status: 'success' });
    }
    for (const time of ['9'.repeat(30), '18446744073709551615', '18446744073709551616', '0', '1.', '.1']) {
      expect((await loki.get('/query', { query: 'vector(1)', time })).status).toBeLessThan(500);
    }
    const wide = {
      query: 'sum(rate({service_name=~".+"}[100y]))',
      start: '0',
      end: '18446744073709551615',
      step: '100d',
    };
    expect((await loki.get('/query_range', wide)).status).toBeLessThan(500);
  });
});
