import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { api } from './engines/api';
import { partitioned } from './engines/arrays';
import type { Resource } from './resource';
import { telescopeResource } from './telescope-resource';
import { observe, parentOf } from './testing/observed';

describe('cada tipo de recurso tem o seu span', () => {
  const kinds: [string, Resource | readonly Record<string, unknown>[], string, Record<string, unknown>][] = [
    [
      'um array de linhas',
      [
        { id: 1, city: 'Recife', ratio: 0.5, at: new Date(), none: null, big: 1n, tags: ['a'], ok: true },
        { id: 2, city: 'Belém' },
      ],
      'local.df.x',
      {
        'telescope.df.columns': ['id', 'city', 'ratio', 'at', 'none', 'big', 'tags', 'ok'],
        'telescope.df.dtypes': ['bigint', 'string', 'double', 'timestamp', 'void', 'bigint', 'struct', 'boolean'],
        'telescope.df.count': 2,
      },
    ],
    [
      'um array sem linhas',
      [],
      'local.df.x',
      { 'telescope.df.columns': [], 'telescope.df.dtypes': [], 'telescope.df.count': 0 },
    ],
    [
      'arrays em partições, que se contam de graça',
      partitioned([[1, 2], [3]], { name: 'positions' }),
      'local.rdd.x',
      { 'telescope.rdd.name': 'positions', 'telescope.rdd.partitions': 2, 'telescope.rdd.count': 3 },
    ],
    [
      'partições que não se contam',
      partitioned(['a.parquet', 'b.parquet']),
      'local.rdd.x',
      { 'telescope.rdd.partitions': 2 },
    ],
    [
      'uma API, sem a chave nem o usuário',
      api('https://eu:senha@maritime.example:8443/v1/positions?code=chave#fim', 'POST'),
      'local.api.x',
      {
        'telescope.api.url': 'https://maritime.example:8443/v1/positions',
        'telescope.api.method': 'POST',
        'telescope.api.host': 'maritime.example',
      },
    ],
    [
      'um recurso seu, que demora a se descrever',
      { resourceType: 'topic', describe: async () => ({ name: 'positions', unknown: undefined }) },
      'local.topic.x',
      { 'telescope.topic.name': 'positions' },
    ],
    [
      'um recurso seu, com as promessas de outra biblioteca',
      {
        resourceType: 'topic',
        // eslint-disable-next-line unicorn/no-thenable
        describe: () => ({ then: (done: (said: object) => void) => done({ name: 'x' }) }) as unknown as Promise<object>,
      } as Resource,
      'local.topic.x',
      { 'telescope.topic.name': 'x' },
    ],
  ];
  test.each(kinds)('%s', async (_, resource, name, attributes) => {
    const observed = observe();
    expect(await telescopeResource(observed.tracer, 'local', resource, 'x')).toBe(resource);
    const span = observed.span(name);
    expect(span.attributes).toEqual(attributes);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });
});

test('sem nome, o span para no tipo', async () => {
  const observed = observe();
  await telescopeResource(observed.tracer, 'local', [{ id: 1 }]);
  expect(observed.span('local.df').attributes).toMatchObject({ 'telescope.df.count': 1 });
});

test('contar partições é a pedido quando quem as conta é você', async () => {
  const observed = observe();
  let counts = 0;
  const files = partitioned(['a', 'b'], { count: () => (counts += 1) + 9 });
  await telescopeResource(observed.tracer, 'local', files, 'free');
  expect(counts).toBe(0);
  await telescopeResource(observed.tracer, 'local', files, 'counted', { count: true });
  expect(observed.span('local.rdd.counted').attributes).toMatchObject({
    'telescope.rdd.count': 10,
    'telescope.count.queries': 1,
  });
});

test('quem já disse quantos registros tem não é contado de novo', async () => {
  const observed = observe();
  const counted: Resource = {
    resourceType: 'df',
    describe: () => ({ count: 3 }),
    count: () => Promise.reject(new Error()),
  };
  await telescopeResource(observed.tracer, 'local', counted, 'x', { count: true });
  expect(observed.span('local.df.x').attributes).toEqual({ 'telescope.df.count': 3 });
});

test('o span do recurso é filho do que está ativo', async () => {
  const observed = observe();
  await observed.tracer.startActiveSpan('fora', async (span) => {
    await telescopeResource(observed.tracer, 'local', [{ id: 1 }], 'x');
    span.end();
  });
  expect(parentOf(observed.span('local.df.x'))).toBe(observed.span('fora').spanContext().spanId);
});

test('um recurso que não se descreve não derruba o pipeline: o span conta', async () => {
  const observed = observe();
  const broken: Resource = {
    resourceType: 'session',
    describe: () => {
      throw Object.assign(new Error('a conexão caiu'), { code: 'ECONNRESET' });
    },
  };
  expect(await telescopeResource(observed.tracer, 'local', broken, 'x')).toBe(broken);
  const span = observed.span('local.session.x');
  expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'a conexão caiu' });
  expect(span.attributes).toEqual({ 'error.type': 'ECONNRESET' });
  expect(span.events.map(({ name }) => name)).toEqual(['exception']);
});

test.each([
  [null, /Recebido: null/],
  [undefined, /Recebido: undefined/],
  ['texto', /Recebido: string/],
  [new Map(), /Recebido: Map/],
  [[1, 2], /um array que não é de linhas/],
  [[new Date()], /um array que não é de linhas/],
  [[Buffer.from('abc')], /um array que não é de linhas/],
  [{ resourceType: 'df' }, /Recebido: Object/],
])('%o não é um recurso', async (value, message) => {
  const observed = observe();
  const call = telescopeResource(observed.tracer, 'local', value as unknown as Resource);
  await expect(call).rejects.toThrow(message);
  await expect(call).rejects.toThrow(TypeError);
  expect(observed.spans()).toEqual([]);
});

test('uma API precisa de um endereço inteiro', () => {
  expect(() => api('/v1/positions')).toThrow(/endereço inteiro.*"\/v1\/positions"/);
});
