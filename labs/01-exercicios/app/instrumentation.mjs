// A instrumentação do exercício 01e/4: a mesma do passo 01/6, num módulo ESM.

import { register } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

// #region 4 Ponha a instrumentação no caminho dos imports
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
// #endregion

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'servidor_esm' }).merge(
    detectResources({ detectors: [envDetector] }),
  ),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
});

// O servidor fechou, e o Node não tem mais o que fazer: antes de acabar, a fila.
process.once('beforeExit', () => {
  provider.shutdown().catch((error) => console.error(`Os spans não foram entregues: ${error.message}`));
});
