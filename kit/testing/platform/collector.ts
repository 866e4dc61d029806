/** O Collector de verdade, com o mesmo config.yaml que o compose usa: só os endereços são outros. */
import path from 'node:path';
import { findRepoRoot } from '../../repo-root.ts';
import { installed } from './installed.ts';
import { NOBODY } from './nobody.ts';
import { type RunningServer, startServer } from '../../start-server.ts';

export const COLLECTOR_CONFIG = 'labs/plataforma/collector/config.yaml';
const NO_BACKEND = `http://${NOBODY}`;

/** Para onde ele manda. Sem um destes, é como se aquele backend estivesse fora do ar. */
export interface CollectorOptions {
  /** O endereço de remote write de um Prometheus. */
  prometheusWrite?: string;
  /** Onde um Zipkin recebe spans. */
  zipkinSpans?: string;
  /** As bases OTLP/HTTP do que faz as vezes do Jaeger, do Tempo e do Loki: uma Luneta serve. */
  jaegerOtlp?: string;
  tempoOtlp?: string;
  lokiOtlp?: string;
  /** Acrescentadas às do contrato, e à frente delas. */
  env?: Readonly<Record<string, string>>;
  /** Acrescentados aos da linha de comando: outro `--config`, que muda uma peça do primeiro. */
  args?: readonly string[];
}

export interface Collector extends Pick<RunningServer, 'pid' | 'log' | 'close'> {
  /** Bases de onde ele recebe. */
  otlpHttpUrl: string;
  otlpGrpcUrl: string;
  jaegerHttpUrl: string;
  /** Em UDP. */
  jaegerBinaryPort: number;
  healthUrl: string;
  /** As métricas dele mesmo, na página que o Prometheus coleta. */
  metricsUrl: string;
}

const PORTS = ['otlpGrpc', 'otlpHttp', 'jaegerBinary', 'jaegerHttp', 'health', 'metrics'] as const;

/** @throws Error se o binário não foi compilado, se ele recusa a configuração ou não fica pronto. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const binary = await installed('.ci/install-collector', 'otelcol');
  const { pid, ports, log, close } = await startServer({
    name: 'O Collector',
    howToInstall: 'Compile-o: .ci/install-collector',
    portCount: PORTS.length,
    commandLine: (numbers) => ({
      command: binary,
      args: ['--config', path.join(findRepoRoot(), COLLECTOR_CONFIG), ...(options.args ?? [])],
      env: collectorEnv(numbers, options),
    }),
    readyUrl: (numbers) => urlsOf(numbers).health,
  });
  const url = urlsOf(ports);
  return {
    otlpHttpUrl: url.otlpHttp,
    otlpGrpcUrl: url.otlpGrpc,
    jaegerHttpUrl: url.jaegerHttp,
    jaegerBinaryPort: ports[PORTS.indexOf('jaegerBinary')],
    healthUrl: url.health,
    metricsUrl: `${url.metrics}/metrics`,
    pid,
    log,
    close,
  };
}

/** As variáveis que o config.yaml lê, cada uma com um endereço só desta máquina. */
function collectorEnv(ports: readonly number[], options: CollectorOptions): Record<string, string> {
  const at = (name: (typeof PORTS)[number]): string => `127.0.0.1:${ports[PORTS.indexOf(name)]}`;
  const { jaegerOtlp = NO_BACKEND, tempoOtlp = NO_BACKEND, lokiOtlp = NO_BACKEND } = options;
  return {
    COLLECTOR_OTLP_GRPC: at('otlpGrpc'),
    COLLECTOR_OTLP_HTTP: at('otlpHttp'),
    COLLECTOR_JAEGER_BINARY: at('jaegerBinary'),
    COLLECTOR_JAEGER_HTTP: at('jaegerHttp'),
    COLLECTOR_HEALTH: at('health'),
    COLLECTOR_METRICS_HOST: '127.0.0.1',
    COLLECTOR_METRICS_PORT: String(ports[PORTS.indexOf('metrics')]),
    JAEGER_OTLP: jaegerOtlp,
    TEMPO_OTLP: tempoOtlp,
    LOKI_OTLP: lokiOtlp,
    ZIPKIN_SPANS: options.zipkinSpans ?? `${NO_BACKEND}/api/v2/spans`,
    PROMETHEUS_WRITE: options.prometheusWrite ?? `${NO_BACKEND}/api/v1/write`,
    ...options.env,
  };
}

function urlsOf(ports: readonly number[]): Record<(typeof PORTS)[number], string> {
  const entries = PORTS.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]);
  return Object.fromEntries(entries);
}
