// Cada variável: o valor que serve, o que não serve, e uma mensagem que diz o que veio e dá um exemplo.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readEnvFile, type Environment } from '../../config/environment.ts';
import { ConfigError } from '../../config/config-error.ts';
import { lacksRepository, readConfig, VARIABLE_NAMES } from '../../config/lab-config.ts';

const CIDR = { ALLOWED_CIDR: '203.0.113.7/32' };
const CLONE = { url: 'https://git.example/turma/lab.git', ref: '0123456789abcdef0123456789abcdef01234567' };

const read = (terminal: Environment, file: Environment = {}) => readConfig(terminal, file, CLONE);

/** A mensagem com que estas variáveis são recusadas. */
function problemOf(terminal: Environment, file: Environment = {}): string {
  try {
    return `aceita: ${JSON.stringify(read({ ...CIDR, ...terminal }, file))}`;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

test('só com ALLOWED_CIDR: uma t3.medium em us-east-2, com o que este clone tem', () => {
  expect(read(CIDR)).toEqual({
    profile: 'propria',
    region: 'us-east-2',
    architecture: 'amd64',
    instanceType: 't3.medium',
    allowedCidrs: ['203.0.113.7/32'],
    sshCidrs: [],
    keyName: undefined,
    students: 1,
    repository: CLONE,
    image: undefined,
    autoShutdownHours: 8,
  });
});

test('todas as variáveis chegam à configuração', () => {
  const config = read({
    ALLOWED_CIDR: '203.0.113.7/32, 198.51.100.0/24 203.0.113.7/32',
    ALLOW_WORLD: 'false',
    SSH_CIDR: '203.0.113.9/32',
    KEY_NAME: 'id_lab',
    AWS_REGION: 'sa-east-1',
    INSTANCE_TYPE: 'm7gd.2xlarge',
    ARCH: 'arm64',
    STUDENTS: '40',
    REPO_URL: 'https://git.example:8443/outra/lab.git',
    REPO_REF: 'aula/03',
    AUTO_SHUTDOWN_HOURS: '168',
    PERFIL: 'propria',
    IMAGE: 'registro.example:5000/turma/sample:1.0.0',
  });
  expect(config).toEqual({
    profile: 'propria',
    region: 'sa-east-1',
    architecture: 'arm64',
    instanceType: 'm7gd.2xlarge',
    allowedCidrs: ['203.0.113.7/32', '198.51.100.0/24'],
    sshCidrs: ['203.0.113.9/32'],
    keyName: 'id_lab',
    students: 40,
    repository: { url: 'https://git.example:8443/outra/lab.git', ref: 'aula/03' },
    image: 'registro.example:5000/turma/sample:1.0.0',
    autoShutdownHours: 168,
  });
});

test('arm64 sem tipo: t4g.medium', () => {
  expect(read({ ...CIDR, ARCH: 'arm64' }).instanceType).toBe('t4g.medium');
});

test('AWS Academy: us-east-1 e a chave vockey', () => {
  const config = read({ ...CIDR, PERFIL: 'academy', STUDENTS: '9' });
  expect(config).toMatchObject({ region: 'us-east-1', keyName: 'vockey', students: 9, sshCidrs: [] });
});

test('o terminal vale mais que o .env, e vazio é como não vir', () => {
  const file = { ALLOWED_CIDR: '198.51.100.0/24', STUDENTS: '3', KEY_NAME: '', IMAGE: ' ' };
  expect(read({ STUDENTS: '5', AWS_REGION: '', ALLOWED_CIDR: '' }, file)).toMatchObject({
    allowedCidrs: ['198.51.100.0/24'],
    students: 5,
    region: 'us-east-2',
    keyName: undefined,
    image: undefined,
  });
});

test('ALLOW_WORLD=true aceita o mundo, dito em voz alta', () => {
  expect(read({ ALLOWED_CIDR: '0.0.0.0/0', ALLOW_WORLD: 'true' }).allowedCidrs).toEqual(['0.0.0.0/0']);
});

test.each([
  ['sem endereço nenhum', { ALLOWED_CIDR: '' }, 'checkip.amazonaws.com. Exemplo: ALLOWED_CIDR=203.0.113.7/32'],
  ['só separadores', { ALLOWED_CIDR: ' , ' }, 'ALLOWED_CIDR'],
  ['o mundo', { ALLOWED_CIDR: '0.0.0.0/0' }, 'ALLOW_WORLD=true'],
  ['o mundo entre outros', { ALLOWED_CIDR: '203.0.113.7/32,0.0.0.0/0' }, '"0.0.0.0/0" abre a VM ao mundo'],
  ['o mundo em duas metades', { ALLOWED_CIDR: '0.0.0.0/1,128.0.0.0/1' }, 'ALLOW_WORLD=true'],
  ['o mundo por SSH', { SSH_CIDR: '0.0.0.0/0', KEY_NAME: 'id_lab' }, 'abre a VM ao mundo'],
  ['sem o tamanho da faixa', { ALLOWED_CIDR: '203.0.113.7' }, 'Para um endereço só: 203.0.113.7/32'],
  ['um número grande demais', { ALLOWED_CIDR: '203.0.113.256/32' }, 'veio "203.0.113.256/32"'],
  ['uma faixa de 33 bits', { ALLOWED_CIDR: '203.0.113.7/33' }, 'veio "203.0.113.7/33"'],
  ['um endereço octal', { ALLOWED_CIDR: '0313.0.113.7/32' }, 'veio "0313.0.113.7/32"'],
  ['a mesma faixa escrita de outro jeito', { ALLOWED_CIDR: '203.0.113.7/032' }, 'veio "203.0.113.7/032"'],
  ['uma faixa que não começa no início', { ALLOWED_CIDR: '203.0.113.7/24' }, 'Use 203.0.113.0/24, ou 203.0.113.7/32'],
  ['a rede de casa', { ALLOWED_CIDR: '192.168.0.10/32' }, 'checkip.amazonaws.com'],
  ['a rede da operadora', { ALLOWED_CIDR: '100.64.1.0/24' }, 'da rede local'],
  ['a própria máquina', { ALLOWED_CIDR: '127.0.0.1/32' }, 'da rede local'],
  ['IPv6', { ALLOWED_CIDR: '2001:db8::1/128' }, 'só aceita IPv4'],
  ['texto', { ALLOWED_CIDR: 'minha-casa' }, 'veio "minha-casa"'],
  ['faixas demais', { ALLOWED_CIDR: Array.from({ length: 21 }, (_, i) => `203.0.113.${i}/32`).join() }, 'vieram 21'],
  ['ALLOW_WORLD que não é sim nem não', { ALLOW_WORLD: 'sim' }, 'deve ser false ou true; veio "sim"'],
  ['uma região que não existe', { AWS_REGION: 'us-est-2' }, 'veio "us-est-2". Exemplo: AWS_REGION=us-east-2'],
  ['uma região da China', { AWS_REGION: 'cn-north-1' }, 'veio "cn-north-1"'],
  ['uma zona no lugar da região', { AWS_REGION: 'us-east-2a' }, 'veio "us-east-2a"'],
  ['um tipo sem tamanho', { INSTANCE_TYPE: 't3' }, 'veio "t3". Exemplo: INSTANCE_TYPE=t3.large'],
  ['uma arquitetura desconhecida', { ARCH: 'x86' }, 'deve ser amd64 ou arm64; veio "x86"'],
  ['Graviton sem ARCH=arm64', { INSTANCE_TYPE: 't4g.small' }, 'não é amd64; veio "t4g.small"'],
  ['Intel com ARCH=arm64', { INSTANCE_TYPE: 'g5.xlarge', ARCH: 'arm64' }, 'não é arm64; veio "g5.xlarge"'],
  ['nenhum estudante', { STUDENTS: '0' }, 'de 1 a 40; veio "0"'],
  ['estudantes demais', { STUDENTS: '41' }, 'de 1 a 40; veio "41"'],
  ['meio estudante', { STUDENTS: '1.5' }, 'de 1 a 40; veio "1.5"'],
  ['estudantes em hexadecimal', { STUDENTS: '0x10' }, 'veio "0x10"'],
  ['horas demais', { AUTO_SHUTDOWN_HOURS: '169' }, 'de 1 a 168; veio "169"'],
  ['nunca desligar', { AUTO_SHUTDOWN_HOURS: '0' }, 'de 1 a 168; veio "0"'],
  ['SSH sem chave', { SSH_CIDR: '203.0.113.9/32' }, 'KEY_NAME não veio'],
  ['chave sem SSH', { KEY_NAME: 'id_lab' }, 'SSH_CIDR não veio'],
  ['uma expressão do Terraform', { SSH_CIDR: '203.0.113.9/32', KEY_NAME: '${file("x")}' }, 'KEY_NAME deve ser'],
  ['um endereço comprido demais', { REPO_URL: `https://git.example/${'a'.repeat(300)}` }, 'REPO_URL deve ser'],
  ['repositório por SSH', { REPO_URL: 'git@github.com:turma/lab.git' }, 'deve ser um endereço https'],
  ['senha no endereço', { REPO_URL: 'https://ana:segredo@git.example/lab.git' }, 'sem usuário nem senha'],
  ['uma opção no lugar da ref', { REPO_REF: '--upload-pack=reboot' }, 'deve ser um commit, uma tag ou um branch'],
  ['uma ref com linha nova', { REPO_REF: 'main\nX=1' }, 'REPO_REF deve ser'],
  ['uma ref que o git recusa', { REPO_REF: 'a..b' }, 'veio "a..b"'],
  ['uma imagem sem versão', { IMAGE: 'turma/sample' }, 'imagem de versão exata'],
  ['a imagem latest', { IMAGE: 'turma/sample:latest' }, 'que não seja latest'],
  ['um perfil desconhecido', { PERFIL: 'escola' }, 'deve ser propria ou academy; veio "escola"'],
  ['dez VMs na AWS Academy', { PERFIL: 'academy', STUDENTS: '10' }, 'desativa a conta'],
  [
    'outra região na AWS Academy',
    { PERFIL: 'academy', AWS_REGION: 'us-west-2' },
    'us-east-1, onde está a chave vockey',
  ],
  ['uma VM enorme na AWS Academy', { PERFIL: 'academy', INSTANCE_TYPE: 'm5.xlarge' }, 'vai até large'],
])('%s é recusado, com o motivo', (_, terminal, message) => {
  expect(problemOf(terminal)).toContain(message);
});

test('a senha que veio no endereço não aparece na mensagem', () => {
  const message = problemOf({ REPO_URL: 'https://ana:segredo@git.example/lab.git' });
  expect(message).toContain('git.example');
  expect(message).not.toContain('segredo');
});

test('todos os problemas vêm de uma vez', () => {
  const message = problemOf({ STUDENTS: '400', ARCH: 'x86', AWS_REGION: 'Ohio' });
  expect(message).toContain('"400"');
  expect(message).toContain('"x86"');
  expect(message).toContain('"Ohio"');
  expect(message).toContain('nada foi criado');
});

test('um nome errado no .env é apontado; um do terminal, que é de todos, não', () => {
  expect(problemOf({}, { ALOWED_CIDR: '203.0.113.7/32' })).toContain('ALOWED_CIDR');
  expect(problemOf({}, { AWS_SECRET_ACCESS_KEY: 'x' })).toContain('credenciais da AWS não ficam nele');
  expect(read({ ...CIDR, HOME: '/root', ALOWED_CIDR: 'x' }).students).toBe(1);
});

test('sem saber de onde clonar, o endereço é um que nunca existirá', () => {
  const config = readConfig(CIDR, {}, {});
  expect(config.repository.url).toMatch(/^https:\/\/[^/]+\.invalid\//);
  expect(lacksRepository(config)).toBe(true);
  expect(lacksRepository(read(CIDR))).toBe(false);
});

test('o endereço deste clone só vale se servisse em REPO_URL', () => {
  for (const url of [
    'https://[bad',
    'https://git.example/$(id)',
    "https://git.example/a'b",
    'https://git.example/?x',
  ]) {
    expect(lacksRepository(readConfig(CIDR, {}, { url, ref: CLONE.ref }))).toBe(true);
  }
});

test('.env: com a marca do Bloco de Notas serve; em UTF-16, ou sendo uma pasta, a mensagem diz o que há com ele', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = pathToFileURL(join(folder, '.env'));
  expect(readEnvFile(file)).toEqual({});
  writeFileSync(file, '\uFEFFALLOWED_CIDR=203.0.113.7/32\r\n');
  expect(readEnvFile(file)).toEqual(CIDR);
  writeFileSync(file, Buffer.from('ALLOWED_CIDR=203.0.113.7/32', 'utf16le'));
  expect(() => readEnvFile(file)).toThrow('UTF-8');
  rmSync(file);
  mkdirSync(file);
  expect(() => readEnvFile(file)).toThrow(ConfigError);
});

test('.env.example traz todas as variáveis e nenhuma outra, e preenchido serve', () => {
  const example = parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));
  expect(Object.keys(example).toSorted()).toEqual(VARIABLE_NAMES.toSorted());
  expect(read({}, { ...example, ...CIDR })).toEqual(read(CIDR));
});
