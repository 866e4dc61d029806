/** Uma configuração que não serve. A mensagem traz todos os problemas, com o valor que veio e um exemplo do que serve. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(['Configuração inválida; nada foi criado. Corrija e rode de novo:', ...problems].join('\n\n  ') + '\n');
  }
}
