import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** O arquivo de configuração do estudante; o modelo é `.env.example`. */
const FILE = new URL('../.env', import.meta.url);

/** As variáveis de `iac/.env`, ou nenhuma se o arquivo não existe. @throws {ConfigError} Ele existe e não se lê. */
export function readEnvFile(file = FILE): Environment {
  if (!existsSync(file)) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`O arquivo .env não pôde ser lido: ${(error as Error).message}`]);
  }
  if (text.includes('\0')) throw new ConfigError(['O arquivo .env não está em UTF-8: abra-o no editor e salve nele.']);
  // O Bloco de Notas põe esta marca invisível no início.
  return parseEnv(text.replace(/^\uFEFF/, ''));
}

/** Junta as variáveis do arquivo e, por cima delas, as do terminal. Uma variável vazia é como se não viesse. */
export function mergeEnvironments(file: Environment, terminal: Environment): Environment {
  const filled = [...Object.entries(file), ...Object.entries(terminal)].filter(([, value]) => value?.trim());
  return Object.fromEntries(filled.map(([name, value]) => [name, value?.trim()]));
}
