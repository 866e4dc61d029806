/** As variáveis de ambiente do app de exemplo: os endereços do backend, e nada que mude o que ele mostra. */
import type { Backend } from './backend/backend.ts';

/**
 * O padrão do SDK, 5 s, é bom para produção; quem espera o primeiro trace na tela não precisa esperar tanto.
 */
export const BATCH_DELAY_MS = 100;

/** Configurações que o aluno já tenha no terminal (outro endpoint, amostragem, nome) mudariam a demonstração. */
const IGNORED = /^(OTEL_.*|PORT|HOST)$/i;

export function appEnv(env: NodeJS.ProcessEnv, backend: Pick<Backend, 'env'>, port: number): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !IGNORED.test(name))),
    HOST: '127.0.0.1',
    PORT: String(port),
    ...backend.env,
    OTEL_BSP_SCHEDULE_DELAY: String(BATCH_DELAY_MS),
  };
}
