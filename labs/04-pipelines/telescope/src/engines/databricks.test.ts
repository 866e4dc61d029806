/** O motor do Databricks sobre uma sessão feita à mão, com os métodos que a documentação do pacote promete, e mais nenhum. */
import { expect, test } from 'vitest';
import { type DatabricksOperation, type DatabricksSession, databricksSession } from './databricks';

interface FakeSession extends DatabricksSession {
  /** Os comandos, na ordem em que chegaram; e o que se fechou. */
  readonly seen: string[];
}

/** @param answers O que cada comando devolve; um que não está aqui é recusado, como o pacote recusa. */
function fakeSession(answers: Readonly<Record<string, object[] | Error>>): FakeSession {
  const seen: string[] = [];
  return {
    seen,
    executeStatement: async (statement): Promise<DatabricksOperation> => {
      seen.push(statement);
      const answer = answers[statement];
      // O StatusError do pacote tem nome, mensagem e código, e não é um Error.
      if (!answer) throw { name: 'Status Error', message: REFUSED, code: -1 };
      return {
        fetchAll: async () => {
          if (answer instanceof Error) throw answer;
          return answer;
        },
        close: async () => void seen.push('operação fechada'),
      };
    },
    close: async () => void seen.push('sessão fechada'),
  };
}

const REFUSED =
  'org.apache.hive.service.cli.HiveSQLException: Error running query: [UNRESOLVED_COLUMN] ' +
  'org.apache.spark.sql.AnalysisException: [UNRESOLVED_COLUMN] A column with name `nope` cannot be resolved; line 1 pos 7;\n' +
  "'Project ['nope]\n\tat org.apache.spark.sql.catalyst.Analyzer.check(Analyzer.scala:1)";

const DESCRIBED = [
  { col_name: 'id', data_type: 'bigint', comment: null },
  { col_name: 'price', data_type: 'decimal(10,2)', comment: null },
  { col_name: 'day', data_type: 'date', comment: null },
  { col_name: 'at', data_type: 'timestamp', comment: null },
  { col_name: 'tags', data_type: 'array<string>', comment: null },
];
const READ =
  'SELECT `id` AS `id`, `price` AS `price`, CAST(`day` AS string) AS `day`, unix_micros(`at`) AS `at`, `tags` AS `tags` ' +
  'FROM (SELECT * FROM sales\n) AS portable';

test('descrever não roda a consulta; ler a roda, e os valores são os que o DuckDB daria', async () => {
  const row = { id: 7n, price: '1.50', day: '2024-02-29', at: 1_709_201_472_345_678n, tags: '["a"]' };
  const huge = { id: 2n ** 60n, price: null, day: null, at: null, tags: null };
  const fake = fakeSession({ 'DESCRIBE QUERY SELECT * FROM sales': DESCRIBED, [READ]: [row, huge] });
  const frame = await databricksSession(fake).sql('SELECT * FROM sales');
  expect(frame.describe()).toEqual({
    columns: ['id', 'price', 'day', 'at', 'tags'],
    dtypes: ['bigint', 'decimal(10,2)', 'date', 'timestamp', 'array<string>'],
  });
  expect(fake.seen).toEqual(['DESCRIBE QUERY SELECT * FROM sales', 'operação fechada']);
  expect(await frame.rows()).toEqual([
    { id: 7, price: 1.5, day: new Date('2024-02-29'), at: new Date('2024-02-29T10:11:12.345Z'), tags: ['a'] },
    { id: 2n ** 60n, price: null, day: null, at: null, tags: null },
  ]);
});

test('as configurações são as da lista, e nenhuma outra', async () => {
  const settings = { version: '4.0.0', time_zone: 'America/Sao_Paulo', catalog: 'main', schema: 'default' };
  const asked: string[] = [];
  const session = databricksSession({
    executeStatement: async (statement) => {
      asked.push(statement);
      return { fetchAll: async () => [settings], close: async () => {} };
    },
    close: async () => {},
  });
  expect(await session.describe()).toEqual({ system: 'databricks', ...settings });
  expect(asked).toEqual([expect.stringMatching(/^SELECT version\(\) AS version, [^*]*$/)]);
});

test('o que o Databricks disse vira um erro com uma linha, sem os nomes das classes nem a pilha do Java', async () => {
  await expect(databricksSession(fakeSession({})).sql('SELECT nope')).rejects.toMatchObject({
    name: 'SqlError',
    code: 'invalid_query',
    message: '[UNRESOLVED_COLUMN] A column with name `nope` cannot be resolved; line 1 pos 7',
  });
});

test('o OperationStateError do pacote também: a mensagem dele só diz que falhou, e a resposta diz por quê', async () => {
  const failed = Object.assign(new Error('The operation failed due to an error'), {
    response: {
      errorMessage: 'Error running query: org.apache.spark.SparkException: Job aborted: estragou\n\tat org.apache',
    },
  });
  const fake = fakeSession({ 'DESCRIBE QUERY SELECT 1 AS a': [DESCRIBED[0]!], 'SELECT 1 AS a': failed });
  const frame = await databricksSession(fake).sql('SELECT 1 AS a');
  await expect(frame.rows()).rejects.toMatchObject({ code: 'query_failed', message: 'Job aborted: estragou' });
});

test('um erro sem texto também diz alguma coisa, e a operação que falha é fechada', async () => {
  const fake = fakeSession({ 'DESCRIBE QUERY SELECT 1 AS a': [DESCRIBED[0]!], 'SELECT 1 AS a': new Error('') });
  const frame = await databricksSession(fake).sql('SELECT 1 AS a');
  await expect(frame.rows()).rejects.toMatchObject({
    code: 'query_failed',
    message: expect.stringMatching(/não disse por quê/),
  });
  expect(fake.seen.at(-1)).toBe('operação fechada');
});

test('um texto qualquer continua o mesmo texto: aspas, barras, e o que o Spark trocaria por uma variável', () => {
  const { quote } = databricksSession(fakeSession({})).engine;
  expect(quote("d'água")).toBe(String.raw`'d\'água'`);
  expect(quote(String.raw`C:\novo`)).toBe(String.raw`'C:\\novo'`);
  expect(quote('${env:HOME}')).toBe(String.raw`'\u0024{env:HOME}'`);
});

test('fechar a sessão solta o cliente, mesmo que ela não feche', async () => {
  const fake = fakeSession({});
  await databricksSession(fake, { disconnect: () => void fake.seen.push('cliente solto') }).close();
  expect(fake.seen).toEqual(['sessão fechada', 'cliente solto']);

  const seen: string[] = [];
  const stuck = { ...fakeSession({}), close: async () => Promise.reject(new Error('não fecho')) };
  const session = databricksSession(stuck, { disconnect: () => void seen.push('cliente solto') });
  await expect(session.close()).rejects.toThrow('não fecho');
  expect(seen).toEqual(['cliente solto']);
});
