// Quem roda o teste do exercício 01e/2: contra a versão certa e contra cada defeituosa. Não é preciso mexer aqui.
//
// Um teste só vale pelo que reprova. Por isso os defeitos são postos de propósito, um de cada vez; com ferramentas que os
// inventam, isto se chama teste de mutação.

import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { type Defect, DEFECTS, placeOrder } from './checkout';

/** Lança se os spans não são os que deviam ser. */
export type CheckSpans = (spans: readonly ReadableSpan[]) => void | Promise<void>;

// O resultado de cada versão também é um span, e vai para o backend.
const reporter = new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'testes' }).merge(
    detectResources({ detectors: [envDetector] }),
  ),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
// Registrar liga também o contexto: sem ele, cobrar não acharia o pai.
reporter.register();
const tracer = reporter.getTracer('testes');

/** Os spans que a versão terminou. Um provider só dela: nada do que ela faz vai parar noutro lugar. */
async function spansOf(defect?: Defect): Promise<ReadableSpan[]> {
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] });
  placeOrder(provider.getTracer('checkout'), defect);
  await provider.forceFlush();
  return memory.getFinishedSpans();
}

async function tryVersion(check: CheckSpans, parent: Context, defect?: Defect): Promise<void> {
  const name = defect ?? 'versão certa';
  const spans = await spansOf(defect);
  let reason: string | undefined;
  try {
    await check(spans);
  } catch (error) {
    [reason] = String((error as Error).message).split('\n');
  }
  console.log(`${name}: ${reason === undefined ? 'aprovada' : `reprovada (${reason})`}`);
  const result = { 'test.case.name': name, 'test.case.result.status': reason === undefined ? 'pass' : 'fail' };
  tracer.startSpan(name, { attributes: result }, parent).end();
}

export async function tryVersions(check: CheckSpans): Promise<void> {
  const suite = tracer.startSpan('testes');
  for (const defect of [undefined, ...DEFECTS]) await tryVersion(check, trace.setSpan(ROOT_CONTEXT, suite), defect);
  suite.end();
  await reporter.shutdown().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
}
