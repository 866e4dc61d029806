/** Os enganos dos passos 1 a 3: o trace que não chega, o que se conta à toa, a operação que não se vê. */
import type { Trade, Trades } from '../../trades.ts';

const RUN = "await telescopeJob(tracer, SERVICE, 'employees_by_city', run);";
const SHUTDOWN = 'await pipeline.shutdown();';
const EMPLOYEES = "telescopeResource(tracer, SERVICE, employees, 'employees'";
const LOCATIONS = "telescopeResource(tracer, SERVICE, locations, 'locations')";
const JOIN = "const innerJoin = operations.dfOperation('test_inner_join')(joinFrames);";
const PARAMETERS = '(left: SqlDataFrame, right: SqlDataFrame, on: string)';
const WORK = '  return await left.innerJoin(right, on);\n';
const DECORATED = "  @operations.dfOperation('total_by_location')\n  async totalByLocation(joined: SqlDataFrame) {\n";
const ROWS = 'return await collect(totals);';

const JOB_SPAN = 'local_computer.job.employees_by_city';
const EMPLOYEES_SPAN = 'local_computer.df.employees';
const LOCATIONS_SPAN = 'local_computer.df.locations';
const JOIN_SPAN = 'local_computer.df.test_inner_join';
const TOTAL_SPAN = 'local_computer.df.total_by_location';

function trade(from: string, to: string, code: string): Trade {
  return [from, to, code, 'engine.ts'];
}

export const engineTrades: Trades = {
  '04/1': [
    // quem termina manda: por que encerrar o que já acabou?
    trade(SHUTDOWN, '', 'no_telemetry'),
    // o trabalho corre sozinho, e o resto do programa segue
    trade(RUN, RUN.replace('await', 'void'), 'no_telemetry'),
    // o nome do span é o que se lê na tela, inteiro
    trade("'employees_by_city'", "'local_computer.job.employees_by_city'", `span_missing:${JOB_SPAN}`),
    // o serviço é a plataforma
    trade("serviceName: 'pipelines'", 'serviceName: SERVICE', `service_differs:${JOB_SPAN}`),
  ],
  '04/2.1': [
    // na tela já se veem
    trade("exporterType: 'OTLP'", "exporterType: 'CONSOLE'", 'no_telemetry'),
    // ao lado de onde se fecha a sessão, fecha-se o pipeline
    trade(
      'await session.close();',
      'await session.close();\n    await pipeline.shutdown();',
      `span_missing:${JOB_SPAN}`,
    ),
    // a linha de cima, copiada
    trade(LOCATIONS, LOCATIONS.replace("'locations'", "'employees'"), `span_duplicated:${EMPLOYEES_SPAN}`),
    // o lab 01 também mandava para um Jaeger
    trade("exporterType: 'OTLP'", "exporterType: 'JAEGER'", `attribute_differs:${EMPLOYEES_SPAN}:telescope.df.columns`),
  ],
  '04/2.2': [
    // contar um é bom, contar todos é melhor
    trade(LOCATIONS, LOCATIONS.replace(')', ', { count: true })'), `attribute_unexpected:${LOCATIONS_SPAN}`),
    // para contar, trazem-se as linhas
    trade(EMPLOYEES, EMPLOYEES.replace('employees,', 'await employees.rows(),'), `attribute_missing:${EMPLOYEES_SPAN}`),
    // o número vai para o terminal
    trade(
      `await ${EMPLOYEES}, { count: true });`,
      `await ${EMPLOYEES});\n    console.log(await employees.count());`,
      `attribute_missing:${EMPLOYEES_SPAN}:telescope.df.count`,
    ),
    // quem não tem matrícula não conta
    trade(
      EMPLOYEES,
      EMPLOYEES.replace('employees,', 'await session.sql("SELECT * FROM employees WHERE id <> \'\'"),'),
      `attribute_differs:${EMPLOYEES_SPAN}:telescope.df.count`,
    ),
  ],
  '04/3.1': [
    // envolver é o que observa; chamar, chama-se a de sempre
    trade(JOIN, `${JOIN.replace('innerJoin', 'observed')}\nconst innerJoin = joinFrames;`, `span_missing:${JOIN_SPAN}`),
    // uma função sem argumentos, que vê os data frames de fora
    trade(
      JOIN,
      `const innerJoin = ${PARAMETERS} =>
  operations.dfOperation('test_inner_join')(() => joinFrames(left, right, on))();`,
      `attribute_missing:${JOIN_SPAN}:telescope.df1.columns`,
    ),
    // o método do data frame é que junta: envolve-se ele
    trade(
      JOIN,
      `const innerJoin = ${PARAMETERS} =>
  operations.dfOperation('test_inner_join')(left.innerJoin.bind(left))(right, on);`,
      `attribute_differs:${JOIN_SPAN}:telescope.df1.columns`,
    ),
    // o que sai são linhas, e não um data frame
    trade("dfOperation('collect')", "rddOperation('collect')", 'span_missing:local_computer.df.collect'),
  ],
  '04/3.2': [
    // o aviso está no terminal, e o pipeline segue
    trade(
      WORK,
      `  try {
    return await left.innerJoin(right, on);
  } catch {
    console.log(\`\${on}: essa coluna não existe.\`);
    return left;
  }
`,
      `status_differs:${JOIN_SPAN}`,
    ),
    // um erro com um texto que se entende
    trade(
      WORK,
      `  try {
    return await left.innerJoin(right, on);
  } catch {
    throw new Error('a junção falhou');
  }
`,
      `attribute_differs:${JOIN_SPAN}:error.type`,
    ),
    // o catch que sobrava era o outro
    trade(
      `    } catch {
      console.log('Junção por crachá: essa coluna não existe, seguimos sem ela.');
    }
`,
      '    } finally {\n    }\n',
      'program_failed',
    ),
    // nada de throw: quem chama que veja se veio alguma coisa
    trade(WORK, '  return await left.innerJoin(right, on).catch(() => left);\n', 'stdout_missing'),
  ],
  '04/3.3': [
    // na dúvida, os dois
    trade(
      'await new Payroll().totalByLocation(joined)',
      "await operations.dfOperation('total_by_location')(new Payroll().totalByLocation)(joined)",
      `span_duplicated:${TOTAL_SPAN}`,
    ),
    // um relatório é coisa à parte
    trade(
      "dfOperation('total_by_location')",
      "dfOperation('total_by_location', { root: true })",
      `span_other_trace:${TOTAL_SPAN}`,
    ),
    // à mão, na primeira linha do método
    trade(
      DECORATED,
      `  async totalByLocation(joined: SqlDataFrame) {
    tracer.startSpan('local_computer.df.total_by_location').end();
`,
      `attribute_missing:${TOTAL_SPAN}:telescope.result.count`,
    ),
    // o relatório já se observa: as linhas, traga-as quem for mais curto
    trade(ROWS, 'return await totals.rows();', 'span_missing:local_computer.df.collect'),
  ],
};
