/** As variáveis de ambiente de um programa do aluno: as do terminal, menos as que mudariam o que ele faz, e as do lab. */

/**
 * NODE_OPTIONS carregaria código alheio; FORCE_COLOR poria códigos de cor no meio dos spans; PORT e HOST levariam um servidor
 * a outro lugar. E todas as OTEL_*, não só as que o lab dá: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, por exemplo, passa à frente
 * de OTEL_EXPORTER_OTLP_ENDPOINT. No Windows os nomes não distinguem maiúsculas.
 */
const IGNORED = /^(OTEL_.*|NODE_OPTIONS|FORCE_COLOR|PORT|HOST)$/i;

export function studentEnv(inherited: NodeJS.ProcessEnv, given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !IGNORED.test(name))), ...given };
}
