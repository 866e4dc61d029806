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
 * @param hint O que as opções deste programa pedem, para as mal escritas; com a opção, se não pedem todas o mesmo.
 * @param seeHelp Onde ver todas.
 * @param argv O que foi escrito, para mostrar o valor recusado: o erro do `parseArgs` não o traz.
 */
export function badFlagError(
  error: unknown,
  hint: string | ((flag: string) => string),
  seeHelp: string,
  argv: readonly string[] = [],
): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  // O Node escreve '--only <value>' quando falta o valor.
  const message = error instanceof Error ? error.message : '';
  const [, name = ''] = /'([^']+?)(?: <value>)?'/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return new UsageError(`Opção desconhecida: ${name}. ${seeHelp}`);
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
    return new UsageError(`Argumento inesperado: "${name}". ${seeHelp}`);
  }
  // "Ambíguo" é o valor que começa com traço; fora ele, só resta o valor dado com "=" a quem não leva nenhum.
  const value = message.includes('ambiguous')
    ? argv.find((arg, i) => argv[i - 1] === name && arg.startsWith('-'))
    : argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const received = value === undefined ? '' : `; recebido: "${value}"`;
  return new UsageError(
    `Opção mal escrita: ${name} ${typeof hint === 'string' ? hint : hint(name)}${received}. ${seeHelp}`,
  );
}
