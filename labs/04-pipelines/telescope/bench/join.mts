/**
 * Quanto o Telescope pesa numa junção: a mesma, sem ele e com ele, até um destino OTLP de verdade, noutro processo. A régua é um span com
 * os mesmos atributos, feito à mão com o SDK: menos que isso, ninguém que mande um span consegue.
 *
 * Revezam-se, uma junção de cada vez, e o número é a mediana das razões entre blocos: o que a máquina estiver fazendo naquele instante
 * pesa igual em todas. Cada bloco da tabela pequena paga a montagem de um lote inteiro de spans.
 *
 *   node --import tsx bench/join.mts [--quick]     (JSON na saída)
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Attributes, Tracer } from '@opentelemetry/api';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  duckdbSession,
  PipelineTracer,
  type SqlDataFrame,
  type SqlSession,
  TelescopeOperations,
} from '@lab-otel/telescope';

/** Spans por lote: metade do de fábrica, um lote a cada bloco. */
const BATCH = 256;
const LARGE = 1_000_000;
const WARM_UP = 2;
const QUICK_SHARE = 4;

interface Size {
  /** Linhas de cada lado: as do lab, ou um milhão. */
  left: number;
  right: number;
  turnsPerBlock: number;
  blocks: number;
}

const PLANS = {
  small: { left: 5, right: 4, count: false, turnsPerBlock: BATCH, blocks: 24 },
  smallCounted: { left: 5, right: 4, count: true, turnsPerBlock: 32, blocks: 12 },
  large: { left: LARGE, right: LARGE, count: false, turnsPerBlock: 1, blocks: 24 },
  largeCounted: { left: LARGE, right: LARGE, count: true, turnsPerBlock: 1, blocks: 8 },
} satisfies Record<string, Size & { count: boolean }>;

type Join = (left: SqlDataFrame, right: SqlDataFrame) => Promise<SqlDataFrame>;

const discard = fileURLToPath(new URL('../../../../kit/luneta/bench/servers/discard.mjs', import.meta.url));

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const receiver = await startReceiver();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
  process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE = String(BATCH);
  const pipeline = new PipelineTracer({ exporterType: 'OTLP', serviceName: 'bench' });
  const instance = await DuckDBInstance.create(':memory:');
  const session = duckdbSession(await instance.connect());
  try {
    const tracer = pipeline.getTracer('bench');
    const operations = new TelescopeOperations(tracer, 'local');
    const figures: Record<string, unknown> = {};
    for (const [name, { count, ...plan }] of Object.entries(PLANS)) {
      const joins = {
        bare,
        // Contar à mão seria a mesma coisa.
        ...(count ? {} : { byHand: byHand(tracer) }),
        observed: operations.dfOperation('join', { count })(bare),
      };
      const blocks = quick ? Math.ceil(plan.blocks / QUICK_SHARE) : plan.blocks;
      figures[name] = await compare(session, { ...plan, blocks }, joins);
      await pipeline.forceFlush();
    }
    console.log(JSON.stringify(figures, null, 2));
  } finally {
    await pipeline.shutdown();
    await session.close();
    receiver.close();
  }
}

const bare: Join = (left, right) => left.innerJoin(right, 'id');

function byHand(tracer: Tracer): Join {
  const attributes = (prefix: string, { columns }: SqlDataFrame): Attributes => ({
    [`${prefix}.columns`]: columns.map(({ name }) => name),
    [`${prefix}.dtypes`]: columns.map(({ dtype }) => dtype),
  });
  return (left, right) =>
    tracer.startActiveSpan('local.df.join', async (span) => {
      span.setAttribute('telescope.operation.name', 'join');
      span.setAttributes(attributes('telescope.df1', left));
      span.setAttributes(attributes('telescope.df2', right));
      try {
        const joined = await bare(left, right);
        span.setAttributes(attributes('telescope.result', joined));
        return joined;
      } finally {
        span.end();
      }
    });
}

async function compare(
  session: SqlSession,
  { left, right, turnsPerBlock, blocks }: Size,
  joins: Readonly<Record<string, Join>>,
) {
  const employees = await table(session, 'employees', 'salary', left);
  const locations = await table(session, 'locations', 'city', right);
  const timeMs = async (join: Join): Promise<number> => {
    const startMs = performance.now();
    const joined = await join(employees, locations);
    // Trazer um milhão de linhas ao JavaScript custaria mais que a junção, e esconderia a diferença.
    await (left === LARGE ? joined.count() : joined.rows());
    return performance.now() - startMs;
  };
  const names = Object.keys(joins);
  /** De cada bloco, a duração média de uma junção, em ms. */
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let block = -WARM_UP; block < blocks; block += 1) {
    const sums = Object.fromEntries(names.map((name) => [name, 0]));
    for (let turn = 0; turn < turnsPerBlock; turn += 1) {
      // Quem começa se reveza: ninguém herda sempre a memória quente do outro.
      for (const at of names.keys()) {
        const name = names[(at + turn + block + WARM_UP) % names.length]!;
        sums[name]! += await timeMs(joins[name]!);
      }
    }
    if (block >= 0) for (const name of names) times[name]!.push(sums[name]! / turnsPerBlock);
  }
  const against = (name: string, ruler: string) =>
    times[name]!.map((ms, block) => [ms, times[ruler]![block]!] as const);
  const compared = (name: string, ruler: string) => ({
    ratio: quartiles(against(name, ruler).map(([ms, other]) => ms / other)),
    addedUs: quartiles(against(name, ruler).map(([ms, other]) => (ms - other) * 1000)),
  });
  return {
    blocks,
    turnsPerBlock,
    bareMs: quartiles(times.bare!),
    observed: compared('observed', 'bare'),
    ...(joins.byHand ? { byHand: compared('byHand', 'bare'), overByHand: compared('observed', 'byHand') } : {}),
  };
}

async function table(session: SqlSession, name: string, value: string, rows: number): Promise<SqlDataFrame> {
  await session.engine.execute(
    `CREATE OR REPLACE TABLE ${name} AS SELECT CAST(i AS VARCHAR) AS id, CAST(i AS VARCHAR) AS ${value} FROM range(${rows}) AS t(i)`,
  );
  return await session.sql(`SELECT * FROM ${name}`);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

function quartiles(samples: readonly number[]): { median: number; from: number; to: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  return { median: at(sorted, 0.5), from: at(sorted, 0.25), to: at(sorted, 0.75) };
}

async function startReceiver(): Promise<{ url: string; close(): void }> {
  const child = spawn(process.execPath, [discard], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.setEncoding('utf8');
  const [line] = (await new Promise<string[]>((resolve, reject) => {
    child.stdout.once('data', (text: string) => resolve([text]));
    child.once('error', reject);
    child.once('exit', () => reject(new Error('O destino OTLP não abriu.')));
  })) as [string];
  const { ports } = JSON.parse(line) as { ports: { otlpHttp: number } };
  return { url: `http://127.0.0.1:${ports.otlpHttp}`, close: () => void child.kill() };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
