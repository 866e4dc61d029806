/** Um arquivo do Compose lido como o Compose o lê quando ninguém definiu variável nenhuma. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const PLATFORM_FOLDER = path.resolve(import.meta.dirname, '..');

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string; args: Record<string, string> };
  command?: string[];
  profiles?: string[];
  /** `null` é a variável que vem do terminal, ou do .env. */
  environment?: Record<string, string | number | null>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[] };
  mem_limit?: string;
  develop?: { watch: { action: string; path: string; target: string }[] };
}

export interface ComposeFile {
  name: string;
  services: Record<string, ComposeService>;
  volumes?: Record<string, null>;
  networks: { default: { name: string; external?: boolean } };
}

/** `${NOME:-padrão}` vira o padrão, e `${env:NOME:-padrão}`, a forma do Collector, também. */
export function withDefaults(text: string): string {
  return text.replaceAll(/\$\{(?:env:)?\w+:-([^}]*)\}/g, '$1');
}

/** O texto como está escrito, com os comentários. */
export function readPlatformFile(name: string): string {
  return readFileSync(path.join(PLATFORM_FOLDER, name), 'utf8');
}

/** @param variables `true` deixa as `${VARIÁVEIS}` como estão. */
export function readCompose(name: string, { variables = false } = {}): ComposeFile {
  const text = readPlatformFile(name);
  // `merge`: é o `<<` que traz o que há em comum.
  return parse(variables ? text : withDefaults(text), { merge: true }) as ComposeFile;
}

/** "256m" e "160MiB" são MiB. */
export function mib(size: string): number {
  const [, number = ''] = /^(\d+)(?:m|MiB)$/.exec(size) ?? [];
  if (number === '') throw new Error(`"${size}" não é um tamanho em MiB: escreva 256m ou 256MiB.`);
  return Number(number);
}
