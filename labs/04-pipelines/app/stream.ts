// Lab 04: o clone de um pipeline de fluxo.
//
// O pipeline da produção não se mexe. Este é o clone dele: recebe as mesmas mensagens, faz a mesma conta, observado pelo Telescope, e
// confere se deu o mesmo. O que ele conclui não vai a lugar nenhum.

import { type Link, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { PipelineTracer, TelescopeOperations, telescopeJob } from '@lab-otel/telescope';
import { microBatches, type Position, receivePositions, speedAlerts } from './maritime';

const SERVICE = 'local_computer';
const BATCH_SIZE = 50;

const pipeline = new PipelineTracer({ serviceName: 'pipelines', exporterType: 'OTLP' });
const tracer = pipeline.getTracer('maritime_clone');
const operations = new TelescopeOperations(tracer, SERVICE);

/** A mesma função da produção, observada. */
const clonedAlerts = operations.dfOperation('speed_alerts')(speedAlerts);

/** Um link para cada trace de onde vieram as mensagens; muitas vêm do mesmo. */
function linksOf(positions: readonly Position[]): Link[] {
  const producers = positions
    .map(({ headers }) => trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers)))
    .filter((producer) => producer !== undefined);
  return [...new Map(producers.map((producer) => [producer.spanId, { context: producer }])).values()];
}

async function processBatch(positions: readonly Position[]): Promise<boolean> {
  // #region 7 Diga há quanto tempo a mensagem mais velha esperava
  const oldestMs = Math.min(...positions.map(({ sentAtMs }) => sentAtMs));
  trace.getActiveSpan()?.setAttribute('telescope.stream.lag', (Date.now() - oldestMs) / 1000);
  // #endregion
  const alerts = await clonedAlerts(positions);
  return JSON.stringify(alerts) === JSON.stringify(speedAlerts(positions));
}

async function consume(): Promise<void> {
  let same = 0;
  let total = 0;
  for await (const positions of microBatches(receivePositions(tracer, SERVICE), BATCH_SIZE)) {
    total += 1;
    // #region 7 Um trace por micro-lote, com um link para cada trace de onde ele veio
    const links = linksOf(positions);
    const work = () => processBatch(positions);
    if (await telescopeJob(tracer, SERVICE, 'micro_batch', work, { kind: SpanKind.CONSUMER, links })) same += 1;
    // #problema
    // if (await processBatch(positions)) same += 1;
    // #endregion
  }
  console.log(`${same} de ${total} lotes iguais aos da produção.`);
}

async function main(): Promise<void> {
  try {
    // #region 7 O fluxo não é um trace: ele nunca acabaria
    await consume();
    // #problema
    // await telescopeJob(tracer, SERVICE, 'maritime_stream', consume);
    // #endregion
  } finally {
    await pipeline.shutdown();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
