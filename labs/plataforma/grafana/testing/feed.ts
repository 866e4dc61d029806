/** Telemetria de números escolhidos, mandada por OTLP com o SDK: as peças que as levas de cada lab usam. */
import { type Context, type SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Um minuto: só se exporta quando se pede. */
const NEVER_MS = 60_000;

export interface Feeder {
  /** Manda uma leva e volta quando ela foi entregue. @returns O id do trace de uma das visitas. */
  visit(): Promise<string>;
  close(): Promise<void>;
}

/** Os que mandam a cada leva, e os que se fecham no fim. */
interface Provider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** @param visit Escreve uma leva. @param providers Os que a entregam. */
export function feederOf(visit: () => string, providers: readonly Provider[]): Feeder {
  return {
    async visit() {
      const id = visit();
      await Promise.all(providers.map((provider) => provider.forceFlush()));
      return id;
    },
    async close() {
      await Promise.allSettled(providers.map((provider) => provider.shutdown()));
    },
  };
}

export interface SpanPlan {
  operation: string;
  kind: SpanKind;
  durationMs: number;
  isError: boolean;
}

/** Um span que já terminou. @returns O contexto em que ele está ativo. */
export function spanOf(tracer: ReturnType<BasicTracerProvider['getTracer']>, plan: SpanPlan, parent: Context): Context {
  const endMs = Date.now();
  const span = tracer.startSpan(plan.operation, { kind: plan.kind, startTime: endMs - plan.durationMs }, parent);
  if (plan.isError) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endMs);
  return trace.setSpan(parent, span);
}

function resourceOf(service: string): Resource {
  return resourceFromAttributes({
    'service.name': service,
    'service.version': '1.0.0',
    'deployment.environment.name': 'dev',
  });
}

/** @param url A base: `http://127.0.0.1:4318`. */
export function tracesOf(service: string, url: string): BasicTracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  return new BasicTracerProvider({ resource: resourceOf(service), spanProcessors: [new BatchSpanProcessor(exporter)] });
}

export function metersOf(service: string, url: string): MeterProvider {
  const exporter = new OTLPMetricExporter({ url: `${url}/v1/metrics` });
  return new MeterProvider({
    resource: resourceOf(service),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: NEVER_MS })],
  });
}

export function logsOf(service: string, url: string): LoggerProvider {
  const exporter = new OTLPLogExporter({ url: `${url}/v1/logs` });
  return new LoggerProvider({ resource: resourceOf(service), processors: [new BatchLogRecordProcessor({ exporter })] });
}
