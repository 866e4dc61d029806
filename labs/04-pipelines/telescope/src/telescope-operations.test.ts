import { DuckDBInstance } from '@duckdb/node-api';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partitioned } from './engines/arrays';
import { duckdbSession } from './engines/duckdb';
import type { SqlDataFrame, SqlSession } from './engines/sql';
import type { Resource } from './resource';
import { TelescopeOperations } from './telescope-operations';
import { observe, parentOf } from './testing/observed';

describe('com data frames de verdade', () => {
  let session: SqlSession;
  let employees: SqlDataFrame;
  let locations: SqlDataFrame;
  beforeAll(async () => {
    const instance = await DuckDBInstance.create(':memory:');
    session = duckdbSession(await instance.connect());
    const id = { name: 'id', dtype: 'string' };
    employees = await session.createDataFrame('employees', [id, { name: 'salary', dtype: 'int' }], [['a', 10]]);
    locations = await session.createDataFrame('locations', [id, { name: 'city', dtype: 'string' }], [['a', 'Recife']]);
  });
  afterAll(() => session.close());

  test('as entradas, na ordem, e o resultado viram atributos; nada é contado', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const join = operations.dfOperation('join')((on: string, left: SqlDataFrame, right: SqlDataFrame) =>
      left.innerJoin(right, on),
    );
    const joined = await join('id', employees, locations);
    expect(await joined.rows()).toEqual([{ id: 'a', salary: 10, city: 'Recife' }]);
    expect(observed.span('local.df.join').attributes).toEqual({
      'telescope.operation.name': 'join',
      'telescope.df1.columns': ['id', 'salary'],
      'telescope.df1.dtypes': ['string', 'int'],
      'telescope.df2.columns': ['id', 'city'],
      'telescope.df2.dtypes': ['string', 'string'],
      'telescope.result.columns': ['id', 'salary', 'city'],
      'telescope.result.dtypes': ['string', 'int', 'string'],
    });
  });

  test('contar soma o que custou: as duas entradas e o resultado', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local', { count: true });
    await operations.dfOperation('join')(() => employees.innerJoin(locations, 'id'))();
    const join = operations.dfOperation('join2')((l: SqlDataFrame, r: SqlDataFrame) => l.innerJoin(r, 'id'));
    await join(employees, locations);
    expect(observed.span('local.df.join').attributes).toMatchObject({ 'telescope.count.queries': 1 });
    const { attributes } = observed.span('local.df.join2');
    expect(attributes).toMatchObject({
      'telescope.df1.count': 1,
      'telescope.df2.count': 1,
      'telescope.result.count': 1,
      'telescope.count.queries': 3,
    });
    expect(attributes['telescope.count.duration']).toBeGreaterThan(0);
  });

  test('uma operação pode não contar, mesmo que as outras contem', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local', { count: true });
    await operations.dfOperation('same', { count: false })((frame: SqlDataFrame) => frame)(employees);
    expect(Object.keys(observed.span('local.df.same').attributes).join(' ')).not.toContain('count');
  });

  test('o que se contou antes de falhar também custou', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local', { count: true });
    const join = operations.dfOperation('join')((l: SqlDataFrame, r: SqlDataFrame) => l.innerJoin(r, 'badge'));
    await expect(join(employees, locations)).rejects.toThrow('badge');
    expect(observed.span('local.df.join').attributes).toMatchObject({
      'telescope.count.queries': 2,
      'error.type': 'invalid_query',
    });
  });

  test('o erro do motor fica no span, com o código dele, e chega a quem chamou', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const join = operations.dfOperation('join')(() => employees.innerJoin(locations, 'badge'));
    await expect(join()).rejects.toMatchObject({ name: 'SqlError', code: 'invalid_query' });
    const span = observed.span('local.df.join');
    expect(span.attributes['error.type']).toBe('invalid_query');
    expect(span.status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('badge') as string,
    });
  });
});

describe('por fora de uma função', () => {
  test('argumentos, this e o que ela devolve ficam como eram', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const target = {
      factor: 2,
      sum: operations.dfOperation('sum')(function (this: { factor: number }, a: number, b: number) {
        return (a + b) * this.factor;
      }),
    };
    const promised = target.sum(1, 2);
    expect(promised).toBeInstanceOf(Promise);
    expect(await promised).toBe(6);
    // Números não são recursos: nada se diz deles.
    expect(observed.span('local.df.sum').attributes).toEqual({ 'telescope.operation.name': 'sum' });
  });

  test('linhas são data frames; partições, rdd; e o resto dos argumentos não conta', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const rows = [{ id: 1 }];
    const mixed = operations.rddOperation('mixed')((...inputs: unknown[]) => (inputs.length > 0 ? rows : []));
    expect(await mixed(null, 7, rows, partitioned([[1]]), new Date(), [1, 2], [], { id: 1 })).toBe(rows);
    expect(observed.span('local.rdd.mixed').attributes).toEqual({
      'telescope.operation.name': 'mixed',
      'telescope.df1.columns': ['id'],
      'telescope.df1.dtypes': ['bigint'],
      'telescope.df1.count': 1,
      'telescope.rdd1.partitions': 1,
      'telescope.rdd1.count': 1,
      'telescope.df2.columns': [],
      'telescope.df2.dtypes': [],
      'telescope.df2.count': 0,
      'telescope.result.columns': ['id'],
      'telescope.result.dtypes': ['bigint'],
      'telescope.result.count': 1,
    });
  });

  test('uma operação dentro de outra é filha dela; duas ao mesmo tempo não se misturam', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const gates = new Map<string, () => void>();
    const inner = (name: string) =>
      operations.dfOperation(`inner_${name}`)(async () => {
        // A primeira só continua depois que a segunda começou.
        await new Promise<void>((resolve) => {
          gates.set(name, resolve);
          if (gates.size === 2) for (const open of gates.values()) open();
        });
        return trace.getActiveSpan()?.spanContext().spanId;
      });
    const outer = (name: string) => operations.dfOperation(`outer_${name}`)(() => inner(name)())();
    const active = await Promise.all([outer('a'), outer('b')]);
    for (const [at, name] of ['a', 'b'].entries()) {
      const child = observed.span(`local.df.inner_${name}`);
      const parent = observed.span(`local.df.outer_${name}`).spanContext();
      expect(active[at]).toBe(child.spanContext().spanId);
      expect(parentOf(child)).toBe(parent.spanId);
      expect(child.spanContext().traceId).toBe(parent.traceId);
    }
    const traces = observed.spans().map((span) => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(2);
  });

  test('links e root valem para o span da operação', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    await observed.tracer.startActiveSpan('fora', async (span) => {
      const links = [{ context: span.spanContext() }];
      await operations.dfOperation('clone', { root: true, links })(() => 1)();
      span.end();
    });
    const clone = observed.span('local.df.clone');
    expect(parentOf(clone)).toBeUndefined();
    expect(clone.links.map(({ context }) => context)).toEqual([observed.span('fora').spanContext()]);
  });
});

describe('o que dá errado', () => {
  class WarehouseError extends Error {
    override readonly name = 'WarehouseError';
  }
  const thrown: [string, unknown, string, string][] = [
    ['um erro', new TypeError('não deu'), 'TypeError', 'não deu'],
    ['um erro de uma classe', new WarehouseError('sem estoque'), 'WarehouseError', 'sem estoque'],
    ['um erro com código', Object.assign(new Error('recusado'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED', 'recusado'],
    ['um erro com código numérico', Object.assign(new Error('recusado'), { code: 14 }), 'Error', 'recusado'],
    ['um objeto que só parece um erro', { name: 'StatusError', message: 'morreu' }, 'StatusError', 'morreu'],
    ['um texto', 'só isto', 'string', 'só isto'],
    ['undefined', undefined, 'undefined', 'undefined'],
    ['null', null, 'null', 'null'],
    ['um objeto sem protótipo', Object.create(null), 'object', 'object'],
  ];
  test.each(thrown)('%s: o mesmo chega a quem chamou, e o span o conta', async (_, error, type, message) => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const fail = operations.dfOperation('fail')(() => {
      throw error;
    });
    const caught = await fail().then(
      () => 'não falhou',
      (reason: unknown) => reason,
    );
    expect(caught).toBe(error);
    const span = observed.span('local.df.fail');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(span.attributes['error.type']).toBe(type);
    expect(span.events).toHaveLength(1);
    expect(span.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.type': type, 'exception.message': message },
    });
  });

  test('uma promessa rejeitada também', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const fail = operations.dfOperation('fail')(() => Promise.reject(new RangeError('longe demais')));
    await expect(fail()).rejects.toThrow('longe demais');
    expect(observed.span('local.df.fail').attributes['error.type']).toBe('RangeError');
  });

  const broken: Resource = { resourceType: 'df', describe: () => Promise.reject(new Error('não sei o que sou')) };
  test('descrever o resultado falha: o trabalho deu certo, e o resultado chega', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    expect(await operations.dfOperation('make')(() => broken)()).toBe(broken);
    const span = observed.span('local.df.make');
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes).toEqual({ 'telescope.operation.name': 'make', 'telescope.describe.error': 'Error' });
    expect(span.events[0]?.attributes).toMatchObject({ 'exception.message': 'não sei o que sou' });
  });

  test('descrever uma entrada falha: a operação roda assim mesmo, e as outras entradas aparecem', async () => {
    const observed = observe();
    const operations = new TelescopeOperations(observed.tracer, 'local');
    const use = operations.dfOperation('use')((...inputs: unknown[]) => inputs.length);
    expect(await use(broken, [{ id: 1 }])).toBe(2);
    expect(observed.span('local.df.use').attributes).toMatchObject({
      'telescope.describe.error': 'Error',
      'telescope.df2.columns': ['id'],
    });
  });
});

test.each([undefined, '', ' ', 7, () => 1])('%o não é nome de operação', (name) => {
  const operations = new TelescopeOperations(observe().tracer, 'local');
  expect(() => operations.dfOperation(name as string)).toThrow(/precisa de name, um texto/);
});
