/** A operação como decorator, compilada pelo TypeScript: o padrão do ECMAScript, e o que ele recusa. */
import { describe, expect, test } from 'vitest';
import { TelescopeOperations } from './telescope-operations';
import { runTypeScript } from './testing/compile';
import { observe, parentOf } from './testing/observed';

const PIPELINE = `
  class Pipeline {
    #factor = 2;
    static calls = 0;
    @operations.dfOperation('scale')
    async scale(rows, by) { return rows.map(({ n }) => ({ n: n * by * this.#factor })); }
    @operations.dfOperation('sync')
    sync() { return 'feito'; }
    @operations.rddOperation('static')
    static run(rdd) { Pipeline.calls += 1; return this; }
    @operations.dfOperation('outer')
    outer(rows) { return this.scale(rows, 3); }
    @operations.dfOperation('private')
    #hidden() { return this.#factor; }
    reveal() { return this.#hidden(); }
  }
  return Pipeline;`;

interface Scaled {
  n: number;
}
interface Pipeline {
  scale(rows: Scaled[], by: number): Promise<Scaled[]>;
  sync(): Promise<string>;
  outer(rows: Scaled[]): Promise<Scaled[]>;
  reveal(): Promise<number>;
}
interface PipelineClass {
  new (): Pipeline;
  calls: number;
  run(): Promise<PipelineClass>;
}

function compiled() {
  const observed = observe();
  const operations = new TelescopeOperations(observed.tracer, 'local');
  return { observed, Compiled: runTypeScript(PIPELINE, operations) as PipelineClass };
}

describe('em cima de um método', () => {
  test('o this, os argumentos e o resultado ficam como eram', async () => {
    const { observed, Compiled } = compiled();
    expect(await new Compiled().scale([{ n: 1 }], 5)).toEqual([{ n: 10 }]);
    expect(observed.span('local.df.scale').attributes).toMatchObject({
      'telescope.operation.name': 'scale',
      'telescope.df1.columns': ['n'],
      'telescope.result.count': 1,
    });
  });

  test('um método síncrono vira assíncrono', async () => {
    const { Compiled } = compiled();
    const promised = new Compiled().sync();
    expect(promised).toBeInstanceOf(Promise);
    expect(await promised).toBe('feito');
  });

  test('um método estático', async () => {
    const { observed, Compiled } = compiled();
    expect(await Compiled.run()).toBe(Compiled);
    expect(Compiled.calls).toBe(1);
    expect(observed.span('local.rdd.static')).toBeDefined();
  });

  test('um método privado', async () => {
    const { observed, Compiled } = compiled();
    expect(await new Compiled().reveal()).toBe(2);
    expect(observed.span('local.df.private')).toBeDefined();
  });

  test('um que chama outro é o pai dele', async () => {
    const { observed, Compiled } = compiled();
    await new Compiled().outer([{ n: 1 }]);
    expect(parentOf(observed.span('local.df.scale'))).toBe(observed.span('local.df.outer').spanContext().spanId);
  });
});

describe('em cima de outra coisa', () => {
  const wrap = "@operations.dfOperation('x')";
  test.each([
    ['um campo', `class A { ${wrap} field = 1 } return A;`, /recebido: field/],
    ['um campo que é uma função', `class A { ${wrap} field = () => 1 } return A;`, /recebido: field/],
    ['uma classe', `${wrap} class A {} return A;`, /recebido: class/],
    ['um getter', `class A { ${wrap} get a() { return 1 } } return A;`, /recebido: getter/],
    ['um setter', `class A { ${wrap} set a(value) {} } return A;`, /recebido: setter/],
    ['um accessor', `class A { ${wrap} accessor a = 1 } return A;`, /recebido: accessor/],
    ['sem os parênteses', `class A { @operations.dfOperation method() {} } return A;`, /precisa de name/],
  ])('%s', (_, source, message) => {
    const operations = new TelescopeOperations(observe().tracer, 'local');
    // Sem os parênteses, quem chama é o runtime, e o método perde o `this`.
    const bound = { dfOperation: operations.dfOperation.bind(operations) };
    expect(() => runTypeScript(source, bound)).toThrow(TypeError);
    expect(() => runTypeScript(source, bound)).toThrow(message);
  });

  test.each([
    ['um método', `class A { ${wrap} method() {} } return A;`, /tire experimentalDecorators/],
    [
      'um método de nome simbólico',
      `class A { ${wrap} [Symbol.iterator]() {} } return A;`,
      /tire experimentalDecorators/,
    ],
    ['um campo', `class A { ${wrap} field = 1 } return A;`, /tire experimentalDecorators/],
    ['uma classe', `${wrap} class A {} return A;`, /recebido: class/],
  ])('com os decorators antigos, %s', (_, source, message) => {
    const operations = new TelescopeOperations(observe().tracer, 'local');
    expect(() => runTypeScript(source, operations, { experimentalDecorators: true })).toThrow(message);
  });

  test.each([
    [undefined, /recebido: undefined/],
    [null, /recebido: null/],
    ['texto', /recebido: string/],
    [{}, /recebido: Object/],
    [TelescopeOperations, /recebido: class/],
  ])('por fora de %o', (value, message) => {
    const wrapper = new TelescopeOperations(observe().tracer, 'local').dfOperation('x');
    expect(() => wrapper(value as () => void)).toThrow(message);
  });
});
