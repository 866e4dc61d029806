/** Para onde os spans vão. Os endereços vêm das variáveis que o SDK de cada um já lê. */
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { ConsoleSpanExporter, type SpanExporter } from '@opentelemetry/sdk-trace-node';

/**
 * `CONSOLE`, na tela. `OTLP`, a língua de hoje (OTEL_EXPORTER_OTLP_ENDPOINT). `JAEGER`, o agente que o Jaeger já abandonou
 * (OTEL_EXPORTER_JAEGER_AGENT_HOST e _PORT). `ZIPKIN`, mais velho que o OpenTelemetry (OTEL_EXPORTER_ZIPKIN_ENDPOINT).
 */
export const EXPORTER_TYPES = ['CONSOLE', 'OTLP', 'JAEGER', 'ZIPKIN'] as const;
export type ExporterType = (typeof EXPORTER_TYPES)[number];

const EXPORTERS: Readonly<Record<ExporterType, () => SpanExporter>> = {
  CONSOLE: () => new ConsoleSpanExporter(),
  OTLP: () => new OTLPTraceExporter(),
  JAEGER: () => new JaegerExporter(),
  ZIPKIN: () => new ZipkinExporter(),
};

/** @throws TypeError se o tipo não é um dos quatro. */
export function createExporter(type: ExporterType): SpanExporter {
  if (Object.hasOwn(EXPORTERS, type)) return EXPORTERS[type]();
  throw new TypeError(`exporterType é ${EXPORTER_TYPES.join(', ')}; recebido: ${JSON.stringify(type)}.`);
}
