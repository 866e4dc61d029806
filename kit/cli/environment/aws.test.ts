import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { checkAws } from './aws.ts';
import { machine } from './testing/machine.ts';

const KEYS = 'aws_access_key_id = AKIA\naws_secret_access_key = abc\n';

async function check(env: NodeJS.ProcessEnv, files: Record<string, string> = {}) {
  const [found] = await checkAws(machine({ env, home: temporaryFolder(files) }));
  expect(found.code).toBe('aws');
  expect(found.fix === undefined).toBe(found.state === 'ok');
  return found;
}

test.each<[string, NodeJS.ProcessEnv, Record<string, string>, found: string]>([
  ['variáveis', { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'abc' }, {}, 'em AWS_ACCESS_KEY_ID;'],
  ['identidade web', { AWS_WEB_IDENTITY_TOKEN_FILE: 'x' }, {}, 'em AWS_WEB_IDENTITY_TOKEN_FILE;'],
  ['contêiner', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'x' }, {}, 'em AWS_CONTAINER_CREDENTIALS_FULL_URI;'],
  ['credentials', {}, { '.aws/credentials': `[default]\n${KEYS}` }, 'no perfil "default";'],
  ['CRLF e BOM', {}, { '.aws/credentials': `\ufeff[default]\n${KEYS}`.replaceAll('\n', '\r\n') }, 'perfil "default";'],
  ['config, com SSO', {}, { '.aws/config': '[default]\nsso_session = escola\n' }, 'no perfil "default";'],
  ['AWS_PROFILE', { AWS_PROFILE: 'aula' }, { '.aws/config': `[profile aula]\n${KEYS}` }, 'no perfil "aula";'],
  ['nome entre aspas', { AWS_PROFILE: 'a b' }, { '.aws/config': `[profile "a b"]\n${KEYS}` }, 'no perfil "a b";'],
])('acha: %s', async (_, env, files, found) => {
  expect(await check(env, files)).toMatchObject({ state: 'ok', found: expect.stringContaining(found) });
});

test.each<[string, NodeJS.ProcessEnv, Record<string, string>, found: RegExp, fix: RegExp]>([
  ['nada', {}, {}, /^Não achei credenciais/, /iac\/README\.md/],
  ['só meia chave', { AWS_ACCESS_KEY_ID: 'AKIA' }, {}, /mas AWS_SECRET_ACCESS_KEY, não/, /iac\/README\.md/],
  [
    'perfil sem chaves',
    {},
    { '.aws/config': '[default]\nregion = us-east-1\n', '.aws/credentials': '[default]\naws_access_key_id =\n' },
    /^O perfil "default" da AWS não tem chaves$/,
    /iac\/README\.md/,
  ],
  [
    'outro perfil',
    { AWS_PROFILE: 'aual' },
    { '.aws/credentials': `[aula]\n${KEYS}` },
    /no perfil "aual"/,
    /^Há outros: aula\./,
  ],
  [
    'sso-session não é perfil',
    { AWS_PROFILE: 'x' },
    { '.aws/config': '[sso-session x]\nsso_start_url = https://x\n' },
    /^Não achei credenciais/,
    /iac/,
  ],
  ['credentials.txt', {}, { '.aws/credentials.txt': `[default]\n${KEYS}` }, /credentials\.txt/, /^Tire o \.txt/],
])('não acha: %s', async (_, env, files, found, fix) => {
  const result = await check(env, files);
  expect(result.state).toBe('missing');
  expect(result.found).toMatch(found);
  expect(result.fix).toMatch(fix);
});

test('AWS_SHARED_CREDENTIALS_FILE e AWS_CONFIG_FILE valem mais que a pasta pessoal', async () => {
  const elsewhere = temporaryFolder({ chaves: `[default]\n${KEYS}`, vazio: '' });
  const home = { '.aws/credentials': `[default]\n${KEYS}`, '.aws/config': `[default]\n${KEYS}` };
  const empty = path.join(elsewhere, 'vazio');
  expect((await check({ AWS_SHARED_CREDENTIALS_FILE: path.join(elsewhere, 'chaves') })).state).toBe('ok');
  expect((await check({ AWS_SHARED_CREDENTIALS_FILE: empty, AWS_CONFIG_FILE: empty }, home)).state).toBe('missing');
});

test('nenhuma chave aparece no que se diz', async () => {
  const said = await Promise.all([
    check({}, { '.aws/credentials': `[default]\n${KEYS}` }),
    check({ AWS_ACCESS_KEY_ID: 'AKIA' }),
    check({ AWS_PROFILE: 'x' }, { '.aws/credentials': `[default]\n${KEYS}` }),
  ]);
  expect(JSON.stringify(said)).not.toContain('AKIA');
});
