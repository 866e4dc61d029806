// Lab 04: o mesmo pipeline, visto no Zipkin.
//
// Um trabalho publica os salários, outro os lê. O Zipkin é mais velho que o OpenTelemetry, e nem tudo que um span diz cabe nele.

import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { PipelineTracer, type Row, telescopeJob, telescopeResource } from '@lab-otel/telescope';
import { openSession, readEmployees } from './warehouse';

const SERVICE = 'local_computer';

const pipeline = new PipelineTracer({
  serviceName: 'pipelines',
  // #region 6 Mande para o Zipkin
  exporterType: 'ZIPKIN',
  // #problema
  // exporterType: 'OTLP',
  // #endregion
});
const tracer = pipeline.getTracer('zipkin_view');

interface Published {
  rows: readonly Row[];
  headers: Record<string, string>;
}

async function publish(): Promise<Published> {
  const session = await openSession();
  try {
    const employees = await readEmployees(session);
    const salaries = await session.sql(`SELECT firstname, salary FROM (${employees.query}) AS e ORDER BY firstname`);
    const headers = {};
    propagation.inject(context.active(), headers);
    return { rows: await salaries.rows(), headers };
  } finally {
    await session.close();
  }
}

async function read({ rows, headers }: Published): Promise<void> {
  const producer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers));
  const links = producer ? [{ context: producer }] : [];
  await telescopeJob(
    tracer,
    SERVICE,
    'read_salaries',
    async () => {
      // #region 6 O link não chega ao Zipkin: guarde num atributo o trace de quem publicou
      trace.getActiveSpan()?.setAttribute('telescope.linked.trace_id', producer?.traceId ?? '');
      // #endregion
      // #region 6 Observe os salários: salaries
      await telescopeResource(tracer, SERVICE, rows, 'salaries');
      // #endregion
      console.log(`${rows.length} salários lidos.`);
    },
    { kind: SpanKind.CONSUMER, links },
  );
}

async function main(): Promise<void> {
  try {
    const published = await telescopeJob(tracer, SERVICE, 'publish_salaries', publish, { kind: SpanKind.PRODUCER });
    await read(published);
  } finally {
    await pipeline.shutdown();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
