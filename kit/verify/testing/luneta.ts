/** Uma Luneta de verdade para os testes desta pasta: o endereço da tela e o de onde mandar spans. */
import { startLuneta } from '../../luneta/start.ts';

export interface Backend {
  url: string;
  otlpUrl: string;
  /** Do agente do Jaeger, por UDP. */
  agentPort: number;
  close(): Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const off = 'off' as const;
  const { urls, ports, close } = await startLuneta({
    ports: {
      ui: 0,
      otlpHttp: 0,
      otlpGrpc: 0,
      jaegerCompact: off,
      jaegerBinary: 0,
      jaegerHttp: off,
      jaegerSampling: off,
      zipkin: off,
    },
  });
  return { url: urls.ui!, otlpUrl: urls.otlpHttp!, agentPort: ports.jaegerBinary!, close };
}
