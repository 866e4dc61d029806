/** Outras entregas que não perdem nada: a fila que sobrevive ao processo, e a confirmação a cada lote pelo próprio kafkajs. */
import type { Edit } from '../../../kit/course/edit.ts';

export const deliveryOthers: readonly Edit[] = [
  {
    step: '06/6',
    file: 'gateway.yaml',
    replace: [
      `    sending_queue:
      enabled: false
`,
      `    sending_queue:
      enabled: true
      storage: file_storage
`,
    ],
  },
  {
    step: '06/6',
    file: 'gateway.yaml',
    replace: [
      `extensions:
  health_check:
`,
      `extensions:
  file_storage:
    directory: \${env:GATEWAY_FOLDER}
    fsync: true
  health_check:
`,
    ],
  },
  {
    step: '06/6',
    file: 'gateway.yaml',
    replace: ['extensions: [health_check]', 'extensions: [health_check, file_storage]'],
  },
  {
    step: '06/7',
    file: 'ingester.ts',
    replace: [
      `  const refused = await saveForSure(spans, heartbeat);
  await sendAway([...rejected, ...refused]);
  await consumer.commitOffsets([next]);
`,
      `  // Quem lança recebe o mesmo lote outra vez.
  await sendAway([...rejected, ...(await store.save(spans))]);
  await heartbeat();
  await consumer.commitOffsets([next]);
`,
    ],
  },
  {
    step: '06/7',
    file: 'store.ts',
    replace: [
      "_id: [span.traceId, span.id, span.kind ?? ''].join('-')",
      "_id: createHash('sha256').update(JSON.stringify(span)).digest('hex')",
    ],
  },
  {
    step: '06/7',
    file: 'store.ts',
    replace: [
      "import { Client } from '@opensearch-project/opensearch';",
      "import { createHash } from 'node:crypto';\nimport { Client } from '@opensearch-project/opensearch';",
    ],
  },
];
