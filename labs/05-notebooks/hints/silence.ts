/** As dicas de um sinal que não chegou: este lab traz os três providers prontos, e o que se quebrou foi um deles. */
import type { HintStages } from '../../../kit/course/manifest.ts';

/** @param question A primeira dica, que é de cada passo. */
export function noSpans(question: string): HintStages {
  return [
    question,
    'Os pedidos HTTP da API já davam spans antes de você escrever uma linha: se nem esses chegam, foi o provider, em telemetry.ts, que parou de entregar. Um exporter sem processor em volta, um provider sem register() ou um shutdown no meio do caminho, que fecha de vez, calam tudo.',
    'Em telemetry.ts, como estava: `spanProcessors: spanExporters.map((exporter) => new BatchSpanProcessor(exporter)),` e `tracerProvider.register();`',
  ];
}

/** @param question A primeira dica, que é de cada passo. */
export function noLogs(question: string): HintStages {
  return [
    question,
    'Os logs têm um provider só deles, que não depende do dos spans: precisa de um processor para cada exporter, de ser registrado antes que alguém peça um logger, e de continuar aberto.',
    'Em telemetry.ts, como estava: `processors: logExporters.map((exporter) => new BatchLogRecordProcessor({ exporter })),` e `logs.setGlobalLoggerProvider(loggerProvider);`',
  ];
}

/** @param question A primeira dica, que é de cada passo. */
export function noMetrics(question: string): HintStages {
  return [
    question,
    'As métricas têm um provider só delas, com um leitor que as empurra de tempos em tempos e, no fim, pelo shutdown. O recurso vai com elas: é nele que está o id desta tentativa.',
    'Em telemetry.ts, como estava: `readers: metricExporters.map(` e `metrics.setGlobalMeterProvider(meterProvider);`',
  ];
}
