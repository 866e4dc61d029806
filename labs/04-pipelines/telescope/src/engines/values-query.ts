/** De linhas que estão na memória a uma consulta que as devolve, sem que nada do que há nelas vire comando. */
import type { Column, SqlEngine } from './sql-engine';

/** O que cabe numa linha de `createDataFrame`. */
export type SqlValue = string | number | null;

type Dialect = Pick<SqlEngine, 'quote' | 'quoteName'>;

/**
 * Os valores e os nomes vão entre as aspas do dialeto; os tipos, que não podem ir, são conferidos.
 *
 * @throws TypeError se um nome, um tipo ou um valor não serve, ou se uma linha tem mais ou menos valores que as colunas.
 */
export function valuesQuery(
  dialect: Dialect,
  columns: readonly Column[],
  rows: readonly (readonly SqlValue[])[],
): string {
  if (columns.length === 0) throw new TypeError('Um data frame tem uma coluna ou mais; recebido: nenhuma.');
  const named = columns.map(({ name, dtype }, i) => {
    return `CAST(c${i} AS ${scalarType(dtype)}) AS ${dialect.quoteName(requireIdentifier('coluna', name))}`;
  });
  const aliases = columns.map((_, i) => `c${i}`);
  const values = rows.map((row, at) => {
    if (row.length !== columns.length) {
      throw new TypeError(`A linha ${at} tem ${row.length} valores, e as colunas são ${columns.length}.`);
    }
    return `(${row.map((value, i) => literal(dialect, value, `Linha ${at}, coluna ${columns[i]!.name}`)).join(', ')})`;
  });
  // Não há VALUES sem linha nenhuma: uma de nulos, que o WHERE tira.
  const empty = values.length === 0;
  const table = empty ? `(${columns.map(() => 'NULL').join(', ')})` : values.join(', ');
  return `SELECT ${named.join(', ')} FROM (VALUES ${table}) AS t(${aliases.join(', ')})${empty ? ' WHERE false' : ''}`;
}

/**
 * Os nomes que todo motor aceita do mesmo jeito. Entre aspas, o DuckDB aceitaria qualquer um, e o Spark não.
 * @throws TypeError se não é um deles.
 */
export function requireIdentifier(what: 'tabela' | 'coluna', name: string): string {
  if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)) return name;
  throw new TypeError(
    `O nome de uma ${what} são letras sem acento, números e _, e não começa por número; recebido: ${JSON.stringify(name)}.`,
  );
}

function scalarType(dtype: string): string {
  if (typeof dtype === 'string' && /^[a-z_]+(\(\d+(, ?\d+)?\))?$/i.test(dtype)) return dtype;
  throw new TypeError(
    `O tipo de uma coluna é um como int, string ou decimal(10,2); recebido: ${JSON.stringify(dtype)}.`,
  );
}

function literal(dialect: Dialect, value: SqlValue, where: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return dialect.quote(value);
  if (Number.isFinite(value)) return String(value);
  throw new TypeError(`${where}: um valor é um texto, um número finito ou null; recebido: ${String(value)}.`);
}
