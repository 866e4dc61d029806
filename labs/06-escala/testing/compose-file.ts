/** O compose.yaml da escala, e os arquivos que ele monta, lidos com os valores que cada serviço recebe. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type ComposeService, withDefaults } from '../../plataforma/testing/compose-file.ts';

export const SCALE_FOLDER = path.resolve(import.meta.dirname, '..');
export const PROFILES = ['small', 'full'] as const;
export type Profile = (typeof PROFILES)[number];

export interface ScaleService extends Omit<ComposeService, 'depends_on'> {
  /** `no` é o de quem faz o seu trabalho e sai. */
  restart: string;
  networks?: { default: { aliases: string[] } };
  depends_on?: Record<string, { condition: string; required?: boolean }>;
}

/** Com os comentários. @param name Relativo à pasta do lab. */
export function readScaleFile(name: string): string {
  return readFileSync(path.join(SCALE_FOLDER, name), 'utf8');
}

/** `merge`: é o `<<` que traz o que há em comum. */
export const compose = parse(readScaleFile('compose.yaml'), { merge: true }) as {
  name: string;
  services: Record<string, ScaleService>;
  volumes: Record<string, null>;
};

/** O que sobe com este perfil. @param prefix Só os que começam assim. */
export function startedBy(profile: Profile, prefix = ''): [string, ScaleService][] {
  return Object.entries(compose.services).filter(
    ([name, { profiles = [] }]) => profiles.includes(profile) && name.startsWith(prefix),
  );
}

/** Um dos arquivos montados, como o lê quem tem este ambiente: cada `${env:NOME:-padrão}` é o que ele diz, ou o padrão. */
export function readConfig(name: string, env: ScaleService['environment'] = {}): unknown {
  const given = readScaleFile(name).replaceAll(/\$\{env:(\w+):-[^}]*\}/g, (whole, variable: string) =>
    variable in env ? String(env[variable]) : whole,
  );
  return parse(withDefaults(given), { merge: true });
}
