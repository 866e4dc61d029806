// Lab 04: um pipeline pequeno, e o que o Telescope vê dele.
//
// Duas tabelas, uma junção, e um relatório de salários por cidade. Tudo já funciona; a cada passo, o pipeline passa a contar mais do que
// faz, e o que ele faz não muda.

import {
  PipelineTracer,
  type SqlDataFrame,
  TelescopeOperations,
  telescopeJob,
  telescopeResource,
} from '@lab-otel/telescope';
import { openSession, readEmployees, readLocations } from './warehouse';

/** A plataforma em que o pipeline roda: a primeira parte do nome de cada span. */
const SERVICE = 'local_computer';

// #region 1 Monte o tracer do pipeline: em lotes, no console
const pipeline = new PipelineTracer({
  serviceName: 'pipelines',
  processorType: 'BATCH',
  // #region 2.1 Troque o console pelo OTLP
  exporterType: 'OTLP',
  // #problema
  // exporterType: 'CONSOLE',
  // #endregion
});
const tracer = pipeline.getTracer('engine_test');
// #endregion

// #region 3.1 Um telescópio para as operações
const operations = new TelescopeOperations(tracer, SERVICE);
// #endregion

// #region 3.1 Ponha test_inner_join por fora da junção
const innerJoin = operations.dfOperation('test_inner_join')(joinFrames);
// #problema
// const innerJoin = joinFrames;
// #endregion

// #region 3.1 E collect por fora de quem traz as linhas
const collect = operations.dfOperation('collect')(readRows);
// #problema
// const collect = readRows;
// #endregion

async function joinFrames(left: SqlDataFrame, right: SqlDataFrame, on: string): Promise<SqlDataFrame> {
  // #region 3.2 Deixe a falha passar: quem chamou sabe o que fazer com ela
  return await left.innerJoin(right, on);
  // #problema
  // try {
  //   return await left.innerJoin(right, on);
  // } catch {
  //   return left;
  // }
  // #endregion
}

async function readRows(frame: SqlDataFrame) {
  return await frame.rows();
}

class Payroll {
  // #region 3.3 Observe o relatório: o decorator total_by_location
  @operations.dfOperation('total_by_location')
  // #endregion
  async totalByLocation(joined: SqlDataFrame) {
    const totals = await joined.session.sql(
      `SELECT location, CAST(sum(salary) AS bigint) AS total FROM (${joined.query}) AS j GROUP BY location ORDER BY location`,
    );
    return await collect(totals);
  }
}

async function run(): Promise<void> {
  const session = await openSession();
  try {
    // #region 2.1 Observe a sessão: test_session
    await telescopeResource(tracer, SERVICE, session, 'test_session');
    // #endregion
    const employees = await readEmployees(session);
    const locations = await readLocations(session);
    // #region 2.1 Observe os dois data frames: employees e locations
    // #region 2.2 Conte os registros de employees
    await telescopeResource(tracer, SERVICE, employees, 'employees', { count: true });
    // #problema
    // await telescopeResource(tracer, SERVICE, employees, 'employees');
    // #endregion
    await telescopeResource(tracer, SERVICE, locations, 'locations');
    // #endregion

    const joined = await innerJoin(employees, locations, 'id');
    for (const { location, total } of await new Payroll().totalByLocation(joined)) console.log(`${location}: ${total}`);

    try {
      await innerJoin(employees, locations, 'badge');
      console.log('Junção por crachá: feita.');
    } catch {
      console.log('Junção por crachá: essa coluna não existe, seguimos sem ela.');
    }
  } finally {
    await session.close();
  }
}

async function main(): Promise<void> {
  try {
    // #region 1 Um trace para a execução inteira: employees_by_city
    await telescopeJob(tracer, SERVICE, 'employees_by_city', run);
    // #problema
    // await run();
    // #endregion
  } finally {
    // #region 1 Antes de acabar, mande o que ficou no lote
    await pipeline.shutdown();
    // #endregion
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
