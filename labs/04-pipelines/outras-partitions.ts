/** Outras soluções dos passos 4.1 a 5, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const WORK = '      return await averageSpeed(session, batch, attempt);\n';

const JOB: Readonly<Record<string, readonly Replace[]>> = {
  // quem observa devolve o que observou; e quatro lotes ao mesmo tempo, com um aviso no fim
  '04/4.1': [
    ["  await telescopeResource(tracer, SERVICE, positions, 'positions', { count: true });\n", ''],
    [
      `  const positions = partitioned(batches, {
    name: 'positions',
    count: () => batches.reduce((sum, { records }) => sum + records, 0),
  });
`,
      `  const records = batches.reduce((sum, batch) => sum + batch.records, 0);
  const positions = await telescopeResource(
    tracer,
    SERVICE,
    partitioned(batches, { name: 'positions', count: async () => records }),
    'positions',
    { count: true },
  );
`,
    ],
    [
      `      try {
        return await averageSpeed(session, batch, attempt);
      } catch {
        return [];
      }
`,
      '      return await averageSpeed(session, batch, attempt).catch((): VesselSpeed[] => []);\n',
    ],
    [
      `    },
  );
  const ranking`,
      `      concurrency: 4,
      onProgress: ({ done, total }) => {
        if (done === total) console.log('Todos os lotes lidos.');
      },
    },
  );
  const ranking`,
    ],
  ],
  // quem quer contar no terminal apanha, conta, e lança o mesmo; e uma nova tentativa chega
  '04/4.2': [
    [
      WORK,
      `      try {
        return await averageSpeed(session, batch, attempt);
      } catch (error) {
        console.log(\`Lote \${batch.index}, tentativa \${attempt}: \${String(error)}\`);
        throw error;
      }
`,
    ],
    ['retries: 2,', 'retries: 1,'],
  ],
  // o trabalho à mão; e o contexto como o texto que ele é, com o link escrito ali mesmo
  '04/4.3': [
    [
      `  return await telescopeJob(
    tracer,
    SERVICE,
    'publish_positions',
    async () => {
`,
      `  const options = { kind: SpanKind.PRODUCER, root: true };
  return await tracer.startActiveSpan(\`\${SERVICE}.job.publish_positions\`, options, async (span) => {
    try {
`,
    ],
    [
      '      propagation.inject(context.active(), batch.headers);\n',
      '      propagation.inject(trace.setSpan(ROOT_CONTEXT, span), batch.headers);\n',
    ],
    [
      `    },
    { kind: SpanKind.PRODUCER },
  );
`,
      `    } finally {
      span.end();
    }
  });
`,
    ],
    [
      'partitionLinks: linksOf,',
      `partitionLinks: ({ headers }) => {
        const [, traceId = '', spanId = ''] = headers['traceparent']?.split('-') ?? [];
        return [{ context: { traceId, spanId, traceFlags: 1, isRemote: true } }];
      },`,
    ],
  ],
  // um atributo de cada vez, no span que está ativo
  '04/4.4': [
    [
      "  trace.getActiveSpan()?.setAttributes({ 'fleet.vessels': speeds.length, 'fleet.records': batch.records });\n",
      `  const partition = trace.getActiveSpan();
  partition?.setAttribute('fleet.vessels', new Set(speeds.map(({ vessel }) => vessel)).size);
  partition?.setAttribute('fleet.records', speeds.reduce((sum, { records }) => sum + Number(records), 0));
`,
    ],
  ],
  // mede-se só esta operação; e o que se leu diz-se antes do que se passa adiante
  '04/5': [
    ['new TelescopeOperations(tracer, SERVICE, { usage: PRICE })', 'new TelescopeOperations(tracer, SERVICE)'],
    ['      retries: 2,\n', '      retries: 2,\n      usage: PRICE,\n'],
    [
      '  recordUsage({ bytesRead: batch.bytes, shuffleBytes: Buffer.byteLength(JSON.stringify(speeds)) });\n',
      `  recordUsage({ bytesRead: batch.bytes });
  for (const speed of speeds) recordUsage({ shuffleBytes: Buffer.byteLength(JSON.stringify(speed)) });
`,
    ],
  ],
};

export const partitionOthers: readonly Edit[] = Object.entries(JOB).flatMap(([step, list]) =>
  list.map((replace) => ({ step, file: 'job.ts', replace })),
);
