/** Os endereços de um backend, a partir da máquina e das portas: onde se olha, para onde se manda, e as variáveis do SDK. */
import type { Step } from '../../course/manifest.ts';
import { DEFAULT_PORTS } from '../../luneta/doors.ts';
import type { Luneta } from '../../luneta/start.ts';
import { UsageError } from '../../usage-error.ts';

export interface BackendAddress {
  /** Onde as páginas se abrem e a telemetria é consultada, sem barra no fim: http://localhost:16686 */
  url: string;
  /** Base do OTLP/HTTP: http://localhost:4318 */
  otlpUrl: string;
  /** Base do OTLP/gRPC: http://localhost:4317 */
  otlpGrpcUrl: string;
  /** As variáveis OTEL_* que fazem um programa mandar para cá por HTTP, com os nomes que o SDK de JavaScript lê. */
  env: Record<string, string>;
}

/**
 * @param url O endereço da tela; as outras portas são da mesma máquina.
 * @param ports As que não vêm têm o número padrão.
 * @param own Variáveis que passam à frente das nossas.
 * @throws UsageError se o endereço de uma delas não é um endereço.
 */
export function backendAddress(url: string, ports: Luneta['ports'], own: NodeJS.ProcessEnv = {}): BackendAddress {
  const { hostname } = new URL(url);
  const { otlpHttp, otlpGrpc, jaegerBinary, zipkin } = { ...DEFAULT_PORTS, ...ports };
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${hostname}:${otlpHttp}`,
    // Aqui é um nome, e não parte de um endereço: um IPv6 vai sem os colchetes.
    OTEL_EXPORTER_JAEGER_AGENT_HOST: hostname.replace(/^\[|\]$/g, ''),
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(jaegerBinary),
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://${hostname}:${zipkin}/api/v2/spans`,
  };
  for (const name of Object.keys(env) as (keyof typeof env)[]) env[name] = own[name] || env[name];
  env.OTEL_EXPORTER_OTLP_ENDPOINT = readEndpoint('OTEL_EXPORTER_OTLP_ENDPOINT', env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const otlpUrl = env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '');
  // A variável do SDK é uma só, e aqui vale para HTTP: quem mudou a porta de gRPC do seu Collector o diz nesta.
  const grpc = readEndpoint('LAB_OTLP_GRPC_ENDPOINT', own.LAB_OTLP_GRPC_ENDPOINT || `http://${hostname}:${otlpGrpc}`);
  const otlpGrpcUrl = grpc.replace(/\/+$/, '');
  return { url, otlpUrl, otlpGrpcUrl, env };
}

/** O valor de uma variável; `localhost:4317`, que se costuma escrever para gRPC, ganha o esquema. @throws UsageError */
function readEndpoint(name: string, text: string): string {
  const full = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(full) && /^https?:$/.test(new URL(full).protocol)) return full;
  throw new UsageError(`${name} precisa de um endereço, como http://localhost:4318; recebido: "${text}".`);
}

/** As variáveis de um programa que manda por este protocolo. Uma página, que o navegador roda, só sabe mandar por HTTP. */
export function otlpEnv(
  { env, otlpUrl, otlpGrpcUrl }: Pick<BackendAddress, 'env' | 'otlpUrl' | 'otlpGrpcUrl'>,
  protocol: Step['otlp'] = 'http',
): Record<string, string> {
  if (protocol === 'http') return env;
  return {
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpGrpcUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    BROWSER_OTLP_URL: otlpUrl,
  };
}

/** Um programa que lê estas variáveis, e não tem nenhuma, chega aqui? Sem elas ele manda às portas padrão desta máquina. */
export function isReachedWithout(variables: readonly string[], { env }: Pick<BackendAddress, 'env'>): boolean {
  const usual: Record<string, string> = backendAddress(`http://localhost:${DEFAULT_PORTS.ui}`, {}).env;
  return variables.every((name) => env[name] === usual[name]);
}
