/** O que o Thrift server e o Databricks têm em comum: o SQL do Spark, e os valores que ele devolve. */
import type { Attributes } from '@opentelemetry/api';
import type { Row } from '../resource';
import { type Column, type SqlEngine, SqlError } from './sql-engine';

/** Quem leva um comando ao Spark e traz as linhas dele. */
export interface SparkSqlDriver {
  readonly system: string;
  /** @returns As linhas, vazio num comando que não as tem. Um BIGINT pode vir como `bigint`. */
  run(statement: string): Promise<Row[]>;
  settings(): Promise<Attributes>;
  close(): Promise<void>;
}

export function sparkSqlEngine(driver: SparkSqlDriver): SqlEngine {
  const run = async (statement: string): Promise<Row[]> => {
    try {
      return await driver.run(statement);
    } catch (error) {
      throw sparkError(error);
    }
  };
  return {
    system: driver.system,
    settings: driver.settings,
    // O DESCRIBE QUERY só analisa: a consulta não roda.
    plan: async (query) => {
      const described = await run(`DESCRIBE QUERY ${query}`);
      const columns = described.map((row) => ({ name: String(row.col_name), dtype: String(row.data_type) }));
      return {
        columns,
        rows: async () => (await run(portable(query, columns))).map((row) => plain(row, columns)),
      };
    },
    execute: async (command) => void (await run(command)),
    quote,
    quoteName,
    close: driver.close,
  };
}

/** No Spark, a barra invertida escapa, `''` são dois textos vizinhos, e `${env:HOME}` vira a variável do servidor. */
function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('$', '\\u0024');
  return `'${escaped}'`;
}

function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Datas e horas na forma que não depende do fuso da sessão, nem de quem as lê. */
const PORTABLE: Readonly<Record<string, (column: string) => string>> = {
  timestamp: (column) => `unix_micros(${column})`,
  timestamp_ntz: (column) => `CAST(${column} AS string)`,
  date: (column) => `CAST(${column} AS string)`,
};

function portable(query: string, columns: readonly Column[]): string {
  if (!columns.some(({ dtype }) => Object.hasOwn(PORTABLE, dtype))) return query;
  const read = columns.map(({ name, dtype }) => {
    const column = quoteName(name);
    return `${PORTABLE[dtype]?.(column) ?? column} AS ${column}`;
  });
  return `SELECT ${read.join(', ')} FROM (${query}\n) AS portable`;
}

function plain(row: Row, columns: readonly Column[]): Row {
  return Object.fromEntries(columns.map(({ name, dtype }) => [name, plainValue(row[name], dtype)]));
}

/** O mesmo que o DuckDB dá: `Date` numa data e numa hora, `number` no que cabe num. */
function plainValue(value: unknown, dtype: string): unknown {
  if (value === null || value === undefined) return null;
  if (dtype === 'timestamp') return new Date(Number(value) / 1000);
  if (dtype === 'timestamp_ntz') return new Date(`${String(value).replace(' ', 'T')}Z`);
  if (dtype === 'date') return new Date(`${value}T00:00:00Z`);
  if (dtype.startsWith('decimal')) return Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'string' && /^(array|map|struct)</.test(dtype)) return JSON.parse(value);
  return value;
}

/** Nomes de classes, que o Thrift server põe à frente do que o Spark disse. */
const WRAPPING = /^(?:[\w.$]+Exception: )?(?:Error running query: )?(?:\[[\w.]+\] )?(?:[\w.$]+(?:Exception|Error): )?/;

/**
 * Os drivers rejeitam com objetos que não são `Error`, e a pilha do Java vem dentro da mensagem. Só a primeira linha interessa a quem
 * chamou; a pilha inteira está no log do Spark.
 */
function sparkError(error: unknown): Error {
  if (error instanceof SqlError) return error;
  // No pacote do Databricks, a mensagem do erro pode ser só "falhou"; o que o Spark disse está na resposta.
  const { message, response } = Object(error) as { message?: unknown; response?: { errorMessage?: unknown } };
  const told = [response?.errorMessage, message].find((text) => typeof text === 'string' && text !== '');
  const [said = ''] = String(told ?? '').split('\n');
  const text = said.replace(WRAPPING, '').replace(/;\s*$/, '').trim();
  return new Error(text || 'O Spark recusou o comando, e não disse por quê: o motivo está no log dele.');
}
