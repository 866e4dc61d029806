/** De onde saem os tracers de um pipeline: um provider, um exporter, e tantos tracers quantos forem os ids. */
import {
  context,
  createContextKey,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { createExporter, type ExporterType } from './exporters';
import { warnIfLost } from './warning';

/** `BATCH` junta os spans e os manda de vez em quando; `SIMPLE` manda cada um assim que termina. */
export const PROCESSOR_TYPES = ['BATCH', 'SIMPLE'] as const;
export type ProcessorType = (typeof PROCESSOR_TYPES)[number];

export interface PipelineTracerOptions {
  /** Padrão: `BATCH`. */
  readonly processorType?: ProcessorType;
  /** Um dos quatro, ou um exporter seu. Padrão: `CONSOLE`. */
  readonly exporterType?: ExporterType | SpanExporter;
  /** O `service.name`. Padrão: o de OTEL_SERVICE_NAME ou OTEL_RESOURCE_ATTRIBUTES, que valem mais que este. */
  readonly serviceName?: string;
}

const PROCESSORS: Readonly<Record<ProcessorType, (exporter: SpanExporter) => SpanProcessor>> = {
  BATCH: (exporter) => new BatchSpanProcessor(exporter),
  SIMPLE: (exporter) => new SimpleSpanProcessor(exporter),
};

/**
 *   const pipeline = new PipelineTracer({ exporterType: 'OTLP', serviceName: 'pipelines' });
 *   const tracer = pipeline.getTracer('engine_test');
 *   …
 *   await pipeline.shutdown();
 *
 * O primeiro de um processo vira o provider global, com o contexto assíncrono: quem chama `trace.getTracer` cai nele. Os outros, e os que
 * encontram um provider de outro SDK, só valem para os tracers que eles mesmos dão; o lugar vaga quando o primeiro termina.
 */
export class PipelineTracer {
  readonly #provider: NodeTracerProvider;
  readonly #exporter: SpanExporter;
  #isGlobal: boolean;

  /** @throws TypeError se um tipo não é dos que existem. */
  constructor({ processorType = 'BATCH', exporterType = 'CONSOLE', serviceName }: PipelineTracerOptions = {}) {
    if (!Object.hasOwn(PROCESSORS, processorType)) {
      throw new TypeError(
        `processorType é ${PROCESSOR_TYPES.join(' ou ')}; recebido: ${JSON.stringify(processorType)}.`,
      );
    }
    this.#exporter = isExporter(exporterType) ? exporterType : createExporter(exporterType);
    this.#provider = new NodeTracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes(serviceName ? { [ATTR_SERVICE_NAME]: serviceName } : {}))
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [PROCESSORS[processorType](this.#exporter)],
    });
    this.#isGlobal = !hasGlobalProvider();
    if (!this.#isGlobal) return;
    // `null` é "deixe o que há": registrar de novo não muda nada, e o SDK reclama.
    this.#provider.register({
      ...(hasContextManager() ? { contextManager: null } : {}),
      ...(propagation.fields().length > 0 ? { propagator: null } : {}),
    });
  }

  /** @param id O nome do tracer: quem instrumentou. Aparece nos spans como `otel.scope.name`. */
  getTracer(id: string): Tracer {
    return this.#provider.getTracer(id);
  }

  /**
   * Manda agora o que está guardado, e espera chegar: no fim de cada execução de um trabalho que continua vivo. Se não chega, é um
   * aviso (`TelescopeWarning`): quem observa não derruba.
   */
  async forceFlush(): Promise<void> {
    await warnIfLost(() => this.#provider.forceFlush());
    // O lote que já tinha saído sozinho: o provider não espera por ele.
    await warnIfLost(async () => this.#exporter.forceFlush?.());
  }

  /** Manda o que está guardado e encerra: sem isto, um programa que termina leva junto os últimos spans. Avisa, como `forceFlush`. */
  async shutdown(): Promise<void> {
    // O provider encerra o exporter sem esperar pelo que ele está mandando.
    await this.forceFlush();
    await warnIfLost(() => this.#provider.shutdown());
    if (this.#isGlobal) trace.disable();
    this.#isGlobal = false;
  }
}

function isExporter(value: ExporterType | SpanExporter): value is SpanExporter {
  return typeof value === 'object' && value !== null && typeof value.export === 'function';
}

/** O provider de fábrica da API é um intermediário que ainda não tem a quem passar os pedidos. */
function hasGlobalProvider(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('telescope') !== undefined;
}

function hasContextManager(): boolean {
  const key = createContextKey('telescope');
  return context.with(ROOT_CONTEXT.setValue(key, true), () => context.active().getValue(key) === true);
}
