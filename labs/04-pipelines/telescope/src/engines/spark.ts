/** O Spark, pelo Thrift server dele, com o pacote `hive-driver`. */
import type { Attributes } from '@opentelemetry/api';
import type { Row } from '../resource';
import { sparkSqlEngine } from './spark-sql';
import { SqlSession } from './sql';
import { SqlError } from './sql-engine';

/** Do `IHiveSession` do pacote, o que se usa aqui: quem não fala com um Spark não precisa instalá-lo. */
export interface HiveSession {
  executeStatement(statement: string, options: { runAsync: boolean }): Promise<HiveOperation>;
  close(): Promise<unknown>;
}

export interface HiveOperation {
  /** Espera até 5 s que a operação mude de estado. */
  status(progress: boolean): Promise<{ operationState?: number; errorMessage?: string }>;
  setMaxRows(maxRows: number): void;
  fetch(): Promise<unknown>;
  hasMoreRows(): boolean;
  getSchema(): { columns: readonly { columnName: string }[] } | null;
  getData(): readonly { columns?: readonly object[] }[];
  close(): Promise<unknown>;
}

/** O que explica por que uma execução foi como foi; das outras, centenas, algumas guardam senhas. */
const SETTINGS = {
  app_name: 'spark.app.name',
  master: 'spark.master',
  shuffle_partitions: 'spark.sql.shuffle.partitions',
} as const;

/** Os estados de uma operação, do protocolo do HiveServer2: em andamento (começando, rodando, na fila), e pronta. */
const RUNNING_STATES: readonly (number | undefined)[] = [0, 1, 7];
const FINISHED_STATE = 2;

/** Linhas por resposta: com as 100 de fábrica, o tempo vai todo nas idas e voltas. */
const ROWS_PER_FETCH = 10_000;

export interface SparkOptions {
  /** Depois de fechada a sessão: a conexão é de quem a abriu. */
  readonly disconnect?: () => void | Promise<void>;
  /** Quanto esperar por uma resposta, em milissegundos. Uma consulta demorada responde a cada 5 s que ainda roda. Padrão: 30 s. */
  readonly answerMs?: number;
}

/** @param session Uma sessão aberta. `close()` a fecha. */
export function sparkSession(session: HiveSession, options: SparkOptions = {}): SqlSession {
  const { disconnect, answerMs = 30_000 } = options;
  const answer = <R>(asked: Promise<R>): Promise<R> => within(answerMs, asked);
  const run = (statement: string): Promise<Row[]> => runStatement(session, statement, answer);
  return new SqlSession(
    sparkSqlEngine({
      system: 'spark',
      run,
      settings: () => settingsOf(run),
      close: async () => {
        try {
          await answer(session.close());
        } finally {
          await disconnect?.();
        }
      },
    }),
  );
}

type Answer = <R>(asked: Promise<R>) => Promise<R>;

async function runStatement(session: HiveSession, statement: string, answer: Answer): Promise<Row[]> {
  // Sem esperar: quem espera a consulta inteira não sabe se o servidor demora ou se morreu.
  const operation = await answer(session.executeStatement(statement, { runAsync: true }));
  try {
    let status = await answer(operation.status(false));
    while (RUNNING_STATES.includes(status.operationState)) status = await answer(operation.status(false));
    if (status.operationState !== FINISHED_STATE) throw new Error(status.errorMessage ?? '');
    operation.setMaxRows(ROWS_PER_FETCH);
    do await answer(operation.fetch());
    while (operation.hasMoreRows());
    return rowsOf(operation);
  } finally {
    // O que a consulta respondeu, ou por que falhou, vale mais que a falha de fechá-la.
    await answer(operation.close()).catch(() => {});
  }
}

/** As linhas, que o protocolo manda por coluna. */
function rowsOf(operation: HiveOperation): Row[] {
  const names = (operation.getSchema()?.columns ?? []).map(({ columnName }) => columnName);
  return operation.getData().flatMap(({ columns }) => {
    const read = (columns ?? []).map(valuesOf);
    return (read[0] ?? []).map((_, i) => Object.fromEntries(names.map((name, at) => [name, read[at]?.[i]])));
  });
}

/** Uma coluna guarda os valores num campo por tipo (`i32Val`, `stringVal`…), e os nulos num mapa de bits. */
function valuesOf(column: object): unknown[] {
  const found = Object.values(column).find((typed: unknown) => typed !== null && typed !== undefined);
  const { values = [], nulls = [] } = (found ?? {}) as { values?: unknown[]; nulls?: ArrayLike<number> };
  return values.map((value, i) => ((nulls[i >> 3] ?? 0) & (1 << (i & 7)) ? null : whole(value)));
}

/** Um inteiro de 64 bits chega como oito bytes. */
function whole(value: unknown): unknown {
  const { buffer, offset } = Object(value) as { buffer?: unknown; offset?: unknown };
  return Buffer.isBuffer(buffer) && typeof offset === 'number' ? buffer.readBigInt64BE(offset) : value;
}

async function settingsOf(run: (statement: string) => Promise<Row[]>): Promise<Attributes> {
  const [spark] = await run('SELECT version() AS version, current_timezone() AS time_zone');
  const settings: Attributes = {
    // A versão, e o commit dela.
    version: String(spark?.version).split(' ')[0],
    time_zone: String(spark?.time_zone),
  };
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const value = String((await run(`SET ${setting}`))[0]?.value);
    if (value !== '<undefined>') settings[name] = name === 'shuffle_partitions' ? Number(value) : value;
  }
  return settings;
}

/** @throws SqlError `query_failed` se a resposta não vem: uma conexão perdida nem sempre avisa. */
async function within<R>(answerMs: number, asked: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = `O Spark não respondeu em ${answerMs / 1000} s: ele parou, ou a conexão caiu. O log dele diz qual dos dois.`;
      reject(new SqlError('query_failed', new Error(reason)));
    }, answerMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
