import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { describeEngine } from '../testing/describe-engine';
import { duckdbSession } from './duckdb';

async function openDuckdb() {
  const instance = await DuckDBInstance.create(':memory:');
  return duckdbSession(await instance.connect());
}

describeEngine('duckdb', openDuckdb);

test('os números cabem em number, até onde cabem', async () => {
  const session = await openDuckdb();
  const frame = await session.sql(
    'SELECT CAST(9007199254740993 AS BIGINT) AS big, CAST(7 AS BIGINT) AS small, CAST(1.5 AS DECIMAL(4,1)) AS decimal',
  );
  expect(await frame.rows()).toEqual([{ big: 9_007_199_254_740_993n, small: 7, decimal: 1.5 }]);
  await session.close();
});

test('datas e horas são Date', async () => {
  const session = await openDuckdb();
  const frame = await session.sql(
    `SELECT DATE '2026-01-31' AS day, TIMESTAMP '2026-01-31 12:30:00.5' AS moment, true AS flag`,
  );
  expect(frame.columns.map(({ dtype }) => dtype)).toEqual(['date', 'timestamp_ntz', 'boolean']);
  expect(await frame.rows()).toEqual([
    { day: new Date('2026-01-31T00:00:00Z'), moment: new Date('2026-01-31T12:30:00.500Z'), flag: true },
  ]);
  await session.close();
});

test('no span da sessão, só as configurações escolhidas', async () => {
  const session = await openDuckdb();
  const described = await session.describe();
  expect(Object.keys(described).toSorted()).toEqual(['memory_limit', 'system', 'threads', 'time_zone', 'version']);
  expect(described.threads).toBeGreaterThan(0);
  await session.close();
});

test('preparar várias consultas de uma vez é recusado, e nenhuma roda', async () => {
  const session = await openDuckdb();
  await session.createDataFrame('kept', [{ name: 'n', dtype: 'int' }], [[1]]);
  await expect(session.sql('DROP VIEW kept; SELECT 1')).rejects.toMatchObject({ code: 'invalid_query' });
  expect(await (await session.sql('SELECT * FROM kept')).count()).toBe(1);
  await session.close();
});

test('depois de fechada, a sessão diz que não há conexão', async () => {
  const session = await openDuckdb();
  await session.close();
  await expect(session.sql('SELECT 1')).rejects.toMatchObject({ name: 'SqlError', code: 'invalid_query' });
});
