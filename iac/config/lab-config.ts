import { z } from 'zod';
import { isWorld, parseCidrs } from './cidr.ts';
import { ConfigError } from './config-error.ts';
import { mergeEnvironments, readEnvFile, type Environment } from './environment.ts';
import { thisClone, type Repository } from './this-clone.ts';

/** O que se pode variar nas VMs, já conferido. */
export type LabConfig = ReturnType<typeof readConfig>;

/** O que o Learner Lab da AWS Academy tem e permite: "Service usage and other restrictions", na página do lab. */
const ACADEMY = {
  region: 'us-east-1',
  keyName: 'vockey',
  students: 9,
  sizes: /\.(nano|micro|small|medium|large)$/,
};
const DEFAULT_REGION = 'us-east-2';
const DEFAULT_INSTANCE = { amd64: 't3.medium', arm64: 't4g.medium' };

/** As regiões comerciais; as da China e as do governo americano são outra AWS, com outros endereços. */
const REGION = /^(us|eu|ap|sa|ca|me|af|il|mx)-(central|(north|south)?(east|west)|north|south)-\d$/;

/** Graviton tem um "g" depois da geração: t4g, m7gd, c6gn. A primeira de todas foi a a1. */
const GRAVITON = /^([a-z]+\d+[a-z]*g|a1\.)/;

/** Um nome que nunca existirá (RFC 2606): a VM diz que não tem de onde clonar, e não roda código de um estranho. */
const NO_REPOSITORY: Repository = { url: 'https://repositorio.invalid/lab-otel.git', ref: 'main' };

/** Cada variável, com a regra e o exemplo que a mensagem de erro mostra. */
const variables = z.object({
  PERFIL: choice(['propria', 'academy']),
  AWS_REGION: text(REGION, 'deve ser uma região da AWS', DEFAULT_REGION),
  ARCH: choice(['amd64', 'arm64']),
  INSTANCE_TYPE: text(
    /^[a-z]+\d[a-z0-9-]*\.(nano|micro|small|medium|(\d*x)?large|metal(-\d+xl)?)$/,
    'deve ser um tipo de instância: família, ponto e tamanho',
    't3.large',
  ),
  ALLOW_WORLD: choice(['false', 'true']),
  ALLOWED_CIDR: cidrs(),
  SSH_CIDR: cidrs().default([]),
  KEY_NAME: text(/^[\w .@+-]{1,255}$/, 'deve ser o nome de um par de chaves da conta', 'id_lab'),
  STUDENTS: integer(40, '20').default(1),
  REPO_URL: text(
    /^https:\/\/[a-z0-9.-]+(:\d{1,5})?\/[\w./~-]{1,200}$/i,
    'deve ser um endereço https, sem usuário nem senha',
    'https://github.com/turma/lab-otel.git',
  ),
  REPO_REF: text(
    /^(?!.*(\.\.|\/\/|\/\.|\.lock(\/|$)|[/.]$))\w[\w./-]{0,199}$/,
    'deve ser um commit, uma tag ou um branch',
    'v1.0.0',
  ),
  IMAGE: text(
    /^(?=.{1,255}$)[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)*(:(?!latest$)\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    'deve ser uma imagem de versão exata: com tag, e que não seja latest',
    'docker.io/turma/sample:1.0.0',
  ),
  AUTO_SHUTDOWN_HOURS: integer(168, '4').default(8),
});

type Variables = z.infer<typeof variables>;

export const VARIABLE_NAMES = Object.keys(variables.shape);

/** O que só se vê olhando mais de uma variável. */
function* contradictions(given: Variables): Generator<[name: keyof Variables, message: string]> {
  const { PERFIL, AWS_REGION, ARCH, INSTANCE_TYPE, STUDENTS, SSH_CIDR, KEY_NAME } = given;
  const world = [...given.ALLOWED_CIDR, ...SSH_CIDR].find(isWorld);
  if (world && given.ALLOW_WORLD !== 'true') {
    yield ['ALLOW_WORLD', `não veio, e "${world}" abre a VM ao mundo. Se é isso que você quer, diga: ALLOW_WORLD=true`];
  }
  if (INSTANCE_TYPE && GRAVITON.test(INSTANCE_TYPE) !== (ARCH === 'arm64')) {
    yield ['INSTANCE_TYPE', `não é ${ARCH}; veio "${INSTANCE_TYPE}". Mude ARCH, ou use ${DEFAULT_INSTANCE[ARCH]}`];
  }
  if (PERFIL === 'propria' && SSH_CIDR.length > 0 !== Boolean(KEY_NAME)) {
    yield [KEY_NAME ? 'SSH_CIDR' : 'KEY_NAME', 'não veio: SSH precisa de SSH_CIDR e de KEY_NAME'];
  }
  if (PERFIL !== 'academy') return;
  if (AWS_REGION && AWS_REGION !== ACADEMY.region) {
    yield ['AWS_REGION', `na AWS Academy é ${ACADEMY.region}, onde está a chave vockey; veio "${AWS_REGION}"`];
  }
  if (INSTANCE_TYPE && !ACADEMY.sizes.test(INSTANCE_TYPE)) {
    yield ['INSTANCE_TYPE', `na AWS Academy vai até large; veio "${INSTANCE_TYPE}". Exemplo: INSTANCE_TYPE=t3.large`];
  }
  if (STUDENTS > ACADEMY.students) {
    const why = 'A décima VM não liga, e com vinte a AWS desativa a conta; cada estudante pode usar a sua';
    yield ['STUDENTS', `na AWS Academy vai até ${ACADEMY.students}; veio "${STUDENTS}". ${why}`];
  }
}

/**
 * Lê e confere a configuração: a de `iac/.env` e, por cima dela, a do terminal.
 *
 * @param clone De onde a VM clona quando REPO_URL e REPO_REF não vêm.
 * @throws {ConfigError}
 */
export function readConfig(
  terminal: Environment = process.env,
  file: Environment = readEnvFile(),
  clone: Partial<Repository> = thisClone(),
) {
  const { data, error } = variables.safeParse(mergeEnvironments(file, terminal));
  const unknown = Object.keys(file).filter((name) => !VARIABLE_NAMES.includes(name));
  const problems = [
    ...unknown.map((name) => `${name}, no .env, não é uma variável do lab (credenciais da AWS não ficam nele)`),
    ...(error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
    ...[...(data ? contradictions(data) : [])].map((problem) => problem.join(' ')),
  ];
  if (!data || problems.length > 0) throw new ConfigError(problems);

  const academy = data.PERFIL === 'academy';
  return {
    profile: data.PERFIL,
    region: data.AWS_REGION ?? (academy ? ACADEMY.region : DEFAULT_REGION),
    architecture: data.ARCH,
    instanceType: data.INSTANCE_TYPE ?? DEFAULT_INSTANCE[data.ARCH],
    /** Faixas IPv4 que alcançam as portas 80 e 8080. */
    allowedCidrs: data.ALLOWED_CIDR,
    /** Faixas IPv4 que alcançam a porta 22. Vazia, a porta fica fechada. */
    sshCidrs: data.SSH_CIDR,
    keyName: data.KEY_NAME ?? (academy ? ACADEMY.keyName : undefined),
    /** Quantas VMs: uma por estudante. */
    students: data.STUDENTS,
    repository: {
      url: data.REPO_URL ?? variables.shape.REPO_URL.safeParse(clone.url).data ?? NO_REPOSITORY.url,
      ref: data.REPO_REF ?? clone.ref ?? NO_REPOSITORY.ref,
    },
    /** Imagem pronta do app. Sem ela, cada VM monta a sua. */
    image: data.IMAGE,
    autoShutdownHours: data.AUTO_SHUTDOWN_HOURS,
  };
}

/** O perfil e a região, e só: quem não cria nada não precisa dizer de onde se alcança a VM. @throws {ConfigError} */
export function readPlace(terminal: Environment = process.env, file: Environment = readEnvFile()) {
  const place = variables.pick({ PERFIL: true, AWS_REGION: true }).safeParse(mergeEnvironments(file, terminal));
  if (!place.data) throw new ConfigError(place.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  return { profile: place.data.PERFIL, region: place.data.AWS_REGION };
}

/** Verdadeiro quando ninguém disse de onde a VM clona: o deploy funciona, e a VM só tem a página de saúde. */
export const lacksRepository = ({ repository }: LabConfig) => repository.url === NO_REPOSITORY.url;

/** A mensagem de um valor: a regra, o que veio e um exemplo. O nome da variável entra na frente, em `readConfig`. */
function expected(rule: string, example: string) {
  return {
    error: ({ input, path = [] }: { input?: unknown; path?: PropertyKey[] }) =>
      `${rule}; veio "${withoutPassword(String(input))}". Exemplo: ${path.join('.')}=${example}`,
  };
}

/** Quem põe um token no endereço não o quer na tela, nem no log de quem o ajudar. */
function withoutPassword(value: string) {
  return value.replace(/\/\/[^/]*@/, '//…@');
}

function text(pattern: RegExp, rule: string, example: string) {
  return z.string().regex(pattern, expected(rule, example)).optional();
}

/** Sem vir, é o primeiro. */
function choice<const T extends [string, string]>(values: T) {
  return z.enum(values, expected(`deve ser ${values.join(' ou ')}`, values[1])).default(values[0] as T[0]);
}

function integer(max: number, example: string) {
  const digits = Array.from({ length: max }, (_, index) => String(index + 1));
  return z.enum(digits, expected(`deve ser um inteiro de 1 a ${max}`, example)).transform(Number);
}

function cidrs() {
  const missing = 'não veio. Ponha /32 depois do seu endereço, que está em https://checkip.amazonaws.com';
  return z.string(`${missing}. Exemplo: ALLOWED_CIDR=203.0.113.7/32`).transform((list, context) => {
    try {
      return parseCidrs(list);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}
