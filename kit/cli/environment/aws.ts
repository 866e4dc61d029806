/** Há credenciais da AWS onde o SDK e o Terraform as procuram? Se ainda valem, só a AWS sabe, e não se pergunta a ela. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

type AwsMachine = Pick<Machine, 'env' | 'home'>;
/** Os campos preenchidos de cada perfil. */
type Profiles = Map<string, Set<string>>;

/** Vêm de quem roda o processo: um CI, um contêiner. */
const OUTSIDE_VARIABLES = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
/** Qualquer um destes, num perfil, diz de onde vêm as chaves. */
const SOURCES = ['sso_session', 'sso_start_url', 'role_arn', 'credential_process', 'login_session'];

export async function checkAws({ env, home }: AwsMachine): Promise<EnvironmentCheck[]> {
  const { found, fix } = search(env, home);
  return [fix === undefined ? { code: 'aws', state: 'ok', found } : { code: 'aws', state: 'missing', found, fix }];
}

function search(env: NodeJS.ProcessEnv, home: string): { found: string; fix?: string } {
  const hasId = Boolean(env.AWS_ACCESS_KEY_ID);
  const hasSecret = Boolean(env.AWS_SECRET_ACCESS_KEY);
  if (hasId && hasSecret) return { found: texts.awsFromVariable('AWS_ACCESS_KEY_ID') };
  const outside = OUTSIDE_VARIABLES.find((name) => env[name]);
  if (outside !== undefined) return { found: texts.awsFromVariable(outside) };

  const credentials = env.AWS_SHARED_CREDENTIALS_FILE || path.join(home, '.aws', 'credentials');
  const config = env.AWS_CONFIG_FILE || path.join(home, '.aws', 'config');
  const profiles = readProfiles(credentials, config);
  const wanted = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default';
  const usable = [...profiles].filter(([, fields]) => isUsable(fields)).map(([name]) => name);
  if (usable.includes(wanted)) return { found: texts.awsFromProfile(wanted) };

  if (hasId !== hasSecret) return { found: texts.awsHalf(hasId), fix: texts.awsFix };
  if (usable.length > 0) return { found: texts.awsOtherProfiles(wanted), fix: texts.awsChooseProfile(usable) };
  // O Bloco de Notas acrescenta o .txt, e o Explorer o esconde.
  if (existsSync(`${credentials}.txt`)) return { found: texts.awsTxt, fix: texts.awsTxtFix };
  return { found: profiles.has(wanted) ? texts.awsEmptyProfile(wanted) : texts.noAws, fix: texts.awsFix };
}

function isUsable(fields: ReadonlySet<string>): boolean {
  return (
    (fields.has('aws_access_key_id') && fields.has('aws_secret_access_key')) ||
    SOURCES.some((field) => fields.has(field))
  );
}

function readProfiles(...files: readonly string[]): Profiles {
  const profiles: Profiles = new Map();
  for (const file of files) {
    let fields: Set<string> | undefined;
    for (const line of linesOf(file)) {
      const [, section] = /^\[\s*(.*?)\s*\]/.exec(line) ?? [];
      if (section !== undefined) {
        // Em `config` o perfil é "profile x", às vezes entre aspas; "sso-session x" e "services x" não são perfis.
        const name = section.replace(/^profile\s+/, '').replace(/^(["'])(.*)\1$/, '$2');
        fields = /^(sso-session|services)\s/.test(section) ? undefined : (profiles.get(name) ?? new Set());
        if (fields) profiles.set(name, fields);
        continue;
      }
      const [, field] = /^([a-z_]+)\s*=\s*\S/.exec(line) ?? [];
      if (field !== undefined) fields?.add(field);
    }
  }
  return profiles;
}

function linesOf(file: string): string[] {
  try {
    // O Bloco de Notas pode pôr uma marca de UTF-8 antes da primeira linha.
    return readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
  } catch {
    return [];
  }
}
