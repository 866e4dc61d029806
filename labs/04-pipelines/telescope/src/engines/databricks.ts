/** O Databricks, com o pacote `@databricks/sql`. O SQL é o do Spark; o que muda é quem leva os comandos. */
import type { Attributes } from '@opentelemetry/api';
import type { Row } from '../resource';
import { SqlSession } from './sql';
import { sparkSqlEngine } from './spark-sql';

/** Do `IDBSQLSession` do pacote, o que se usa aqui: quem não fala com o Databricks não precisa instalá-lo. */
export interface DatabricksSession {
  executeStatement(statement: string): Promise<DatabricksOperation>;
  close(): Promise<unknown>;
}

export interface DatabricksOperation {
  /** Espera a consulta acabar, e traz todas as linhas. */
  fetchAll(): Promise<object[]>;
  close(): Promise<unknown>;
}

export interface DatabricksOptions {
  /** Depois de fechada a sessão: o cliente é de quem o abriu. */
  readonly disconnect?: () => void | Promise<void>;
}

/** @param session Uma sessão aberta. `close()` a fecha. */
export function databricksSession(session: DatabricksSession, { disconnect }: DatabricksOptions = {}): SqlSession {
  const run = (statement: string): Promise<Row[]> => runStatement(session, statement);
  return new SqlSession(
    sparkSqlEngine({
      system: 'databricks',
      run,
      settings: async () => ({ ...(await run(SETTINGS))[0] }) as Attributes,
      close: async () => {
        try {
          await session.close();
        } finally {
          await disconnect?.();
        }
      },
    }),
  );
}

/** O que explica por que uma execução foi como foi, e nada que guarde segredo. */
const SETTINGS = `SELECT version() AS version, current_timezone() AS time_zone, current_catalog() AS catalog,
  current_schema() AS schema`;

async function runStatement(session: DatabricksSession, statement: string): Promise<Row[]> {
  const operation = await session.executeStatement(statement);
  try {
    return (await operation.fetchAll()) as Row[];
  } finally {
    // O que a consulta respondeu, ou por que falhou, vale mais que a falha de fechá-la.
    await operation.close().catch(() => {});
  }
}
