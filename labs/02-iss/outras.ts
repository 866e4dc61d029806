/**
 * Outras soluções de telemetry.ts, escritas como trocas na deste lab: só o que cada uma faz de outro jeito. As que não se
 * parecem com ela estão inteiras em `outras/`.
 */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const API = "import { metrics } from '@opentelemetry/api';";
const RESOURCES = "import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';";
const METER_IMPORT = "import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';";
const INTERVALS = `      exportIntervalMillis: EXPORT_INTERVAL_MS,
      exportTimeoutMillis: EXPORT_INTERVAL_MS,
`;
const AFTER_READERS = `    }),
  ],
});
metrics.setGlobalMeterProvider(meterProvider);`;
const BAGGAGE = "new BaggageSpanProcessor((key) => key === 'app.channel'),";

/** O intervalo padrão do SDK, 60 s: nada sai antes do fim, e é `stopTelemetry` quem entrega. */
const DEFAULT_INTERVAL: Replace = [INTERVALS, ''];
const ONE_SECOND: Replace = [INTERVALS, INTERVALS.replaceAll('EXPORT_INTERVAL_MS', '1000')];

/** Põe uma View no MeterProvider. */
function withView(view: string): Replace {
  return [AFTER_READERS, AFTER_READERS.replace('  ],\n', `  ],\n  views: [${view}],\n`)];
}

const TELEMETRY: Readonly<Record<string, readonly Replace[]>> = {
  // um detector seu, ao lado do que lê o ambiente; e o nome do serviço tirado do nome do arquivo
  '02/0': [
    [RESOURCES, "import { detectResources, envDetector, type ResourceDetector } from '@opentelemetry/resources';"],
    [
      "SERVICES[path.basename(process.argv[1] ?? '')] ?? 'iss';",
      `nameOf(process.argv[1] ?? 'iss');

/** Os dois de trás são chamados de serviços. */
function nameOf(file: string): string {
  const { name } = path.parse(file);
  return ['geolocator', 'iss-distance'].includes(name) ? \`\${name}-service\` : name;
}`,
    ],
    [
      `const resource = resourceFromAttributes({
  [ATTR_SERVICE_NAME]: serviceName,
  [ATTR_SERVICE_VERSION]: '1.0.0',
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'dev',
}).merge(detectResources({ detectors: [envDetector] }));`,
      `const programDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'service.name': serviceName,
      'service.version': '0.3.0-beta',
      'deployment.environment.name': 'dev',
    },
  }),
};
// O último da lista tem a última palavra.
const resource = detectResources({ detectors: [programDetector, envDetector] });`,
    ],
    ["{ unit: 's', description: 'Há quanto tempo o processo está no ar' }", "{ unit: 's' }"],
    DEFAULT_INTERVAL,
  ],
  // cada registro sai assim que é escrito, sem fila: num serviço que escreve muito, são viagens demais
  '02/1': [
    ['import { BatchLogRecordProcessor, LoggerProvider }', 'import { LoggerProvider, SimpleLogRecordProcessor }'],
    ['new BatchLogRecordProcessor({', 'new SimpleLogRecordProcessor({'],
    DEFAULT_INTERVAL,
  ],
  // as faixas do histograma numa View, de quem opera, sem tocar no código que mede
  '02/2': [
    [METER_IMPORT, METER_IMPORT.replace('{ ', '{ AggregationType, ')],
    withView(`
    {
      instrumentName: 'iss.distance',
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
        options: { boundaries: [1250, 2500, 5000, 10_000, 20_000] },
      },
    },
  `),
    ONE_SECOND,
  ],
  // o registro feito à mão, peça por peça; um lote mais apressado; e, no fim, um provider de cada vez
  '02/3.1': [
    [
      API,
      "import { context, metrics, trace } from '@opentelemetry/api';\n" +
        "import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';",
    ],
    [RESOURCES, RESOURCES.replace('{ ', '{ defaultResource, ')],
    ['const resource = resourceFromAttributes({', 'const known = resourceFromAttributes({'],
    ['\n}).merge(detectResources(', '\n});\nconst resource = defaultResource().merge(known).merge(detectResources('],
    [
      'new BatchSpanProcessor(new OTLPTraceExporter())',
      'new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 200, maxExportBatchSize: 64 })',
    ],
    [
      'tracerProvider.register();',
      'context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());\n' +
        'trace.setGlobalTracerProvider(tracerProvider);',
    ],
    [
      `  for (const result of await Promise.allSettled(providers.map((provider) => provider.shutdown())))
    if (result.status === 'rejected') console.error(\`A telemetria não foi toda entregue: \${result.reason}\`);`,
      `  // Primeiro os spans, que são os que mais se perdem.
  for (const provider of providers.toReversed()) {
    await provider.shutdown().catch((error: Error) => console.error(error.message));
  }`,
    ],
    ONE_SECOND,
  ],
  // com call.4.1.ts: só quem atende é instrumentado; quem pede abre o seu span à mão
  '02/4.1': [
    ["import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';\n", ''],
    [
      `registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new UndiciInstrumentation()],
});`,
      `registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
registerInstrumentations({ instrumentations: [new ExpressInstrumentation()] });`,
    ],
    DEFAULT_INTERVAL,
  ],
  // um processor seu no lugar do pronto: ele copia uma lista de chaves, e não o que vier
  '02/4.2': [
    [API, API.replace('metrics', 'metrics, propagation')],
    [
      'import { BatchSpanProcessor, NodeTracerProvider }',
      'import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor }',
    ],
    ["import { BaggageSpanProcessor } from '@opentelemetry/baggage-span-processor';\n", ''],
    [
      'const tracerProvider = ',
      `const COPIED = ['app.channel'];

/** O baggage do contexto em que o span nasce: o ativo, quase sempre. */
const channelProcessor: SpanProcessor = {
  onStart(span, parentContext) {
    const baggage = propagation.getBaggage(parentContext);
    for (const key of COPIED) {
      const entry = baggage?.getEntry(key);
      if (entry) span.setAttribute(key, entry.value);
    }
  },
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

const tracerProvider = `,
    ],
    [BAGGAGE, 'channelProcessor,'],
    DEFAULT_INTERVAL,
  ],
  // com geolocator.4.5.ts: o programa diz tudo, e quem opera escolhe, numa View, o que vira série
  '02/4.5': [
    [METER_IMPORT, METER_IMPORT.replace('{ ', '{ createAllowListAttributesProcessor, ')],
    withView(`
    {
      instrumentName: 'geolocator.lookups',
      attributesProcessors: [createAllowListAttributesProcessor(['geo.place.found'])],
    },
  `),
    [BAGGAGE, "new BaggageSpanProcessor((key) => key.startsWith('app.')),"],
    DEFAULT_INTERVAL,
  ],
};

export const outras: readonly Edit[] = Object.entries(TELEMETRY).flatMap(([step, trades]) =>
  trades.map((replace) => ({ step, file: 'telemetry.ts', replace })),
);
