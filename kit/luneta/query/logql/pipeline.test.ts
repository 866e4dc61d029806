import { describe, expect, test } from 'vitest';
import { logCodec } from '../../wire/otlp-log-codec.ts';
import { readLogs, storeWith, type TestLog, timeOf } from '../../store/logs/testing/logs.ts';
import { type AttributeValue, textAttribute } from '../../store/model.ts';
import type { LogEntry } from './log-entry.ts';
import { parseLogql } from './parse.ts';
import { acceptsStream, runPipeline } from './run-pipeline.ts';

/** As linhas que a consulta deixa passar, das mais antigas para as mais novas. */
function run(query: string, ...logs: TestLog[]): LogEntry[] {
  const expr = parseLogql(query);
  if (expr.type !== 'log') throw new Error('não é uma consulta de linhas');
  const store = storeWith(...logs.map((log, i) => ({ timeUnixNano: timeOf(i), ...log })));
  const found: LogEntry[] = [];
  store.visit({ newestFirst: false, acceptsResource: acceptsStream(expr) }, (log) => {
    const entry = runPipeline(expr, log);
    if (entry) found.push(entry);
  });
  return found;
}

const lines = (query: string, ...logs: TestLog[]): string[] => run(query, ...logs).map(({ line }) => line);
const ALL = '{service_name=~".+"}';

test('o decodificador dos testes é o da Luneta', () => {
  expect(readLogs(storeWith({ body: 'oi' }))[0].body).toEqual({ type: 'string', value: 'oi' });
  expect(Object.keys(logCodec)).toContain('decodeRecord');
});

describe('o seletor olha os rótulos do stream', () => {
  const logs: TestLog[] = [
    { service: 'loja', body: '1', resourceAttributes: [textAttribute('k8s.pod.name', 'a')] },
    { service: 'loja', body: '2', resourceAttributes: [textAttribute('deployment.environment.name', 'aula')] },
    { service: 'frete', body: '3', resourceAttributes: [textAttribute('host.name', 'm1')] },
  ];

  test.each([
    ['{service_name="loja"}', ['1', '2']],
    ['{service_name!="loja", service_name=~".+"}', ['3']],
    ['{service_name=~"lo.*|fre"}', ['1', '2']],
    ['{service_name="loja", k8s_pod_name=""}', ['2']],
    ['{deployment_environment_name="aula"}', ['2']],
    // Outros atributos do recurso não são rótulos do stream.
    ['{host_name="m1"}', []],
  ])('%s', (query, expected) => {
    expect(lines(query, ...logs)).toEqual(expected);
  });

  test('sem nome de serviço, é unknown_service', () => {
    const [entry] = run('{service_name="unknown_service"}', { service: '', body: 'x' });
    expect([...entry.stream]).toEqual([['service_name', 'unknown_service']]);
  });
});

describe('os metadados', () => {
  test('têm os nomes do Loki', () => {
    const [entry] = run(ALL, {
      body: 'x',
      timeUnixNano: timeOf(0),
      observedTimeUnixNano: timeOf(5),
      severityNumber: 17,
      severityText: 'Error',
      flags: 1,
      droppedAttributesCount: 2,
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      attributes: [
        textAttribute('http.route', '/x'),
        textAttribute('2fa', 'sim'),
        { key: 'pedido', value: { type: 'kvlist', value: [{ key: 'id.loja', value: { type: 'int', value: 7n } }] } },
        { key: 'lista', value: { type: 'array', value: [{ type: 'bool', value: true }] } },
      ],
      resourceAttributes: [textAttribute('host.name', 'm1'), textAttribute('service.namespace', 'aula')],
    });
    expect(Object.fromEntries(entry.stream)).toEqual({ service_name: 'service', service_namespace: 'aula' });
    expect(Object.fromEntries(entry.metadata)).toEqual({
      http_route: '/x',
      key_2fa: 'sim',
      pedido_id_loja: '7',
      lista: '[true]',
      observed_timestamp: String(timeOf(5)),
      severity_number: '17',
      severity_text: 'Error',
      dropped_attributes_count: '2',
      flags: '1',
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      host_name: 'm1',
      scope_name: 'scope',
      detected_level: 'error',
    });
  });

  test('com o nome de um rótulo do stream, ganham _extracted', () => {
    const [entry] = run(ALL, { attributes: [textAttribute('service.name', 'outro')] });
    expect([entry.get('service_name'), entry.get('service_name_extracted')]).toEqual(['service', 'outro']);
  });

  test('pedidos um a um ou todos juntos, são os mesmos', () => {
    const log: TestLog = {
      severityNumber: 9,
      attributes: [textAttribute('a.b', '1'), textAttribute('a_b', '2'), textAttribute('level', 'DBG')],
    };
    const [alone] = run(ALL, log);
    const [together] = run(ALL, log);
    for (const [name, value] of together.metadata) expect([name, alone.get(name)]).toEqual([name, value]);
    expect([alone.get('a_b'), alone.get('detected_level'), alone.get('nada')]).toEqual(['2', 'debug', undefined]);
  });
});

describe('detected_level', () => {
  test.each<[log: TestLog, level: string]>([
    [{ severityText: 'Information' }, 'info'],
    [{ severityText: 'NOTICE' }, 'NOTICE'],
    [{ severityText: 'INFO', attributes: [textAttribute('level', 'err')] }, 'error'],
    [{ severityNumber: 1 }, 'trace'],
    [{ severityNumber: 8 }, 'debug'],
    [{ severityNumber: 24 }, 'fatal'],
    [{ body: '{"level":"warning"}' }, 'warn'],
    [{ body: 'ts=1 level=error msg="x"' }, 'error'],
    [{ body: '[ERROR] caiu' }, 'error'],
    [{ body: 'DEBUG: x' }, 'debug'],
    [{ body: 'nada a dizer' }, 'unknown'],
    [{ body: { type: 'double', value: 3 } }, 'unknown'],
  ])('%j', (log, level) => {
    expect(run(ALL, log)[0].get('detected_level')).toBe(level);
  });
});

describe('filtros de linha', () => {
  const bodies = ['GET /pedidos 200', 'GET /pedidos 500', 'POST /pedidos 201', 'ação'].map((body) => ({ body }));

  test.each([
    ['|= "GET"', [0, 1]],
    ['|= "GET" != "500"', [0]],
    ['|= "GET" or "POST"', [0, 1, 2]],
    ['!= "GET" or "POST"', [3]],
    ['|~ "[25]0[01]$"', [0, 1, 2]],
    ['|~ "(?i)get"', [0, 1]],
    ['!~ "GET|POST"', [3]],
    ['|= `ação`', [3]],
    ['|= ""', [0, 1, 2, 3]],
  ])('%s', (filter, expected) => {
    expect(lines(`${ALL} ${filter}`, ...bodies)).toEqual(expected.map((i) => bodies[i].body));
  });

  test('um corpo que não é texto é procurado pela linha que ele dá', () => {
    const body: AttributeValue = {
      type: 'kvlist',
      value: [{ key: 'b', value: { type: 'int', value: 12n } }, textAttribute('a', 'x')],
    };
    expect(lines(`${ALL} |= "\\"b\\":12"`, { body })).toEqual(['{"a":"x","b":12}']);
    expect(lines(`${ALL} |= "12"`, { body: { type: 'int', value: 12n } })).toEqual(['12']);
    expect(lines(`${ALL} |= "AQI"`, { body: { type: 'bytes', value: new Uint8Array([1, 2]) } })).toEqual(['AQI=']);
  });
});

describe('json', () => {
  const parsed = (body: string, log: TestLog = {}): Record<string, string> =>
    Object.fromEntries(run(`${ALL} | json`, { ...log, body })[0].parsed);

  test('o de dentro leva o nome de fora; listas e nulos não viram rótulo', () => {
    expect(parsed('{"a":{"b.c":1,"d":{"e":true}},"f":[1],"g":null,"h i":"x","2j":"y","":"z"}')).toEqual({
      a_b_c: '1',
      a_d_e: 'true',
      h_i: 'x',
      _2j: 'y',
    });
  });

  test('os números saem como foram escritos', () => {
    expect(parsed('{"a":1.0,"b":9007199254740993,"c":1e3,"d":"1.0 \\"2\\"","e":-0.50}')).toEqual({
      a: '1.0',
      b: '9007199254740993',
      c: '1e3',
      d: '1.0 "2"',
      e: '-0.50',
    });
    expect(parsed('{"a":0.0000001,"b":123456789.123456789,"c":-0,"d":-0.5,"e":1234567.5}')).toEqual({
      a: '0.0000001',
      b: '123456789.123456789',
      c: '-0',
      d: '-0.5',
      e: '1234567.5',
    });
  });

  test('um texto enorme ao lado de um número que o JavaScript mudaria', () => {
    const text = 'x\\n'.repeat(1_000_000);
    expect(parsed(`{"a":1.0,"b":"${text}"}`)).toEqual({ a: '1.0', b: 'x\n'.repeat(1_000_000) });
  });

  test('um nome que já existe ganha _extracted', () => {
    const log = { traceId: 'a'.repeat(32), severityText: 'INFO' };
    expect(parsed('{"service_name":"x","trace_id":"y","msg":"z"}', log)).toEqual({
      service_name_extracted: 'x',
      trace_id_extracted: 'y',
      msg: 'z',
    });
  });

  test.each(['texto', '[1]', '"x"', '{"a":', '{a:1}', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, '', 'null'])(
    'o que não é um objeto é um erro da linha, que segue',
    (body) => {
      const [entry] = run(`${ALL} | json`, { body });
      expect(entry.line).toBe(body);
      expect(entry.get('__error__')).toBe('JSONParserErr');
      expect(run(`${ALL} | json | __error__=""`, { body })).toEqual([]);
    },
  );

  test('campos demais são como os que não se leem', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])));
    expect(parsed(many)).toEqual({ __error__: 'JSONParserErr', __error_details__: 'more than 1024 fields' });
  });
});

describe('filtros de rótulo', () => {
  const bodies = [
    { body: '{"status":200,"took":"15ms","size":"2KB","path":"/a"}' },
    { body: '{"status":500,"took":"1.5s","size":"10MB","path":"/b"}' },
    { body: '{"status":"x","path":"/c"}' },
  ];

  test.each([
    ['status >= 500', [1, 2]],
    ['status >= 500 | __error__=""', [1]],
    ['status == 200', [0, 2]],
    ['status != 200 | __error__=""', [1]],
    ['path="/a"', [0]],
    ['path=~"/[ab]"', [0, 1]],
    ['path=~"a"', []],
    ['path!="/a" and status > 100 | __error__=""', [1]],
    ['path="/a" or path="/c"', [0, 2]],
    ['(path="/a" or path="/b") and took > 1s', [1]],
    ['path="/a", took < 1s', [0]],
    ['size > 1MB', [1]],
    ['size <= 2KB', [0]],
    ['nada="x"', []],
    ['nada=""', [0, 1, 2]],
    ['nada > 1', []],
  ])('%s', (filter, expected) => {
    expect(lines(`${ALL} | json | ${filter}`, ...bodies)).toEqual(expected.map((i) => bodies[i].body));
  });

  test('valem também para os metadados', () => {
    const logs = [
      { body: 'a', traceId: 'a'.repeat(32) },
      { body: 'b', attributes: [{ key: 'http.status', value: { type: 'int', value: 404n } as const }] },
    ];
    expect(lines(`${ALL} | trace_id="${'a'.repeat(32)}"`, ...logs)).toEqual(['a']);
    expect(lines(`${ALL} | http_status >= 400`, ...logs)).toEqual(['b']);
  });
});

describe('drop', () => {
  test('tira rótulos de todas as origens, e o erro com os detalhes', () => {
    const [entry] = run(`${ALL} | json | drop __error__, service_name, scope_name`, { body: 'não é json' });
    expect(Object.keys(Object.fromEntries(entry.labels))).toEqual(['detected_level']);
    expect([entry.get('service_name'), entry.get('__error__')]).toEqual([undefined, undefined]);
  });

  test('só com um valor, se a condição diz', () => {
    const query = `${ALL} | json | drop a="1"`;
    expect(
      run(query, { body: '{"a":1,"b":2}' }, { body: '{"a":3}' }).map((entry) => Object.fromEntries(entry.parsed)),
    ).toEqual([{ b: '2' }, { a: '3' }]);
  });
});
