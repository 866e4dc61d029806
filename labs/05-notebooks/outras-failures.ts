/** Outras soluções dos passos 5.1 a 5.4, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Other = readonly [file: string, from: string, to: string];

const OTHERS: Readonly<Record<string, readonly Other[]>> = {
  // o que o erro diz, tirado dele uma vez; o código de saída, sem interromper nada; e o resultado como o Databricks o deu
  '05/5.1': [
    [
      'notebook.ts',
      `      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      span.setAttribute('error.type', (error as Error).name);
`,
      `      const { name: type, message } = error as Error;
      span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message });
      span.recordException(error as Error);
`,
    ],
    [
      'notebook.ts',
      `    await stopTelemetry();
    console.error(error);
    // O job só falha se o processo falha.
    process.exit(1);
`,
      `    console.error(error);
    // O job só falha se o processo falha.
    process.exitCode = 1;
    await stopTelemetry();
`,
    ],
    [
      'run-notebook.ts',
      `      if (finished.outcome !== 'SUCCESS') {
        span.setStatus({ code: SpanStatusCode.ERROR, message: finished.error ?? finished.message });
        span.setAttribute('error.type', 'job_failed');
      }
`,
      `      const isBad = finished.result !== 'SUCCESS';
      if (isBad) span.setAttributes({ 'error.type': 'job_failed' }).setStatus({ code: SpanStatusCode.ERROR });
`,
    ],
  ],
  // um segundo, se não se diz quanto; a desistência num valor só; e o tipo do erro decidido de uma vez
  '05/5.2': [
    [
      'databricks.ts',
      "        await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);\n",
      `        const seconds = Number(response.headers.get('retry-after'));
        await delay(seconds > 0 ? seconds * 1000 : 1000);
`,
    ],
    [
      'run-notebook.ts',
      `  let run = await waitForRun(runId, settings.timeoutMs);
  const gaveUp = run.result === undefined;
  if (gaveUp) {
    await cancel(runId);
    run = await waitForRun(runId, CANCEL_MS);
  }
`,
      `  const seen = await waitForRun(runId, settings.timeoutMs);
  const gaveUp = !seen.result;
  const run = gaveUp ? await cancel(runId).then(() => waitForRun(runId, CANCEL_MS)) : seen;
`,
    ],
    [
      'run-notebook.ts',
      "        span.setAttribute('error.type', 'job_failed');\n",
      "        span.setAttribute('error.type', finished.gaveUp ? 'timeout' : 'job_failed');\n",
    ],
    ['run-notebook.ts', "      if (finished.gaveUp) span.setAttribute('error.type', 'timeout');\n", ''],
  ],
  // quem chama as etapas é que entrega, entre uma e outra
  '05/5.3': [
    ['notebook.ts', '      await flushTelemetry();\n', ''],
    [
      'notebook.ts',
      `  const { cents } = await step('transform', () => transform(orders));
`,
      `  await flushTelemetry();
  const { cents } = await step('transform', () => transform(orders));
  await flushTelemetry();
`,
    ],
  ],
  // um pedido, um trace: o id dele serve de chave
  '05/5.4': [
    ['run-notebook.ts', "import { randomUUID } from 'node:crypto';\n", ''],
    [
      'run-notebook.ts',
      'idempotencyKey ?? randomUUID()',
      'idempotencyKey ?? trace.getActiveSpan()?.spanContext().traceId',
    ],
  ],
};

export const failuresOthers: readonly Edit[] = Object.entries(OTHERS).flatMap(([step, others]) =>
  others.map(([file, from, to]) => ({ step, file, replace: [from, to] as const })),
);
