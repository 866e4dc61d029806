/** A sessão e os data frames de um motor de SQL: os mesmos para todos os motores. */
import type { Attributes } from '@opentelemetry/api';
import type { Resource, Row } from '../resource';
import { type Column, type SqlEngine, SqlError, type SqlPlan } from './sql-engine';
import { requireIdentifier, type SqlValue, valuesQuery } from './values-query';

export { type Column, type SqlEngine, SqlError, type SqlPlan } from './sql-engine';

/** Uma conversa com o motor. No span, as configurações dela. */
export class SqlSession implements Resource {
  readonly resourceType = 'session';
  readonly engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.engine = engine;
  }

  async describe(): Promise<Attributes> {
    return { system: this.engine.system, ...(await this.engine.settings()) };
  }

  /** Um data frame preguiçoso: a consulta foi conferida, e ainda não rodou. @throws SqlError `invalid_query` */
  async sql(query: string): Promise<SqlDataFrame> {
    // Um ponto e vírgula no fim impediria outra consulta de contê-la.
    const inner = query.replace(/[;\s]+$/, '');
    return new SqlDataFrame(this, inner, await said('invalid_query', this.engine.plan(inner)));
  }

  /**
   * Uma tabela temporária com estas linhas.
   *
   * @param name Letras sem acento, números e _; o mesmo vale para os nomes das colunas.
   * @param columns O nome e o tipo de cada coluna, na ordem dos valores.
   * @throws TypeError se um nome, um tipo ou um valor não serve; SqlError `query_failed` se o motor não a cria.
   */
  async createDataFrame(
    name: string,
    columns: readonly Column[],
    rows: readonly (readonly SqlValue[])[],
  ): Promise<SqlDataFrame> {
    const view = this.engine.quoteName(requireIdentifier('tabela', name));
    const query = valuesQuery(this.engine, columns, rows);
    await said('query_failed', this.engine.execute(`CREATE OR REPLACE TEMPORARY VIEW ${view} AS ${query}`));
    return await this.sql(`SELECT * FROM ${view}`);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}

/** Uma consulta que ainda não rodou. Só `count` e `rows` a rodam, e cada chamada roda de novo. */
export class SqlDataFrame implements Resource {
  readonly resourceType = 'df';
  readonly session: SqlSession;
  readonly query: string;
  readonly #plan: SqlPlan;
  readonly #described: Attributes;

  constructor(session: SqlSession, query: string, plan: SqlPlan) {
    this.session = session;
    this.query = query;
    this.#plan = plan;
    this.#described = { columns: plan.columns.map(({ name }) => name), dtypes: plan.columns.map(({ dtype }) => dtype) };
  }

  get columns(): readonly Column[] {
    return this.#plan.columns;
  }

  describe(): Attributes {
    return this.#described;
  }

  /** Roda a consulta. @throws SqlError */
  async count(): Promise<number> {
    const counted = await this.session.sql(`SELECT count(*) AS records FROM ${nested(this.query)} AS counted`);
    return Number((await counted.rows())[0]?.records);
  }

  /** Roda a consulta. @throws SqlError `query_failed` */
  async rows(): Promise<Row[]> {
    return await said('query_failed', this.#plan.rows());
  }

  /**
   * As linhas que existem dos dois lados. As colunas são as daqui, e as de lá menos a da junção: a ordem é a mesma em todo motor.
   * Uma coluna que os dois lados têm, e que não é a da junção, aparece duas vezes.
   *
   * @param on A coluna, com o mesmo nome dos dois lados.
   * @throws SqlError `invalid_query` se um dos lados não a tem.
   */
  async innerJoin(other: SqlDataFrame, on: string): Promise<SqlDataFrame> {
    const of = (side: string, name: string): string => `${side}.${this.session.engine.quoteName(name)}`;
    const mine = this.columns.map(({ name }) => of('l', name));
    // Para o SQL, `ID` e `id` são a mesma coluna.
    const isKey = ({ name }: Column): boolean => name.toLowerCase() === on.toLowerCase();
    const theirs = other.columns.filter((column) => !isKey(column)).map(({ name }) => of('r', name));
    const from = `${nested(this.query)} AS l INNER JOIN ${nested(other.query)} AS r ON ${of('l', on)} = ${of('r', on)}`;
    return await this.session.sql(`SELECT ${[...mine, ...theirs].join(', ')} FROM ${from}`);
  }
}

/** A quebra de linha fecha um comentário que a consulta tenha no fim. */
function nested(query: string): string {
  return `(${query}\n)`;
}

async function said<R>(code: SqlError['code'], answer: Promise<R>): Promise<R> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof SqlError ? error : new SqlError(code, error);
  }
}
