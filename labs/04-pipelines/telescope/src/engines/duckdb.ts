/** O DuckDB, pelo pacote `@duckdb/node-api`: o motor que cabe dentro do processo. */
import type { Attributes } from '@opentelemetry/api';
import type { Row } from '../resource';
import { SqlSession } from './sql';
import type { SqlEngine, SqlPlan } from './sql-engine';

/** Do `DuckDBConnection` do pacote, o que se usa aqui: quem não usa o DuckDB não precisa instalá-lo. */
export interface DuckdbConnection {
  prepare(query: string): Promise<DuckdbStatement>;
  run(command: string): Promise<unknown>;
  runAndReadAll(query: string): Promise<DuckdbReader>;
  closeSync(): void;
}

export interface DuckdbStatement {
  readonly columnCount: number;
  columnName(index: number): string;
  columnType(index: number): { toString(): string };
  runAndReadAll(): Promise<DuckdbReader>;
}

export interface DuckdbReader {
  getRowObjectsJS(): Record<string, unknown>[];
}

/** Os tipos que o DuckDB chama de outro jeito. */
const SPARK_NAMES: Readonly<Record<string, string>> = { varchar: 'string', integer: 'int', timestamp: 'timestamp_ntz' };

/** O que explica por que uma execução foi como foi; das outras, mais de cem, algumas guardam segredos. */
const SETTINGS = { threads: 'threads', memory_limit: 'memory_limit', time_zone: 'TimeZone' } as const;

/** @param connection Uma conexão aberta. `close()` da sessão a fecha; o banco é de quem o abriu. */
export function duckdbSession(connection: DuckdbConnection): SqlSession {
  return new SqlSession(duckdbEngine(connection));
}

function duckdbEngine(connection: DuckdbConnection): SqlEngine {
  return {
    system: 'duckdb',
    settings: async (): Promise<Attributes> => {
      const settings = Object.entries(SETTINGS).map(([name, setting]) => `current_setting('${setting}') AS ${name}`);
      const reader = await connection.runAndReadAll(`SELECT version() AS version, ${settings.join(', ')}`);
      return plain(reader.getRowObjectsJS()[0] ?? {}) as Attributes;
    },
    // Preparar confere os nomes e os tipos, e é o que rodar faria antes de qualquer coisa: descrever não custa consulta nenhuma.
    plan: async (query): Promise<SqlPlan> => {
      const statement = await connection.prepare(query);
      return {
        columns: columnsOf(statement),
        rows: async () => (await statement.runAndReadAll()).getRowObjectsJS().map(plain),
      };
    },
    execute: async (command) => void (await connection.run(command)),
    quote: (text) => `'${text.replaceAll("'", "''")}'`,
    quoteName: (name) => `"${name.replaceAll('"', '""')}"`,
    close: async () => connection.closeSync(),
  };
}

function columnsOf(statement: DuckdbStatement): SqlPlan['columns'] {
  return Array.from({ length: statement.columnCount }, (_, i) => {
    const native = String(statement.columnType(i)).toLowerCase();
    return { name: statement.columnName(i), dtype: SPARK_NAMES[native] ?? native };
  });
}

/** O BIGINT do DuckDB é um `bigint`; o que cabe num `number` vira um. */
function plain(row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value,
    ]),
  );
}
