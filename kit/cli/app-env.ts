/** As variáveis de ambiente do app de exemplo: os endereços da Luneta, e nada que mude o que ele mostra. */
import type { Luneta } from '../luneta/start.ts';

/**
 * O padrão do SDK, 5 s, é bom para produção; quem espera o primeiro trace na tela não precisa esperar tanto.
 */
const BATCH_DELAY_MS = 100;

/** Configurações que o aluno já tenha no terminal (outro endpoint, amostragem, nome) mudariam a demonstração. */
const IGNORED = /^(OTEL_.*|PORT|HOST)$/i;

export function appEnv(env: NodeJS.ProcessEnv, ports: Luneta['ports'], port: number): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !IGNORED.test(name))),
    HOST: '127.0.0.1',
    PORT: String(port),
    OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(ports.jaegerBinary),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.otlpHttp}`,
    OTEL_BSP_SCHEDULE_DELAY: String(BATCH_DELAY_MS),
  };
}
