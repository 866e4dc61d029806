// O Databricks, o Spark da nuvem: spark/README.md conta de onde vêm as variáveis. Você não edita este arquivo.

import { type DatabricksSession, databricksSession, type SqlSession } from '@lab-otel/telescope';

/** O pacote tem 50 MB, e só fala com o Databricks: instala-o quem tem um. */
const PACKAGE = '@databricks/sql';
const VERSION = '2.1.0';

/** Do `DBSQLClient` do pacote, o que se usa aqui. */
export interface DatabricksClient {
  connect(options: {
    host: string;
    path: string;
    token: string;
    preserveBigNumericPrecision: boolean;
    telemetryEnabled: boolean;
  }): Promise<unknown>;
  openSession(): Promise<DatabricksSession>;
  close(): Promise<void>;
}

export class DatabricksConnectionError extends Error {
  override readonly name = 'DatabricksConnectionError';
  readonly code: 'databricks_not_configured' | 'databricks_not_installed' | 'databricks_unreachable';

  constructor(code: DatabricksConnectionError['code'], reason: string, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

/** O que cada variável é, e onde se acha. */
const VARIABLES = {
  DATABRICKS_SERVER_HOSTNAME: 'o endereço do SQL warehouse, em "Connection details": adb-….azuredatabricks.net',
  DATABRICKS_HTTP_PATH: 'o "HTTP path", na mesma página: /sql/1.0/warehouses/…',
  DATABRICKS_TOKEN: 'um token de acesso pessoal, em "Settings", "Developer"',
} as const;

/**
 * Abre uma sessão no SQL warehouse que as variáveis dizem.
 *
 * @param createClient Um cliente do pacote; padrão: o de verdade.
 * @throws DatabricksConnectionError se falta uma variável ou o pacote, ou se o Databricks não a abre.
 */
export async function openDatabricks(env: NodeJS.ProcessEnv, createClient = installedClient): Promise<SqlSession> {
  const missing = Object.entries(VARIABLES).filter(([name]) => !env[name]);
  if (missing.length > 0) {
    const list = missing.map(([name, what]) => `\n  ${name}: ${what}`).join('');
    throw new DatabricksConnectionError('databricks_not_configured', `Para usar o Databricks, falta dizer:${list}`);
  }
  const client = await createClient();
  try {
    await client.connect({
      host: env.DATABRICKS_SERVER_HOSTNAME ?? '',
      path: env.DATABRICKS_HTTP_PATH ?? '',
      token: env.DATABRICKS_TOKEN ?? '',
      // Sem isto, um BIGINT grande demais para um `number` chega arredondado, e ninguém fica sabendo.
      preserveBigNumericPrecision: true,
      // O pacote conta ao Databricks como é usado: a telemetria daqui é a nossa.
      telemetryEnabled: false,
    });
    return databricksSession(await client.openSession(), { disconnect: () => client.close() });
  } catch (error) {
    await client.close().catch(() => {});
    throw new DatabricksConnectionError(
      'databricks_unreachable',
      `O Databricks de ${env.DATABRICKS_SERVER_HOSTNAME} não abriu a sessão. Confira as três variáveis, se o token ainda vale e se ` +
        `o warehouse está ligado. O que ele disse: "${withoutToken(error, env.DATABRICKS_TOKEN ?? '')}".`,
    );
  }
}

/** Quem recusa um token costuma repeti-lo. */
function withoutToken(error: unknown, token: string): string {
  const { message } = Object(error) as { message?: unknown };
  return String(message ?? error).replaceAll(token, '<token>');
}

async function installedClient(): Promise<DatabricksClient> {
  try {
    // Numa variável: o TypeScript não procura um pacote que pode não estar aqui.
    const name: string = PACKAGE;
    const { DBSQLClient } = (await import(name)) as { DBSQLClient: new () => DatabricksClient };
    return new DBSQLClient();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // ERR_MODULE_NOT_FOUND ou MODULE_NOT_FOUND: depende de quem carrega os módulos.
    if (!String(code).endsWith('MODULE_NOT_FOUND')) throw error;
    throw new DatabricksConnectionError(
      'databricks_not_installed',
      `O pacote ${PACKAGE} não está instalado. Rode, na raiz do laboratório: npm install --no-save ${PACKAGE}@${VERSION}`,
      error,
    );
  }
}
