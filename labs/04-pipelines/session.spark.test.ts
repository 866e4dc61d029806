/** A sessão do Spark, com um Spark de verdade: o que ela devolve é o que o DuckDB devolveria, e o que falha se explica. */
import type { SqlSession } from '@lab-otel/telescope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSpark } from './app/spark.ts';
import { openDuckdb } from './app/warehouse.ts';
import { startThriftServer, type ThriftServer } from './spark/thrift-server.ts';
import { SqlSession as SourceSession } from './telescope/src/engines/sql.ts';
import { describeEngine } from './telescope/src/testing/describe-engine.ts';

let server: ThriftServer;
let spark: SqlSession;
let duckdb: SqlSession;
beforeAll(async () => {
  server = await startThriftServer();
  spark = await openSpark(envOf(server));
  duckdb = await openDuckdb();
});
afterAll(async () => {
  await spark?.close();
  await duckdb?.close();
  await server?.close();
});

const envOf = ({ host, port }: ThriftServer) => ({ SPARK_THRIFT_HOST: host, SPARK_THRIFT_PORT: String(port) });

// O que todo motor faz igual; o que vem depois é só do Spark.
describeEngine('spark', async () => new SourceSession((await openSpark(envOf(server))).engine));

test('os valores e os tipos são os mesmos nos dois motores', async () => {
  const query = `SELECT CAST(7 AS int) AS small, CAST(9007199254740991 AS bigint) AS safe, CAST(9007199254740993 AS bigint) AS huge,
    CAST(-5 AS bigint) AS negative, CAST('1.50' AS decimal(10,2)) AS price, CAST(0.1 AS double) AS ratio, true AS yes,
    CAST(NULL AS int) AS nothing, CAST('2024-02-29' AS date) AS day, 'ação' AS text`;
  const [fromSpark, fromDuckdb] = [await spark.sql(query), await duckdb.sql(query)];
  expect(fromSpark.describe()).toEqual(fromDuckdb.describe());
  const rows = await fromSpark.rows();
  expect(rows).toEqual(await fromDuckdb.rows());
  expect(rows).toEqual([
    expect.objectContaining({ safe: 9007199254740991, huge: 9007199254740993n, price: 1.5, nothing: null }),
  ]);
});

test('uma hora é o mesmo instante nos dois, seja qual for o fuso da sessão', async () => {
  const withZone = "TIMESTAMP '2024-02-29 10:11:12.345'";
  await spark.engine.execute('SET spark.sql.session.timeZone = America/Sao_Paulo');
  try {
    const frame = await spark.sql(`SELECT ${withZone} AS at, timestamp_ntz'2024-02-29 10:11:12.345' AS wall`);
    expect(frame.columns.map(({ dtype }) => dtype)).toEqual(['timestamp', 'timestamp_ntz']);
    const read = { at: new Date('2024-02-29T13:11:12.345Z'), wall: new Date('2024-02-29T10:11:12.345Z') };
    expect(await frame.rows()).toEqual([read]);
    const same = await duckdb.sql(`SELECT TIMESTAMPTZ '2024-02-29 10:11:12.345-03' AS at, ${withZone} AS wall`);
    expect(await same.rows()).toEqual([read]);
  } finally {
    await spark.engine.execute('RESET spark.sql.session.timeZone');
  }
});

/** A segunda tabela do spark/README.md. */
test('o que os dois calculam de jeitos diferentes', async () => {
  const valueOf = async (session: SqlSession, expression: string): Promise<unknown> =>
    (await (await session.sql(`SELECT ${expression} AS v`)).rows())[0]?.v;
  const both = async (expression: string) => [await valueOf(duckdb, expression), await valueOf(spark, expression)];
  expect(await both("'a''b'")).toEqual(["a'b", 'ab']);
  expect(await both(String.raw`'C:\novo'`)).toEqual([String.raw`C:\novo`, 'C:\novo']);
  expect(await both("'${env:HOME}'")).toEqual(['${env:HOME}', process.env.HOME]);

  const cast = "CAST('dois' AS int)";
  await expect(valueOf(duckdb, cast)).rejects.toMatchObject({ code: 'query_failed' });
  expect(await valueOf(spark, cast)).toBe(null);
  // Como o Spark 4 e o Databricks vêm de fábrica.
  await spark.engine.execute('SET spark.sql.ansi.enabled = true');
  await expect(valueOf(spark, cast)).rejects.toMatchObject({ code: 'query_failed' });
  await spark.engine.execute('RESET spark.sql.ansi.enabled');
});

test('um texto qualquer vai e volta inteiro: aspas, barras, e o que o Spark trocaria por uma variável do servidor', async () => {
  const texts = [
    "d'água",
    "''",
    String.raw`C:\novo\t`,
    '${env:HOME}',
    '${system:user.name}',
    '%_"`',
    'linha 1\nlinha 2',
  ];
  const rows = texts.map((text, i) => [i, text]);
  const columns = [
    { name: 'i', dtype: 'int' },
    { name: 'text', dtype: 'string' },
  ];
  for (const session of [spark, duckdb]) {
    const frame = await session.createDataFrame('texts', columns, rows);
    const read = await frame.rows();
    expect(read.toSorted((a, b) => Number(a.i) - Number(b.i)).map(({ text }) => text)).toEqual(texts);
  }
});

test('um resultado maior que uma resposta vem inteiro, e na ordem', async () => {
  const frame = await spark.sql('SELECT id FROM range(25000) ORDER BY id');
  expect((await frame.rows()).map(({ id }) => id)).toEqual(Array.from({ length: 25_000 }, (_, i) => i));
  expect(await frame.count()).toBe(25_000);
});

test('das configurações, as da lista: uma senha que esteja entre as outras fica no servidor', async () => {
  await spark.engine.execute('SET spark.hadoop.fs.s3a.secret.key = segredo');
  expect(await spark.describe()).toEqual({
    system: 'spark',
    version: expect.stringMatching(/^3\.5\.\d+$/),
    time_zone: expect.any(String),
    app_name: expect.stringContaining('SparkSQL'),
    master: 'local[2]',
    shuffle_partitions: 2,
  });
});

test('conferir não roda: o que só falharia rodando passa na conferência, e falha na leitura, com o que o Spark disse', async () => {
  const frame = await spark.sql("SELECT raise_error('estragou') AS a");
  await expect(frame.rows()).rejects.toMatchObject({
    code: 'query_failed',
    message: expect.stringMatching(/^Job aborted .* estragou$/),
  });
  await expect(spark.sql('SELECT nope FROM range(1)')).rejects.toMatchObject({
    code: 'invalid_query',
    message: expect.stringMatching(
      /^\[UNRESOLVED_COLUMN\.WITH_SUGGESTION\] A column .*`nope` cannot be resolved.* line 1 pos \d+$/,
    ),
  });
});

test('um Spark que para de responder não prende quem espera', async () => {
  const impatient = await openSpark(envOf(server), { answerMs: 1000 });
  process.kill(server.pid, 'SIGSTOP');
  try {
    await expect(impatient.sql('SELECT 1 AS a')).rejects.toMatchObject({
      code: 'query_failed',
      message: expect.stringContaining('O Spark não respondeu em 1 s'),
    });
  } finally {
    process.kill(server.pid, 'SIGCONT');
    await impatient.close();
  }
});
