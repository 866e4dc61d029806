/** As dicas de quando um sinal que já chegava deixou de chegar. */
import type { HintStages } from '../../../kit/course/manifest.ts';

/** Já chegavam spans antes destes passos: parou quem os leva. */
export function noSpans(question: string): HintStages {
  return [
    question,
    'Quem leva os spans é o provider de telemetry.ts: um processor com o seu exporter, o register() e, no fim, o shutdown, que entrega o que ainda está na fila. Uma linha de erro na saída do programa (tecla o) costuma dizer qual deles se perdeu.',
    'Os três, em telemetry.ts: `spanProcessors: [new QuietStatusProcessor(), new BatchSpanProcessor(new OTLPTraceExporter())],`, depois `tracerProvider.register({ propagator: null });` e, em stopTelemetry, `const providers = [tracerProvider, meterProvider, loggerProvider];`',
  ];
}

/** Idem, das métricas, desde o passo 3. */
export function noMetrics(question: string): HintStages {
  return [
    question,
    'Há um MeterProvider só, o global, com dois leitores: um que empurra e um que espera. Um segundo MeterProvider, sem leitor, aceita tudo e não entrega nada; e um registrado tarde não vale para os instrumentos já criados.',
    'Em telemetry.ts, antes de qualquer instrumentação: `const meterProvider = new MeterProvider({ resource, readers });` e `metrics.setGlobalMeterProvider(meterProvider);`',
  ];
}
