/** Opção escrita errado: a mensagem diz o que veio e como corrigir. Código de saída 2. */
export class UsageError extends Error {
  readonly code = 'bad_usage';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * O erro do `parseArgs` numa frase nossa: as mensagens dele são em inglês; os códigos, estáveis.
 * @param hint O que as opções deste programa pedem, para as mal escritas.
 * @param seeHelp Onde ver todas.
 */
export function badFlagError(error: unknown, hint: string, seeHelp: string): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  // O Node escreve '--only <value>' quando falta o valor.
  const [, name = ''] = /'([^']+?)(?: <value>)?'/.exec(error instanceof Error ? error.message : '') ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return new UsageError(`Opção desconhecida: ${name}. ${seeHelp}`);
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
    return new UsageError(`Argumento inesperado: "${name}". ${seeHelp}`);
  }
  return new UsageError(`Opção mal escrita: ${name} ${hint}. ${seeHelp}`);
}
