import { expect, test } from 'vitest';
import { partitioned } from './engines/arrays';
import { TelescopeOperations } from './telescope-operations';
import { observe } from './testing/observed';
import { recordUsage } from './usage';

const PRICE = { perHour: 3600, currency: 'BRL' };

test('sem pedir, nada se mede', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local');
  await operations.dfOperation('x')(() => recordUsage({ bytesRead: 1 }))();
  expect(observed.span('local.df.x').attributes).toEqual({ 'telescope.operation.name': 'x' });
});

test('o desempenho: o tempo, o processador, e os bytes que o trabalho disser', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: true });
  await operations.dfOperation('x')(async () => {
    recordUsage({ bytesRead: 100, shuffleBytes: 0 });
    await Promise.resolve();
    recordUsage({ bytesRead: 11, bytesWritten: 5 });
  })();
  expect(observed.span('local.df.x').attributes).toEqual({
    'telescope.operation.name': 'x',
    'telescope.usage.duration': expect.any(Number) as number,
    'telescope.usage.cpu_time': expect.any(Number) as number,
    'telescope.usage.bytes_read': 111,
    'telescope.usage.bytes_written': 5,
    'telescope.usage.shuffle_bytes': 0,
  });
});

test('a cobrança é o preço da hora pelo tempo medido', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: PRICE });
  await operations.dfOperation('x')(() => 1)();
  const { attributes } = observed.span('local.df.x');
  expect(attributes['telescope.billing.currency']).toBe('BRL');
  // A 3600 por hora, cada segundo custa 1.
  const seconds = Number(attributes['telescope.usage.duration']);
  expect(seconds).toBeGreaterThan(0);
  expect(attributes['telescope.billing.cost']).toBeCloseTo(seconds, 12);
});

test('o que falhou também se paga', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: PRICE });
  const fail = operations.dfOperation('x')(() => {
    recordUsage({ bytesRead: 7 });
    throw new Error('não deu');
  });
  await expect(fail()).rejects.toThrow('não deu');
  expect(observed.span('local.df.x').attributes).toMatchObject({
    'telescope.usage.bytes_read': 7,
    'telescope.billing.currency': 'BRL',
  });
});

test('uma operação dentro de outra soma nas duas; ao lado, cada uma tem a sua conta', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: true });
  const read = (name: string, bytesRead: number) =>
    operations.dfOperation(name)(async () => recordUsage({ bytesRead }));
  await operations.dfOperation('outer')(async () => {
    recordUsage({ bytesRead: 1 });
    await Promise.all([read('a', 10)(), read('b', 100)()]);
  })();
  const bytes = (name: string) => observed.span(`local.df.${name}`).attributes['telescope.usage.bytes_read'];
  expect([bytes('a'), bytes('b'), bytes('outer')]).toEqual([10, 100, 111]);
});

test('o que as partições dizem soma na operação delas', async () => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: true });
  await operations.mapPartitions('x', partitioned([1, 2, 3]), (n) => recordUsage({ bytesRead: n }), { concurrency: 2 });
  expect(observed.span('local.rdd.x').attributes['telescope.usage.bytes_read']).toBe(6);
});

test('fora de uma operação, dizer não tem efeito; dizer errado é dito mesmo assim', () => {
  expect(() => recordUsage({ bytesRead: 1 })).not.toThrow();
  expect(() => recordUsage({ bytesRead: -1 })).toThrow('bytesRead é um número de bytes, zero ou mais; recebido: -1.');
});

test.each([-1, Number.NaN, Infinity, '10'])('%o não é um número de bytes, e nada se soma', async (bytes) => {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local', { usage: true });
  const x = operations.dfOperation('x')(() => recordUsage({ bytesRead: 5, shuffleBytes: bytes as number }));
  await expect(x()).rejects.toThrow(RangeError);
  expect(observed.span('local.df.x').attributes).not.toHaveProperty(['telescope.usage.bytes_read']);
});

test.each([
  [{ perHour: -1, currency: 'BRL' }, /perHour.*recebido: -1/],
  [{ perHour: Number.NaN, currency: 'BRL' }, /perHour.*recebido: NaN/],
  [{ perHour: 1, currency: '' }, /currency.*recebido: ""/],
  [{ perHour: 1 } as typeof PRICE, /currency.*recebido: undefined/],
])('%o não é um preço', (price, message) => {
  const operations = new TelescopeOperations(observe().tracer, 'local', { usage: price });
  expect(() => operations.dfOperation('x')).toThrow(message);
});
