/** O que todo motor de SQL tem de fazer igual: a mesma suíte, contra cada um deles, de verdade. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlSession } from '../engines/sql';
import { telescopeResource } from '../telescope-resource';
import { observe } from './observed';

const PEOPLE = [
  { name: 'id', dtype: 'string' },
  { name: 'name', dtype: 'string' },
  { name: 'salary', dtype: 'int' },
];

/** Textos que um dialeto que não escapa direito estraga, ou executa. */
const HARD_TEXTS = [
  "d'Ávila",
  "''",
  "'; DROP VIEW people; --",
  'barra \\ no meio',
  "barra antes da aspa \\'",
  'no fim \\',
  '\\n não é uma quebra',
  'quebra\nde linha',
  'aspas "duplas" e `crases`',
  'ação, 日本, 🚢',
  '',
  ' com espaços ',
  '${cifrão} $1 %s ? :nome',
  'NULL',
];

/**
 * @param system O nome dele no span da sessão: `duckdb`, `spark`.
 * @param open Abre uma sessão nova; a suíte a fecha.
 */
export function describeEngine(system: string, open: () => Promise<SqlSession>): void {
  describe(`motor ${system}`, () => {
    let session: SqlSession;
    beforeAll(async () => {
      session = await open();
    });
    afterAll(async () => {
      await session?.close();
    });

    const valuesOf = async (query: string): Promise<unknown[]> =>
      (await (await session.sql(query)).rows()).map((row) => Object.values(row)[0]);

    test('cria um data frame: colunas e tipos na ordem dada, com nulos, negativos e decimais', async () => {
      const frame = await session.createDataFrame(
        'mixed',
        [
          { name: 'id', dtype: 'int' },
          { name: 'label', dtype: 'string' },
          { name: 'big', dtype: 'bigint' },
          { name: 'ratio', dtype: 'double' },
          { name: 'price', dtype: 'decimal(10,2)' },
        ],
        [
          [1, 'um', 9_007_199_254_740_991, 0.1, 19.9],
          [-2, null, -5, -1e-7, -0.05],
          [null, 'três', null, null, null],
        ],
      );
      expect(frame.columns).toEqual([
        { name: 'id', dtype: 'int' },
        { name: 'label', dtype: 'string' },
        { name: 'big', dtype: 'bigint' },
        { name: 'ratio', dtype: 'double' },
        { name: 'price', dtype: 'decimal(10,2)' },
      ]);
      expect(await frame.rows()).toEqual([
        { id: 1, label: 'um', big: 9_007_199_254_740_991, ratio: 0.1, price: 19.9 },
        { id: -2, label: null, big: -5, ratio: -1e-7, price: -0.05 },
        { id: null, label: 'três', big: null, ratio: null, price: null },
      ]);
      expect(await frame.count()).toBe(3);
    });

    test('todo texto volta como foi', async () => {
      const columns = [{ name: 'text', dtype: 'string' }];
      const frame = await session.createDataFrame(
        'hard_texts',
        columns,
        HARD_TEXTS.map((text) => [text]),
      );
      expect((await frame.rows()).map(({ text }) => text)).toEqual(HARD_TEXTS);
    });

    test('uma tabela sem linhas tem as colunas', async () => {
      const frame = await session.createDataFrame('nobody', PEOPLE, []);
      expect(frame.columns).toEqual(PEOPLE);
      expect(await frame.rows()).toEqual([]);
      expect(await frame.count()).toBe(0);
    });

    test('o mesmo nome de novo toma o lugar da tabela', async () => {
      const columns = [{ name: 'n', dtype: 'int' }];
      await session.createDataFrame('again', columns, [[1]]);
      await session.createDataFrame('again', columns, [[2], [3]]);
      expect(await valuesOf('SELECT n FROM again ORDER BY n')).toEqual([2, 3]);
    });

    test('palavras do SQL servem de nome', async () => {
      const frame = await session.createDataFrame('select', [{ name: 'from', dtype: 'int' }], [[1]]);
      expect(await frame.rows()).toEqual([{ from: 1 }]);
    });

    const columns = [{ name: 'n', dtype: 'int' }];
    const injections: [string, string, typeof columns, RegExp][] = [
      ['um nome de tabela', 'x AS SELECT 1; DROP VIEW people; --', columns, /O nome de uma tabela/],
      ['um nome entre aspas', '"x"', columns, /O nome de uma tabela/],
      ['um nome vazio', '', columns, /O nome de uma tabela/],
      ['um nome com acento', 'ação', columns, /O nome de uma tabela/],
      ['um nome de coluna', 'x', [{ name: 'n FROM people; --', dtype: 'int' }], /O nome de uma coluna/],
      ['um tipo', 'x', [{ name: 'n', dtype: 'int) AS a, (SELECT 1' }], /O tipo de uma coluna/],
      ['um tipo que não é texto', 'x', [{ name: 'n', dtype: undefined as unknown as string }], /O tipo de uma coluna/],
    ];
    test.each(injections)('%s não vira comando', async (_, table, bad, message) => {
      await expect(session.createDataFrame(table, bad, [[1]])).rejects.toThrow(message);
    });

    test('o que não cabe numa tabela é dito antes de chegar ao motor', async () => {
      await expect(session.createDataFrame('x', [], [])).rejects.toThrow(/uma coluna ou mais/);
      await expect(session.createDataFrame('x', columns, [[1, 2]])).rejects.toThrow(/A linha 0 tem 2 valores/);
      await expect(session.createDataFrame('x', columns, [[Number.NaN]])).rejects.toThrow(/Linha 0, coluna n.*NaN/);
      const absent = undefined as unknown as null;
      await expect(session.createDataFrame('x', columns, [[1], [absent]])).rejects.toThrow(/Linha 1.*undefined/);
    });

    test('a consulta é conferida na hora, e só roda quando se pedem as linhas', async () => {
      await session.createDataFrame('texts', [{ name: 'text', dtype: 'string' }], [['um'], ['dois']]);
      // Que são duas linhas, e não uma, só se sabe rodando: se a consulta rodasse aqui, isto já falharia.
      const frame = await session.sql('SELECT (SELECT text FROM texts) AS only');
      expect(frame.columns).toEqual([{ name: 'only', dtype: 'string' }]);
      await expect(frame.rows()).rejects.toMatchObject({ name: 'SqlError', code: 'query_failed' });
      await expect(frame.rows()).rejects.toThrow(/more than one row/i);
    });

    test('cada chamada roda de novo', async () => {
      await session.createDataFrame('changing', columns, [[1]]);
      const frame = await session.sql('SELECT n FROM changing');
      expect(await frame.count()).toBe(1);
      await session.createDataFrame('changing', columns, [[1], [2]]);
      expect(await frame.count()).toBe(2);
    });

    test.each([
      ['uma tabela que não existe', 'SELECT * FROM ninguem', /ninguem/],
      ['uma coluna que não existe', 'SELECT nada FROM (SELECT 1 AS a) AS t', /nada/],
      ['o que não é SQL', 'isto não é SQL', /./],
    ])('%s é invalid_query, com o que o motor disse', async (_, query, message) => {
      const refusal = await session.sql(query).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Error);
      // Pelo nome: quem abre a sessão pode ter vindo do pacote compilado, que tem a sua classe.
      expect(refusal).toMatchObject({ name: 'SqlError', code: 'invalid_query' });
      expect((refusal as Error).message).toMatch(message);
      expect((refusal as Error).message).not.toContain('[object');
    });

    test('um comentário ou um ponto e vírgula no fim não impede de contar', async () => {
      expect(await (await session.sql('SELECT 1 AS a -- um só')).count()).toBe(1);
      expect(await (await session.sql('SELECT 1 AS a;\n')).count()).toBe(1);
    });

    describe('junção', () => {
      const join = async () => {
        const people = await session.createDataFrame('people', PEOPLE, [
          ['a', 'Ana', 10],
          ['b', 'Bia', 20],
          ['', 'Sem matrícula', 30],
        ]);
        const cities = await session.createDataFrame(
          'cities',
          [
            { name: 'city', dtype: 'string' },
            { name: 'id', dtype: 'string' },
          ],
          [
            ['Recife', 'b'],
            ['Belém', 'a'],
            ['Natal', 'c'],
          ],
        );
        return { people, cities };
      };

      test('as colunas da esquerda, e as da direita menos a da junção', async () => {
        const { people, cities } = await join();
        const joined = await people.innerJoin(cities, 'id');
        expect(joined.columns.map(({ name }) => name)).toEqual(['id', 'name', 'salary', 'city']);
        const rows = (await joined.rows()).toSorted((a, b) => String(a.id).localeCompare(String(b.id)));
        expect(rows).toEqual([
          { id: 'a', name: 'Ana', salary: 10, city: 'Belém' },
          { id: 'b', name: 'Bia', salary: 20, city: 'Recife' },
        ]);
        const reversed = await cities.innerJoin(people, 'id');
        expect(reversed.columns.map(({ name }) => name)).toEqual(['city', 'id', 'name', 'salary']);
      });

      test('para o SQL, ID e id são a mesma coluna', async () => {
        const { people, cities } = await join();
        const joined = await people.innerJoin(cities, 'ID');
        expect(joined.columns.map(({ name }) => name)).toEqual(['id', 'name', 'salary', 'city']);
      });

      test('uma junção pode ser de outra', async () => {
        const { people, cities } = await join();
        const states = await session.createDataFrame(
          'states',
          [
            { name: 'city', dtype: 'string' },
            { name: 'state', dtype: 'string' },
          ],
          [['Belém', 'Pará']],
        );
        const joined = await (await people.innerJoin(cities, 'id')).innerJoin(states, 'city');
        expect(await joined.rows()).toEqual([{ id: 'a', name: 'Ana', salary: 10, city: 'Belém', state: 'Pará' }]);
      });

      test('colunas com nomes que não são identificadores', async () => {
        const { people, cities } = await join();
        const counted = await session.sql('SELECT id, count(*) FROM people GROUP BY id');
        const joined = await counted.innerJoin(cities, 'id');
        expect(joined.columns.map(({ name }) => name)).toEqual(['id', counted.columns[1]!.name, 'city']);
        expect(await joined.count()).toBe(2);
        const odd = 'um "nome" com `aspas`';
        const named = await session.sql(`SELECT id, 1 AS ${session.engine.quoteName(odd)} FROM people`);
        const rows = await (await named.innerJoin(cities, 'id')).rows();
        expect(rows.map((row) => row[odd])).toEqual([1, 1]);
        expect(await people.count()).toBe(3);
      });

      test.each(['badge', 'id = l.id OR 1 = 1 --', 'id") OR ("1" = "1', 'id`) OR (`1` = `1'])(
        'por uma coluna que não existe: %s',
        async (on) => {
          const { people, cities } = await join();
          await expect(people.innerJoin(cities, on)).rejects.toMatchObject({ name: 'SqlError', code: 'invalid_query' });
        },
      );
    });

    test('a sessão diz o motor e a versão, e nada que pareça segredo', async () => {
      const described = await session.describe();
      expect(described).toMatchObject({ system, version: expect.stringMatching(/\d/) as string });
      expect(Object.keys(described).join(' ')).not.toMatch(/secret|password|token|key|credential/i);
    });

    test('contar é a pedido, e o span diz o que custou', async () => {
      const observed = observe();
      const frame = await session.createDataFrame('people', PEOPLE, [['a', 'Ana', 10]]);
      await telescopeResource(observed.tracer, 'teste', frame, 'free');
      await telescopeResource(observed.tracer, 'teste', frame, 'counted', { count: true });
      expect(observed.span('teste.df.free').attributes).toEqual({
        'telescope.df.columns': ['id', 'name', 'salary'],
        'telescope.df.dtypes': ['string', 'string', 'int'],
      });
      expect(observed.span('teste.df.counted').attributes).toEqual({
        'telescope.df.columns': ['id', 'name', 'salary'],
        'telescope.df.dtypes': ['string', 'string', 'int'],
        'telescope.df.count': 1,
        'telescope.count.queries': 1,
        'telescope.count.duration': expect.any(Number) as number,
      });
    });

    test('uma contagem que falha não passa em silêncio, e o pipeline continua', async () => {
      const observed = observe();
      await session.createDataFrame('texts', [{ name: 'text', dtype: 'string' }], [['um'], ['dois']]);
      // Sem o WHERE, contar não precisaria do valor.
      const frame = await session.sql('SELECT text FROM texts WHERE text = (SELECT text FROM texts)');
      expect(await telescopeResource(observed.tracer, 'teste', frame, 'broken', { count: true })).toBe(frame);
      const span = observed.span('teste.df.broken');
      expect(span.attributes).toMatchObject({
        'telescope.df.columns': ['text'],
        'telescope.count.queries': 1,
        'error.type': 'query_failed',
      });
      expect(span.attributes).not.toHaveProperty('telescope.df.count');
      expect(span.status).toMatchObject({ code: 2, message: expect.stringMatching(/more than one row/i) as string });
      expect(span.events.map((event) => event.name)).toEqual(['exception']);
    });
  });
}
