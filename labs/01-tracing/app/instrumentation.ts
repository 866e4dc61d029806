// A instrumentação do servidor, num arquivo à parte porque precisa rodar antes de todo o resto.
//
// A instrumentação automática troca funções de http e de express por outras, que também criam spans. Ela só alcança o que
// for carregado depois dela.

import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const resource = resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'service_example' });

// #region 6 Monte e registre o provider do servidor
export const provider = new NodeTracerProvider({
  resource: resource.merge(detectResources({ detectors: [envDetector] })),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
// #endregion

// #region 6 Ligue a instrumentação de http e a de express
registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
});
// #endregion
