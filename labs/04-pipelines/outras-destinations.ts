/** Outras soluções dos passos 6 a 8, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

interface Other {
  file: string;
  replaces: readonly Replace[];
}

const OTHERS: Readonly<Record<string, Other>> = {
  // o trabalho à mão; e quem observa as linhas devolve-as, para se continuar com elas
  '04/6': {
    file: 'zipkin.ts',
    replaces: [
      [
        `  await telescopeJob(
    tracer,
    SERVICE,
    'read_salaries',
    async () => {
      trace.getActiveSpan()?.setAttribute('telescope.linked.trace_id', producer?.traceId ?? '');
      await telescopeResource(tracer, SERVICE, rows, 'salaries');
      console.log(\`\${rows.length} salários lidos.\`);
    },
    { kind: SpanKind.CONSUMER, links },
  );
`,
        `  const attributes = { 'telescope.linked.trace_id': producer?.traceId };
  const options = { kind: SpanKind.CONSUMER, root: true, links, attributes };
  await tracer.startActiveSpan(\`\${SERVICE}.job.read_salaries\`, options, async (span) => {
    try {
      const salaries = await telescopeResource(tracer, SERVICE, rows, 'salaries');
      console.log(\`\${salaries.length} salários lidos.\`);
    } finally {
      span.end();
    }
  });
`,
      ],
    ],
  },
  // o atraso vai com o span, ao começar; e o trabalho escreve-se ali mesmo
  '04/7': {
    file: 'stream.ts',
    replaces: [
      [
        `  const oldestMs = Math.min(...positions.map(({ sentAtMs }) => sentAtMs));
  trace.getActiveSpan()?.setAttribute('telescope.stream.lag', (Date.now() - oldestMs) / 1000);
`,
        '',
      ],
      [
        `    const links = linksOf(positions);
    const work = () => processBatch(positions);
    if (await telescopeJob(tracer, SERVICE, 'micro_batch', work, { kind: SpanKind.CONSUMER, links })) same += 1;
`,
        `    const waitsMs = positions.map(({ sentAtMs }) => Date.now() - sentAtMs);
    const attributes = { 'telescope.stream.lag': Math.max(...waitsMs) / 1000 };
    const options = { kind: SpanKind.CONSUMER, root: true, links: linksOf(positions), attributes };
    await tracer.startActiveSpan(\`\${SERVICE}.job.micro_batch\`, options, async (span) => {
      if (await processBatch(positions)) same += 1;
      span.end();
    });
`,
      ],
      [
        "import { PipelineTracer, TelescopeOperations, telescopeJob } from '@lab-otel/telescope';",
        "import { PipelineTracer, TelescopeOperations } from '@lab-otel/telescope';",
      ],
    ],
  },
  // manda-se depois do trabalho, dê no que der; e um recurso é qualquer objeto que se descreva
  '04/8': {
    file: 'nightly.ts',
    replaces: [
      [
        "  await telescopeResource(tracer, SERVICE, api(MARITIME_API), 'maritime');\n",
        `  const { origin, pathname } = new URL(MARITIME_API);
  const maritime = { resourceType: 'api', describe: () => ({ url: origin + pathname }) };
  await telescopeResource(tracer, SERVICE, maritime, 'maritime');
`,
      ],
      [
        `  await telescopeJob(tracer, SERVICE, 'nightly_report', report, {
    schedule: { cron: CRON, scheduledAt, invocationId: randomUUID(), coldStart: runs === 1 },
    flush: () => pipeline.forceFlush(),
  });
`,
        `  const schedule = { cron: CRON, scheduledAt, invocationId: randomUUID(), coldStart: runs < 2 };
  try {
    await telescopeJob(tracer, SERVICE, 'nightly_report', async () => await report(), { schedule });
  } finally {
    await pipeline.forceFlush();
  }
`,
      ],
      [
        "import { api, PipelineTracer, telescopeJob, telescopeResource } from '@lab-otel/telescope';",
        "import { PipelineTracer, telescopeJob, telescopeResource } from '@lab-otel/telescope';",
      ],
    ],
  },
};

export const destinationOthers: readonly Edit[] = Object.entries(OTHERS).flatMap(([step, { file, replaces }]) =>
  replaces.map((replace) => ({ step, file, replace })),
);
