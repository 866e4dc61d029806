/** Outras soluções dos passos 4.1 a 4.3, como trocas na deste lab. */
import type { Edit } from '../../kit/course/edit.ts';

type Other = readonly [file: string, from: string, to: string];

const OTHERS: Readonly<Record<string, readonly Other[]>> = {
  // o span criado e ativado em duas linhas; e a saída na promessa da entrega
  '05/4.1': [
    [
      'notebook.ts',
      "  return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {\n",
      "  const span = tracer.startSpan('Notebook Invoked', options, parent);\n  return context.with(trace.setSpan(parent, span), async () => {\n",
    ],
    [
      'notebook.ts',
      '    await stopTelemetry();\n    dbutils.notebook.exit(JSON.stringify(summary));\n',
      '    await stopTelemetry().then(() => dbutils.notebook.exit(JSON.stringify(summary)));\n',
    ],
  ],
  // o contexto num objeto só dele, que se junta aos parâmetros; e, do outro lado, só o parâmetro de que se precisa
  '05/4.2': [
    [
      'run-notebook.ts',
      '  propagation.inject(context.active(), parameters);\n',
      '  const carrier: Record<string, string> = {};\n  propagation.inject(context.active(), carrier);\n  Object.assign(parameters, carrier);\n',
    ],
    [
      'notebook.ts',
      'propagation.extract(ROOT_CONTEXT, dbutils.widgets.getAll())',
      "propagation.extract(ROOT_CONTEXT, { traceparent: dbutils.widgets.get('traceparent') })",
    ],
  ],
  // os rótulos ditos uma vez, e a duração com um nome que diz a unidade
  '05/4.3': [
    [
      'notebook.ts',
      "      stepDuration.record((performance.now() - startedMs) / 1000, { 'notebook.step': name });\n      stepRows.add(result.rows, { 'notebook.step': name });\n",
      "      const labels = { 'notebook.step': name };\n      stepRows.add(result.rows, labels);\n      const seconds = (performance.now() - startedMs) / 1000;\n      stepDuration.record(seconds, labels);\n",
    ],
  ],
};

export const notebookOthers: readonly Edit[] = Object.entries(OTHERS).flatMap(([step, others]) =>
  others.map(([file, from, to]) => ({ step, file, replace: [from, to] as const })),
);
