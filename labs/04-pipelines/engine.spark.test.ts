/** O mesmo engine.ts no DuckDB e num Spark de verdade: o mesmo trace, menos o que se diz aqui que muda. */
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type JaegerTrace, waitForTrace } from '../../kit/cli/find-trace.ts';
import { EXIT } from '../../kit/cli/lab/exit-codes.ts';
import { fillLabRoot, runLab } from '../../kit/cli/lab/testing/lab-root.ts';
import { type Luneta, startLuneta } from '../../kit/luneta/start.ts';
import { ANY_PORTS } from '../../kit/luneta/testing/any-ports.ts';
import { spawnNode } from '../../kit/testing/node-process.ts';
import { type Difference, differences, flat } from '../../kit/testing/compare-traces.ts';
import { startThriftServer, type ThriftServer } from './spark/thrift-server.ts';

const APP = fileURLToPath(new URL('app', import.meta.url));

interface Run {
  stdout: string;
  trace: JaegerTrace;
}

let server: ThriftServer;
let duckdb: Run;
let spark: Run;
beforeAll(async () => {
  server = await startThriftServer();
  duckdb = await runEngine({ PIPELINE_ENGINE: 'duckdb' });
  spark = await runEngine(sparkEnv());
});
afterAll(() => server?.close());

const sparkEnv = () => ({
  PIPELINE_ENGINE: 'spark',
  SPARK_THRIFT_HOST: server.host,
  SPARK_THRIFT_PORT: String(server.port),
});

/** Cada motor com a sua Luneta: o trace que estiver lá é o dele. */
async function runEngine(env: Readonly<Record<string, string>>): Promise<Run> {
  const luneta: Luneta = await startLuneta({ ports: ANY_PORTS });
  try {
    const OTEL_EXPORTER_OTLP_ENDPOINT = luneta.urls.otlpHttp ?? '';
    const program = spawnNode(['-r', 'tsx/cjs', 'engine.ts'], {
      cwd: APP,
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT },
    });
    expect({ code: await program.exit, stderr: program.stderr() }).toEqual({ code: 0, stderr: '' });
    const trace = await waitForTrace(luneta.urls.ui ?? '', { service: 'pipelines' }, { deadlineMs: 5000 });
    return { stdout: program.stdout(), trace: trace ?? expect.unreachable('o trace não chegou') };
  } finally {
    await luneta.close();
  }
}

const JOB = 'local_computer.job.employees_by_city';
const SESSION = `${JOB} > local_computer.session.test_session`;
const BROKEN_JOIN = `${JOB} > local_computer.df.test_inner_join (2)`;

/** O que cada motor diz da coluna que não existe, nas palavras dele: o código, o mesmo nos dois, está em `error.type`. */
const DUCKDB_SAYS = /Binder Error: .*badge/s;
const SPARK_SAYS = /\[UNRESOLVED_COLUMN\.WITH_SUGGESTION\] .*`l`\.`badge` cannot be resolved/;
const said = (before = ''): Difference => [
  expect.stringMatching(new RegExp(before + DUCKDB_SAYS.source, 's')),
  expect.stringMatching(new RegExp(before + SPARK_SAYS.source)),
];

const DIFFERENCES: Readonly<Record<string, Difference>> = {
  // Quem rodou. As versões são as do package.json e do requirements.txt.
  [`${SESSION} · telescope.session.system`]: ['duckdb', 'spark'],
  [`${SESSION} · telescope.session.version`]: [expect.stringMatching(/^v1\./), expect.stringMatching(/^3\.5\./)],
  // O DuckDB é uma biblioteca: o que o limita são as threads e a memória deste processo.
  [`${SESSION} · telescope.session.threads`]: [expect.anything(), undefined],
  [`${SESSION} · telescope.session.memory_limit`]: [expect.any(String), undefined],
  // O Spark é outro processo, talvez outra máquina: o que o explica é quem ele é, e em quantos pedaços divide um resultado.
  [`${SESSION} · telescope.session.app_name`]: [undefined, expect.stringContaining('SparkSQL')],
  [`${SESSION} · telescope.session.master`]: [undefined, 'local[2]'],
  [`${SESSION} · telescope.session.shuffle_partitions`]: [undefined, 2],
  // A mesma falha, no mesmo span, com o mesmo código, contada por quem a achou.
  [`${BROKEN_JOIN} · otel.status_description`]: said(),
  [`${BROKEN_JOIN} · evento 1 · exception.message`]: said(),
  [`${BROKEN_JOIN} · evento 1 · exception.stacktrace`]: said('SqlError: '),
};

/** O que muda de uma execução, ou de uma máquina, para outra: tem de estar nos dois, e o valor não se compara. */
const VARYING = /· (telescope\.count\.duration|telescope\.session\.time_zone)$/;

test('o programa diz o mesmo nos dois motores', () => {
  expect(spark.stdout).toBe(duckdb.stdout);
  expect(spark.stdout).toContain('New York: 4000');
});

test('os mesmos spans, na mesma árvore, com os mesmos atributos, menos os que estão na lista', () => {
  const found = Object.entries(differences(duckdb.trace, spark.trace));
  const varying = found.filter(([key]) => VARYING.test(key));
  for (const [key, values] of varying)
    expect({ key, values }).toEqual({ key, values: values.map(() => expect.anything()) });
  expect(Object.fromEntries(found.filter(([key]) => !VARYING.test(key)))).toEqual(DIFFERENCES);
});

test('a junção que falha é o mesmo span, com o mesmo estado e o mesmo tipo de erro', () => {
  const told = [duckdb, spark].map(({ trace }) => {
    const seen = flat(trace);
    return ['otel.status_code', 'error.type', 'span.kind', 'telescope.operation.name'].map((key) =>
      seen.get(`${BROKEN_JOIN} · ${key}`),
    );
  });
  const expected = ['ERROR', 'invalid_query', 'internal', 'test_inner_join'];
  expect(told).toEqual([expected, expected]);
});

/** O que conta registros, e o que deixa a falha passar. */
test('os passos passam com o Spark, conferidos como o aluno os confere', async () => {
  const root = fillLabRoot(await mkdtemp(path.join(tmpdir(), 'spark-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const lab = (...args: readonly string[]) => runLab(root, args, sparkEnv());
  expect(await lab('jump', '04/3.3')).toMatchObject({ code: EXIT.passed });
  for (const step of ['04/2.2', '04/3.2']) {
    const before = analysed();
    const { stdout } = await lab('verify', step, 'json');
    const { passed, checks } = JSON.parse(stdout) as { passed: boolean; checks: { passed: boolean }[] };
    expect({ step, failed: checks.filter((check) => !check.passed), passed }).toEqual({
      step,
      failed: [],
      passed: true,
    });
    // Foi ao Spark que se perguntou.
    expect({ step, asked: analysed() > before }).toEqual({ step, asked: true });
  }
});

/** Quantas consultas o Spark já analisou, pelo log dele. */
function analysed(): number {
  return server.log().split('DESCRIBE QUERY').length - 1;
}
