/** Pedidos de métricas e de logs escritos pelos serializadores oficiais, com todo tipo de instrumento. */
import { SeverityNumber } from '@opentelemetry/api-logs';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

export interface Sample {
  json: Uint8Array;
  protobuf: Uint8Array;
  /** Pontos ou registros que o pedido leva. */
  count: number;
}

class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const resource = resourceFromAttributes({ 'service.name': 'loja', lista: ['a', 'b'] });

export async function metricsSample(): Promise<Sample> {
  const reader = new ManualReader();
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'exponencial', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('teste', '1.0.0');
  const counter = meter.createCounter('contador', { unit: '1', description: 'Ações' });
  counter.add(1, { rota: '/a' });
  counter.add(2, { rota: '/b' });
  meter.createUpDownCounter('sobe-desce').add(-3);
  meter.createHistogram('histograma').record(12.5, { rota: '/a' });
  meter.createHistogram('exponencial').record(0.25);
  meter.createObservableGauge('medidor').addCallback((result) => result.observe(0.5, { cpu: 0 }));
  const { resourceMetrics, errors } = await reader.collect();
  await provider.shutdown();
  if (errors.length > 0) throw new Error(String(errors[0]));
  return {
    json: required(JsonMetricsSerializer.serializeRequest(resourceMetrics)),
    protobuf: required(ProtobufMetricsSerializer.serializeRequest(resourceMetrics)),
    count: 6,
  };
}

export async function logsSample(): Promise<Sample> {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('teste', '1.0.0');
  logger.emit({ severityNumber: SeverityNumber.WARN, severityText: 'WARN', body: 'atenção', attributes: { n: 1 } });
  logger.emit({ eventName: 'pedido', body: { itens: [1, 'dois', { três: true }], vazio: null } });
  logger.emit({ body: new Uint8Array([1, 2, 3]) });
  await provider.forceFlush();
  const records = exporter.getFinishedLogRecords();
  if (records.length !== 3) throw new Error(`o SDK guardou ${records.length} registros`);
  const sample = {
    json: required(JsonLogsSerializer.serializeRequest(records)),
    protobuf: required(ProtobufLogsSerializer.serializeRequest(records)),
    count: 3,
  };
  await provider.shutdown();
  return sample;
}

function required(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new Error('o otlp-transformer não serializou');
  return bytes;
}
