// Lab 04: dois milhões de linhas, em partições.
//
// Uma frota publica as suas posições em vinte lotes; este trabalho lê os lotes, faz as contas de cada um e junta tudo num resumo. Já
// funciona, quase: há um lote que chega atrasado, e fica de fora.

import { context, type Link, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import {
  partitioned,
  PipelineTracer,
  recordUsage,
  type SqlSession,
  TelescopeOperations,
  telescopeJob,
  telescopeResource,
} from '@lab-otel/telescope';
import { type Batch, batchIndexes, rankVessels, readSpeeds, type VesselSpeed, withFolder, writeBatch } from './fleet';
import { openDuckdb } from './warehouse';

const SERVICE = 'local_computer';
/** O que a nuvem cobraria por uma hora deste trabalho. */
const PRICE = { perHour: 1.2, currency: 'USD' };

const pipeline = new PipelineTracer({ serviceName: 'pipelines', exporterType: 'OTLP' });
const tracer = pipeline.getTracer('fleet');
// #region 5 Meça o que cada operação gasta, e quanto custa
const operations = new TelescopeOperations(tracer, SERVICE, { usage: PRICE });
// #problema
// const operations = new TelescopeOperations(tracer, SERVICE);
// #endregion

/** Publica um lote. */
async function publish(session: SqlSession, folder: string, index: number): Promise<Batch> {
  // #region 4.3 Quem publica tem o seu trace, e é um PRODUCER
  return await telescopeJob(
    tracer,
    SERVICE,
    'publish_positions',
    async () => {
      // #endregion
      const batch = await writeBatch(session, folder, index);
      // #region 4.3 Mande o contexto com o lote
      propagation.inject(context.active(), batch.headers);
      // #endregion
      return batch;
      // #region 4.3 Diga a telescopeJob que este trabalho publica
    },
    { kind: SpanKind.PRODUCER },
  );
  // #endregion
}

/** O trace de quem publicou o lote. */
function linksOf(batch: Batch): Link[] {
  const producer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, batch.headers));
  return producer ? [{ context: producer }] : [];
}

/** As contas de um lote. */
async function averageSpeed(session: SqlSession, batch: Batch, attempt: number): Promise<VesselSpeed[]> {
  const speeds = await readSpeeds(session, batch, attempt);
  // #region 5 Diga o que leu, e o que passa à próxima etapa
  recordUsage({ bytesRead: batch.bytes, shuffleBytes: Buffer.byteLength(JSON.stringify(speeds)) });
  // #endregion
  // #region 4.4 Um resumo no span da partição, em vez de um span por navio
  trace.getActiveSpan()?.setAttributes({ 'fleet.vessels': speeds.length, 'fleet.records': batch.records });
  // #problema
  // for (const { vessel, records } of speeds) {
  //   tracer.startActiveSpan(`navio ${vessel}`, (span) => {
  //     span.setAttribute('fleet.records', records);
  //     span.end();
  //   });
  // }
  // #endregion
  return speeds;
}

async function consume(session: SqlSession, batches: readonly Batch[]): Promise<void> {
  const positions = partitioned(batches, {
    name: 'positions',
    count: () => batches.reduce((sum, { records }) => sum + records, 0),
  });
  // #region 4.1 Observe os dados em partições: positions
  await telescopeResource(tracer, SERVICE, positions, 'positions', { count: true });
  // #endregion
  // #region 4.1 Deixe o Telescope percorrer as partições: average_speed
  const parts = await operations.mapPartitions(
    'average_speed',
    positions,
    async (batch, _, attempt) => {
      // #region 4.2 Deixe a falha passar, e tente de novo
      return await averageSpeed(session, batch, attempt);
      // #problema
      // try {
      //   return await averageSpeed(session, batch, attempt);
      // } catch {
      //   return [];
      // }
      // #endregion
    },
    {
      // #region 4.2 Até duas novas tentativas
      retries: 2,
      // #endregion
      // #region 4.3 E um link para quem publicou cada lote
      partitionLinks: linksOf,
      // #endregion
    },
  );
  // #problema
  // const parts: VesselSpeed[][] = [];
  // for (const batch of positions.partitions) parts.push(await averageSpeed(session, batch, 1).catch(() => []));
  // #endregion
  const ranking = rankVessels(parts);
  const read = parts.filter((part) => part.length > 0).length;
  console.log(
    `${read} de ${batches.length} lotes. O mais rápido: ${ranking[0]?.vessel}, ${ranking[0]?.speed.toFixed(2)} nós.`,
  );
}

async function run(): Promise<void> {
  const session = await openDuckdb();
  try {
    await withFolder(async (folder) => {
      const batches: Batch[] = [];
      for (const index of batchIndexes) batches.push(await publish(session, folder, index));
      // #region 4.3 Este trabalho consome o que outros publicaram
      await telescopeJob(tracer, SERVICE, 'fleet_speed', () => consume(session, batches), { kind: SpanKind.CONSUMER });
      // #problema
      // await telescopeJob(tracer, SERVICE, 'fleet_speed', () => consume(session, batches));
      // #endregion
    });
  } finally {
    await session.close();
  }
}

async function main(): Promise<void> {
  try {
    await run();
  } finally {
    // A execução que falha é a que mais se quer ver.
    await pipeline.shutdown();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
