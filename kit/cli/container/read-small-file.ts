/** Ler o que o aluno escreveu, ou apontou: um dispositivo, ou um tubo, nunca acabaria de ser lido. */
import { readFileSync, statSync } from 'node:fs';

/** Um compose.yaml, ou um arquivo de variáveis, cabe muitas vezes nisto. */
export const MAX_FILE_BYTES = 256 * 1024;

/** O texto. @throws Error se não é um arquivo, se é grande demais ou se não se lê. */
export function readSmallFile(file: string): string {
  const found = statSync(file);
  if (!found.isFile()) throw new Error('não é um arquivo');
  if (found.size > MAX_FILE_BYTES) throw new Error('é grande demais');
  return readFileSync(file, 'utf8');
}
