/**
 * `npm run varrer`: o que o lab deixou na conta, mesmo que o estado local tenha se perdido. Só olha, não remove nada.
 *
 * Sai com 0 se nada sobrou, 1 se sobrou algo e 2 se não deu para olhar tudo: o que ninguém viu não conta como limpo.
 */
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { readPlace } from '../config/lab-config.ts';
import { orExit } from '../config/or-exit.ts';
import { IAM_PATH, LAB } from '../constructs/tags.ts';
import { answered, explainAwsError, type AwsProblem } from './aws-errors.ts';

/** Algo que ficou, e o comando ou o endereço do console que o remove. */
type Leftover = readonly [description: string, removal: string];

/** O que se viu em um lugar (uma região, ou o IAM), até onde deu para olhar. */
interface Look {
  where: string;
  found: Leftover[];
  problem?: AwsProblem;
}

/** As que a AWS Academy permite. Lá, o lab não cria nada no IAM, nem pode perguntar. */
const ACADEMY_REGIONS = ['us-east-1', 'us-west-2'];
const BOUNDS = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, socketTimeout: 10_000 } };
const BY_TAG = { Filters: [{ Name: 'tag:lab', Values: [LAB] }] };
const HOW_TO_REMOVE = `Se o deploy foi nesta pasta: npx cdktf destroy. Sem ela, cole os comandos, nesta ordem, no CloudShell
(https://console.aws.amazon.com/cloudshell) ou, na AWS Academy, no terminal da página do lab.`;

// O SDK avisa, em inglês, que suas próximas versões não rodam no Node 20. A daqui é fixa.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { profile, region = 'us-east-1' } = orExit(readPlace, 2);
const home = new EC2({ ...BOUNDS, region });
/** As mesmas para todas as regiões: o programa que as fornece, se houver um, é chamado uma vez só. */
const { credentials } = home.config;

const lookAt = (name: string) => look(name, inRegion(name));
const looks = await (profile === 'academy' ? Promise.all(ACADEMY_REGIONS.map(lookAt)) : lookEverywhere());
const left = looks.flatMap(({ where, found }) => found.map(([what, removal]) => `  ${where}: ${what}\n    ${removal}`));
const blind = looks.filter(({ problem }) => problem);
if (left.length > 0) console.log(`Do lab (${LAB}), ainda existe na conta:\n\n${left.join('\n')}\n\n${HOW_TO_REMOVE}`);
for (const code of new Set(blind.map(({ problem }) => problem!.code))) {
  const same = blind.filter(({ problem }) => problem!.code === code);
  const { message, advice } = same[0].problem!;
  console.error(`Não deu para olhar tudo; pode ter sobrado algo em: ${same.map(({ where }) => where).join(', ')}.`);
  console.error(`${code}: ${message}\n${advice}\n`);
}
if (left.length + blind.length === 0) {
  const { accessKeyId } = await credentials();
  console.log(`Nada do lab (${LAB}) sobrou na conta da chave que termina em ${accessKeyId.slice(-4)}.`);
  console.log(`Onde olhei (${looks.length}): ${looks.map(({ where }) => where).join(', ')}.`);
}
process.exitCode = blind.length > 0 ? 2 : Math.min(left.length, 1);

async function lookEverywhere(): Promise<Look[]> {
  try {
    const { Regions } = await home.describeRegions();
    return await Promise.all([...answered(Regions).map((each) => lookAt(each.RegionName!)), look('IAM', inIam())]);
  } catch (error) {
    return [{ where: 'todas as regiões', found: [], problem: explainAwsError(error) }];
  }
}

async function look(where: string, leftovers: AsyncIterable<Leftover>): Promise<Look> {
  const found: Leftover[] = [];
  try {
    for await (const leftover of leftovers) found.push(leftover);
    return { where, found };
  } catch (error) {
    return { where, found, problem: explainAwsError(error) };
  }
}

/** Na ordem em que se remove: um grupo só sai depois das instâncias que o usam. */
async function* inRegion(name: string): AsyncGenerator<Leftover> {
  const ec2 = new EC2({ ...BOUNDS, region: name, credentials });
  const aws = (action: string, id?: string) => `aws ec2 ${action} ${id} --region ${name}`;
  for await (const { Reservations } of ec2.paginateDescribeInstances(BY_TAG)) {
    const instances = answered(Reservations).flatMap((reservation) => answered(reservation.Instances));
    for (const { InstanceId, State, LaunchTime, Tags } of instances) {
      if (State?.Name === 'terminated') continue;
      const vmName = Tags?.find(({ Key }) => Key === 'Name')?.Value ?? 'sem nome';
      const state = `${State?.Name} desde ${LaunchTime?.toLocaleString('pt-BR')}`;
      yield [`instância ${InstanceId}, ${vmName}, ${state}`, aws('terminate-instances --instance-ids', InstanceId)];
    }
  }
  for await (const { Volumes } of ec2.paginateDescribeVolumes(BY_TAG)) {
    for (const { VolumeId, State, Size } of answered(Volumes)) {
      const removal = State === 'available' ? aws('delete-volume --volume-id', VolumeId) : 'some com a instância dele';
      yield [`volume ${VolumeId}, ${Size} GB, ${State}`, removal];
    }
  }
  for await (const { SecurityGroups } of ec2.paginateDescribeSecurityGroups(BY_TAG)) {
    for (const { GroupId, GroupName } of answered(SecurityGroups)) {
      yield [`grupo de segurança ${GroupId}, ${GroupName}`, aws('delete-security-group --group-id', GroupId)];
    }
  }
}

async function* inIam(): AsyncGenerator<Leftover> {
  const iam = new IAM({ ...BOUNDS, region, credentials });
  for await (const { InstanceProfiles } of iam.paginateListInstanceProfiles({ PathPrefix: IAM_PATH })) {
    for (const { InstanceProfileName: name, Roles = [] } of answered(InstanceProfiles)) {
      const aws = (action: string) => `aws iam ${action} --instance-profile-name ${name}`;
      const detach = Roles.map(({ RoleName }) => `${aws('remove-role-from-instance-profile')} --role-name ${RoleName}`);
      yield [`perfil de instância ${name}`, [...detach, aws('delete-instance-profile')].join('\n    ')];
    }
  }
  for await (const { Roles } of iam.paginateListRoles({ PathPrefix: IAM_PATH })) {
    for (const { RoleName } of answered(Roles)) {
      yield [`papel ${RoleName}`, `https://console.aws.amazon.com/iam/home#/roles/details/${RoleName} (Delete)`];
    }
  }
}
