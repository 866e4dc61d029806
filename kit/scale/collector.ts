/** O gateway: um Collector que recebe dos programas e põe no Kafka. */
import path from 'node:path';
import { findRepoRoot } from '../repo-root.ts';
import type { ComponentSpec } from './component.ts';
import { kafkaAddresses, TOPIC } from './kafka.ts';
import type { ScalePorts } from './ports.ts';

/** O arquivo que o Docker também monta. */
export const GATEWAY_CONFIG = 'labs/06-escala/stack/gateway.yaml';

/** @param command O executável do Collector. */
export function collectorSpec(ports: ScalePorts, command: string): ComponentSpec {
  const at = (port: number): string => `127.0.0.1:${port}`;
  const health = at(ports.collectorHealth);
  return {
    name: 'collector',
    command,
    args: ['--config', path.join(findRepoRoot(), GATEWAY_CONFIG)],
    env: {
      COLLECTOR_OTLP_HTTP: at(ports.otlpHttp),
      COLLECTOR_OTLP_GRPC: at(ports.otlpGrpc),
      COLLECTOR_JAEGER_HTTP: at(ports.jaegerHttp),
      COLLECTOR_JAEGER_BINARY: at(ports.jaegerBinary),
      COLLECTOR_HEALTH: health,
      COLLECTOR_METRICS_HOST: '127.0.0.1',
      COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
      KAFKA_BROKERS: `[${kafkaAddresses(ports).join(', ')}]`,
      KAFKA_TOPIC: TOPIC,
      KAFKA_ENCODING: 'zipkin_json',
    },
    address: `http://${at(ports.otlpHttp)}`,
    isReady: async () => (await fetch(`http://${health}`, { signal: AbortSignal.timeout(2000) })).ok,
  };
}
