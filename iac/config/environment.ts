import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** O arquivo de configuração do estudante; o modelo é `.env.example`. */
const FILE = new URL('../.env', import.meta.url);

/** As variáveis de `iac/.env`, ou nenhuma se o arquivo não existe. */
export function readEnvFile(file = FILE): Environment {
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/** Junta as variáveis do arquivo e, por cima delas, as do terminal. Uma variável vazia é como se não viesse. */
export function mergeEnvironments(file: Environment, terminal: Environment): Environment {
  const all = Object.entries({ ...file, ...terminal });
  return Object.fromEntries(all.map(([name, value]) => [name, value?.trim() || undefined]));
}
