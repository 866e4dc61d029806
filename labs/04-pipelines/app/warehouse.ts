// Onde os dados moram: o motor de SQL, e as duas tabelas do exemplo.
//
// O motor é o DuckDB, dentro deste processo. Com PIPELINE_ENGINE=spark, é um Spark de verdade; com PIPELINE_ENGINE=databricks, o da
// nuvem. O resto do programa não sabe qual é.

import { duckdbSession, type SqlDataFrame, type SqlSession } from '@lab-otel/telescope';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDatabricks } from './databricks';
import { openSpark } from './spark';

/** Um banco em memória, que some com o processo. */
export async function openDuckdb(): Promise<SqlSession> {
  const instance = await DuckDBInstance.create(':memory:');
  return duckdbSession(await instance.connect());
}

const ENGINES: Readonly<Record<string, () => Promise<SqlSession>>> = {
  duckdb: openDuckdb,
  spark: () => openSpark(process.env),
  databricks: () => openDatabricks(process.env),
};

/** Abre o motor que PIPELINE_ENGINE diz; sem ela, o DuckDB. */
export async function openSession(): Promise<SqlSession> {
  const name = process.env.PIPELINE_ENGINE || 'duckdb';
  const open = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (open) return await open();
  throw new Error(`PIPELINE_ENGINE é ${Object.keys(ENGINES).join(', ')}; recebido: "${name}".`);
}

/** Quem trabalha na empresa. A Jen não tem matrícula. */
export async function readEmployees(session: SqlSession): Promise<SqlDataFrame> {
  const columns = [
    { name: 'firstname', dtype: 'string' },
    { name: 'middlename', dtype: 'string' },
    { name: 'lastname', dtype: 'string' },
    { name: 'id', dtype: 'string' },
    { name: 'gender', dtype: 'string' },
    { name: 'salary', dtype: 'int' },
  ];
  return await session.createDataFrame('employees', columns, [
    ['James', '', 'Smith', '36636', 'M', 3000],
    ['Michael', 'Rose', '', '40288', 'M', 4000],
    ['Robert', '', 'Williams', '42114', 'M', 4000],
    ['Maria', 'Anne', 'Jones', '39192', 'F', 4000],
    ['Jen', 'Mary', 'Brown', '', 'F', -1],
  ]);
}

/** A cidade de cada matrícula. */
export async function readLocations(session: SqlSession): Promise<SqlDataFrame> {
  const columns = [
    { name: 'id', dtype: 'string' },
    { name: 'location', dtype: 'string' },
  ];
  return await session.createDataFrame('locations', columns, [
    ['36636', 'London'],
    ['40288', 'Manchester'],
    ['42114', 'Birmingham'],
    ['39192', 'New York'],
  ]);
}
