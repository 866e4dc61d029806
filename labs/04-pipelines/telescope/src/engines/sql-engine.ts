/** O que um motor de SQL precisa saber para que o Telescope o observe: um motor novo é um arquivo que devolve um `SqlEngine`. */
import type { Attributes } from '@opentelemetry/api';
import type { Row } from '../resource';

export interface Column {
  readonly name: string;
  /** Com os nomes do Spark, em minúsculas: `string`, `int`, `bigint`, `double`, `decimal(10,2)`. */
  readonly dtype: string;
}

export interface SqlEngine {
  /** O `db.system.name`: `duckdb`, `spark`, `databricks`. */
  readonly system: string;
  /** As configurações que explicam uma execução, e nenhuma que guarde segredo: quem escolhe é o motor. */
  settings(): Promise<Attributes>;
  /** Confere a consulta e diz as colunas dela, sem rodá-la. */
  plan(query: string): Promise<SqlPlan>;
  /** Roda um comando que não devolve linhas. */
  execute(command: string): Promise<void>;
  /** Um texto, entre aspas, como o dialeto o escreve: nada do que há nele é comando. */
  quote(text: string): string;
  /** O nome de uma tabela ou coluna, entre as aspas dos nomes: nada do que há nele é comando. */
  quoteName(name: string): string;
  close(): Promise<void>;
}

export interface SqlPlan {
  readonly columns: readonly Column[];
  /** Roda a consulta. Os números vêm como `number`, se cabem nele. */
  rows(): Promise<Row[]>;
}

/** O motor recusou uma consulta, ou não conseguiu rodá-la. O código é o mesmo em todo motor; a mensagem é a do motor. */
export class SqlError extends Error {
  /** `invalid_query`: nem chegou a rodar; `query_failed`: falhou rodando. */
  readonly code: 'invalid_query' | 'query_failed';

  constructor(code: SqlError['code'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'SqlError';
    this.code = code;
  }
}
