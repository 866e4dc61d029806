import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { IAM_PATH, LAB } from '../../constructs/tags.ts';
import { runProgram, type Outcome } from '../run-program.ts';
import { ec2Error, startFaultyAws, type Fault } from './faulty-aws.ts';
import { startMoto, type MotoServer } from './moto-server.ts';

const IAC = join(import.meta.dirname, '../..');
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'sa-east-1'];
const OURS = [{ Key: 'lab', Value: LAB }];
const ANOTHER = [{ Key: 'lab', Value: 'outro-lab' }];

const NOTHING_LEFT = 'Nada do lab';

let moto: MotoServer;

beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto?.stop());
beforeEach(() => fetch(`${moto.url}/moto-api/reset`, { method: 'POST' }));

test('uma conta limpa: diz onde olhou, e não conta o que é de outros nem o que já foi encerrado', async () => {
  await runInstance('us-east-1', ANOTHER);
  await runInstance('us-east-1', []);
  const ended = await runInstance('us-east-1', OURS);
  await ec2('us-east-1').terminateInstances({ InstanceIds: [ended] });
  await iam().createRole({ RoleName: 'de-outro', AssumeRolePolicyDocument: '{}' });

  const { Regions = [] } = await ec2('us-east-1').describeRegions();
  const { code, output } = await sweep({});

  expect(code).toBe(0);
  expect(output).toMatch(/^Nada do lab \(lab-otel\) sobrou na conta da chave que termina em MPLE\.\n/);
  expect(Regions.length).toBeGreaterThan(10);
  const regions = Regions.map(({ RegionName }) => RegionName);
  expect(output).toContain(`Onde olhei (${Regions.length + 1}): ${regions.join(', ')}, IAM.\n`);
});

test('o que sobrou: o que é, onde está e como se remove, na ordem em que se remove', async () => {
  const running = await runInstance('us-east-2', [...OURS, { Key: 'Name', Value: 'lab-otel-01' }]);
  const stopped = await runInstance('sa-east-1', OURS);
  await ec2('sa-east-1').stopInstances({ InstanceIds: [stopped] });
  const stranger = await runInstance('us-east-2', ANOTHER);
  const volume = await createVolume('us-east-2');
  const group = await createGroup('us-east-2');
  await createProfileWithRole('lab-otel-01x');

  const { code, output } = await sweep({});

  expect(code).toBe(1);
  expect(output).not.toContain(stranger);
  expect(output).not.toContain(NOTHING_LEFT);
  const when = String.raw`\d\d/\d\d/\d{4}, \d\d:\d\d:\d\d`;
  expect(output.split('\n')).toEqual([
    'Do lab (lab-otel), ainda existe na conta:',
    '',
    expect.stringMatching(`^  sa-east-1: instância ${stopped}, sem nome, stopped desde ${when}$`),
    `    aws ec2 terminate-instances --instance-ids ${stopped} --region sa-east-1`,
    expect.stringMatching(`^  us-east-2: instância ${running}, lab-otel-01, running desde ${when}$`),
    `    aws ec2 terminate-instances --instance-ids ${running} --region us-east-2`,
    `  us-east-2: volume ${volume}, 20 GB, available`,
    `    aws ec2 delete-volume --volume-id ${volume} --region us-east-2`,
    `  us-east-2: grupo de segurança ${group}, lab-otel-rede`,
    `    aws ec2 delete-security-group --group-id ${group} --region us-east-2`,
    '  IAM: perfil de instância lab-otel-01x',
    '    aws iam remove-role-from-instance-profile --instance-profile-name lab-otel-01x --role-name lab-otel-01x',
    '    aws iam delete-instance-profile --instance-profile-name lab-otel-01x',
    '  IAM: papel lab-otel-01x',
    '    https://console.aws.amazon.com/iam/home#/roles/details/lab-otel-01x (Delete)',
    '',
    expect.stringContaining('npx cdktf destroy'),
    expect.stringContaining('AWS Academy'),
    '',
  ]);
});

test('respostas em várias páginas: vê todas', async () => {
  const instances = await Promise.all(Array.from({ length: 7 }, () => runInstance('us-east-1', OURS)));
  for (const name of ['a', 'b', 'c']) await createProfileWithRole(name);
  const aws = await faultyAws(({ action, body }) => {
    if (action === 'DescribeInstances') body.set('MaxResults', '5');
    if (action === 'ListRoles') body.set('MaxItems', '1');
    return undefined;
  });

  const { code, output } = await sweep({ AWS_ENDPOINT_URL: aws.url });

  expect(code).toBe(1);
  for (const id of instances) expect(output).toContain(`instância ${id},`);
  expect(output.match(/IAM: papel [abc]$/gm)).toHaveLength(3);
  // O moto devolve os perfis de instância de qualquer caminho; a AWS, só os do que se pede.
  expect(aws.asked.find(({ action }) => action === 'ListInstanceProfiles')?.body.get('PathPrefix')).toBe(IAM_PATH);
});

test('PERFIL=academy: olha as duas regiões que ela permite, e não pergunta nada ao IAM', async () => {
  await runInstance('eu-west-1', OURS);
  await createProfileWithRole('lab-otel-01x');
  const aws = await faultyAws(() => undefined);

  const clean = await sweep({ AWS_ENDPOINT_URL: aws.url, PERFIL: 'academy' });
  expect(clean.output).toContain('Onde olhei (2): us-east-1, us-west-2.\n');
  expect(clean.code).toBe(0);
  expect(new Set(aws.asked.map(({ service, region }) => `${service} ${region}`))).toEqual(
    new Set(['ec2 us-east-1', 'ec2 us-west-2']),
  );

  const forgotten = await runInstance('us-west-2', OURS);
  const found = await sweep({ AWS_ENDPOINT_URL: aws.url, PERFIL: 'academy' });
  expect(found.output).toContain(`us-west-2: instância ${forgotten},`);
  expect(found.code).toBe(1);
});

test('uma só região recusou: diz qual, não diz que nada sobrou, e mostra o que viu nas outras', async () => {
  const aws = await faultyAws(({ region }) =>
    region === 'sa-east-1'
      ? ec2Error(403, 'UnauthorizedOperation', `You are not authorized. ${'x'.repeat(1000)}`)
      : undefined,
  );
  const clean = await sweep({ AWS_ENDPOINT_URL: aws.url });
  expect(clean.output).not.toContain(NOTHING_LEFT);
  expect(clean.output).toMatch(
    /^Não deu para olhar tudo; pode ter sobrado algo em: sa-east-1\.\nUnauthorizedOperation: /,
  );
  expect(clean.output.length).toBeLessThan(600);
  expect(clean.code).toBe(2);

  const forgotten = await runInstance('us-east-1', OURS);
  const found = await sweep({ AWS_ENDPOINT_URL: aws.url });
  expect(found.output).toContain(`us-east-1: instância ${forgotten},`);
  expect(found.output).toContain('sa-east-1');
  expect(found.code).toBe(2);
});

test('recusa no meio de uma região: o que já se viu nela aparece', async () => {
  const forgotten = await runInstance('us-east-1', OURS);
  const aws = await faultyAws(({ action }) =>
    action === 'DescribeVolumes' ? ec2Error(403, 'UnauthorizedOperation', 'No.') : undefined,
  );
  const { code, output } = await sweep({ AWS_ENDPOINT_URL: aws.url, PERFIL: 'academy' });
  expect(output).toContain(forgotten);
  expect(output).toContain('pode ter sobrado algo em: us-east-1, us-west-2.');
  expect(code).toBe(2);
});

test.each([
  ['ExpiredToken', 'As credenciais venceram'],
  ['ExpiredTokenException', 'As credenciais venceram'],
  ['RequestExpired', 'As credenciais venceram'],
  ['InvalidClientTokenId', 'não reconhece estas credenciais'],
  ['AccessDenied', 'não podem ver isso'],
  ['AlgoNovo', 'rode de novo'],
])('%s: o código, a mensagem da AWS e o que fazer', async (name, advice) => {
  const aws = await faultyAws(() => ec2Error(400, name, 'The original message.'));
  const { code, output } = await sweep({ AWS_ENDPOINT_URL: aws.url });
  expect(output).toContain(`${name}: The original message.\n`);
  expect(output).toContain(advice);
  expect(output).not.toContain(NOTHING_LEFT);
  expect(code).toBe(2);
});

test('uma chave que a AWS não conhece, e uma que não pode perguntar', async () => {
  await iam().createUser({ UserName: 'estudante' });
  const { AccessKey } = await iam().createAccessKey({ UserName: 'estudante' });
  await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  onTestFinished(async () => void (await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: 'inf' })));

  const unknown = await sweep({ PERFIL: 'academy' });
  expect(unknown.output).toMatch(/em: us-east-1, us-west-2\.\nAuthFailure: .*\nA AWS não reconhece estas credenciais/);
  expect(unknown.code).toBe(2);

  const powerless = await sweep({
    PERFIL: 'academy',
    AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey,
  });
  expect(powerless.output).toMatch(/(UnauthorizedOperation|AccessDenied): .*\nEstas credenciais não podem ver isso/);
  expect(powerless.code).toBe(2);
});

test('sem credenciais no terminal', async () => {
  const { code, output } = await sweep({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
  expect(output).toContain('todas as regiões');
  expect(output).toMatch(/CredentialsProviderError: .*\nNão há credenciais neste terminal/);
  expect(output).not.toContain(NOTHING_LEFT);
  expect(code).toBe(2);
});

test('um servidor que nunca responde: desiste', { timeout: 90_000 }, async () => {
  const aws = await faultyAws(() => 'silence');
  const { code, output } = await sweep({ AWS_ENDPOINT_URL: aws.url });
  expect(output).toMatch(/TimeoutError: .*\nA AWS não respondeu/);
  expect(output).not.toContain(NOTHING_LEFT);
  expect(code).toBe(2);
});

test('ninguém ouve no endereço da AWS', async () => {
  const { code, output } = await sweep({ AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}` });
  expect(output).toMatch(/ECONNREFUSED: .*\nA AWS não respondeu/);
  expect(output).not.toContain(NOTHING_LEFT);
  expect(code).toBe(2);
});

test.each(['DescribeRegions', 'DescribeInstances', 'DescribeSecurityGroups', 'ListRoles'])(
  'um proxy que responde a %s com a página dele: não é uma lista vazia',
  async (hijacked) => {
    const aws = await faultyAws(({ action }) =>
      action === hijacked ? { status: 200, body: '<html><body>Entre na rede da escola</body></html>' } : undefined,
    );
    const { code, output } = await sweep({ AWS_ENDPOINT_URL: aws.url });
    expect(output).toContain('A resposta não é da AWS');
    expect(output).not.toContain(NOTHING_LEFT);
    expect(code).toBe(2);
  },
);

/** Roda o comando como o `npm run varrer`, numa máquina que só tem o que o teste diz. */
function sweep(variables: Record<string, string | undefined>): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH,
    HOME: join(tmpdir(), 'casa-que-nao-existe'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: moto.url,
    PERFIL: 'propria',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'exemplo',
    ...variables,
  };
  return runProgram(process.execPath, ['--import', 'tsx', 'commands/sweep.ts'], { cwd: IAC, env });
}

/** Uma conta com quatro regiões: o moto as tem todas, e perguntar a quarenta em cada teste só o faz demorar. */
async function faultyAws(fault: Fault) {
  const aws = await startFaultyAws(moto.url, (question) => {
    if (question.action === 'DescribeRegions')
      REGIONS.forEach((name, at) => question.body.set(`RegionName.${at + 1}`, name));
    return fault(question);
  });
  onTestFinished(aws.stop);
  return aws;
}

/** O escopo da assinatura diz ao moto a região; a chave, ele não confere. */
function client(region: string) {
  return { region, endpoint: moto.url, credentials: { accessKeyId: 'teste', secretAccessKey: 'teste' } };
}

const ec2 = (region: string) => new EC2(client(region));
const iam = () => new IAM(client('us-east-1'));

async function runInstance(region: string, Tags: { Key: string; Value: string }[]): Promise<string> {
  const { Instances } = await ec2(region).runInstances({
    ImageId: 'ami-12c6146b',
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: Tags.length > 0 ? [{ ResourceType: 'instance', Tags }] : [],
  });
  return Instances![0].InstanceId!;
}

async function createVolume(region: string): Promise<string> {
  const { VolumeId } = await ec2(region).createVolume({
    AvailabilityZone: `${region}a`,
    Size: 20,
    TagSpecifications: [{ ResourceType: 'volume', Tags: OURS }],
  });
  return VolumeId!;
}

async function createGroup(region: string): Promise<string> {
  const { GroupId } = await ec2(region).createSecurityGroup({
    GroupName: 'lab-otel-rede',
    Description: 'lab',
    TagSpecifications: [{ ResourceType: 'security-group', Tags: OURS }],
  });
  return GroupId!;
}

async function createProfileWithRole(name: string): Promise<void> {
  await iam().createRole({ RoleName: name, Path: IAM_PATH, AssumeRolePolicyDocument: '{}' });
  await iam().createInstanceProfile({ InstanceProfileName: name, Path: IAM_PATH });
  await iam().addRoleToInstanceProfile({ InstanceProfileName: name, RoleName: name });
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
