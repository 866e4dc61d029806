/** Um arquivo de variáveis, como o `.env` do compose. */
import { parseEnv } from 'node:util';
import { readSmallFile } from './read-small-file.ts';

/** `undefined` se não se lê. */
export function readEnvFile(file: string): Record<string, string> | undefined {
  try {
    // O Bloco de Notas põe uma marca invisível no começo.
    return parseEnv(readSmallFile(file).replace(/^\uFEFF/, '')) as Record<string, string>;
  } catch {
    return undefined;
  }
}
