import { Instance } from '@cdktf/provider-aws/lib/instance/index.js';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { encodeUserData, renderCloudInit, type CloudInitProps } from './cloud-init.ts';
import { PORTS } from './ports.ts';
import { LAB } from './tags.ts';

export interface LabVmProps extends CloudInitProps {
  /** De quem ela é, como "07": vai na tag `aluno`. */
  readonly student: string;
  readonly region: string;
  readonly ami: string;
  readonly architecture: 'amd64' | 'arm64';
  readonly instanceType: string;
  readonly securityGroupId: string;
  readonly instanceProfile: string;
  /** @default sem chave: entra-se pelo Session Manager */
  readonly keyName?: string;
}

const DISK_GB = 20;

/** A VM de um estudante: o app na porta 80, a tela e a API do Jaeger na 8080. */
export class LabVm extends Construct {
  /** O que interessa a quem vai usá-la; os endereços só existem depois do deploy. */
  readonly addresses: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: LabVmProps) {
    super(scope, id);
    const expiry = Fn.timeadd(Fn.plantimestamp(), `${props.autoShutdownHours}h`);
    // A arquitetura está no nome do recurso: sem a AMI, que se ignora abaixo, é ele que faz a troca criar outra VM.
    const instance = new Instance(this, props.architecture, {
      ami: props.ami,
      instanceType: props.instanceType,
      keyName: props.keyName,
      iamInstanceProfile: props.instanceProfile,
      vpcSecurityGroupIds: [props.securityGroupId],
      userDataBase64: encodeUserData(renderCloudInit(props)),
      userDataReplaceOnChange: true,
      // Parada, a VM ainda paga o disco: quando ela se desliga, deixa de existir.
      instanceInitiatedShutdownBehavior: 'terminate',
      // Só o IMDSv2, e a um salto: um contêiner, que está a dois, não lê as credenciais da VM.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      // A tag `lab` o disco ganha do provedor. Repetida aqui, todo plano teria uma mudança.
      rootBlockDevice: { encrypted: true, volumeType: 'gp3', volumeSize: DISK_GB, tags: { aluno: props.student } },
      tags: { Name: id, lab: LAB, aluno: props.student, 'expira-em': expiry },
      lifecycle: {
        // Não são motivo para mexer numa VM em uso: sai uma AMI por semana, e a hora do plano anda.
        ignoreChanges: ['ami', 'tags["expira-em"]'],
      },
    });

    const host = `http://${instance.publicIp}`;
    this.addresses = {
      publicIp: instance.publicIp,
      privateIp: instance.privateIp,
      sampleUrl: host,
      jaegerUrl: `${host}:${PORTS.jaegerUi}`,
      verifyCommand: `npm run situacao -- ${host}`,
      terminalUrl: `https://${props.region}.console.aws.amazon.com/systems-manager/session-manager/${instance.id}?region=${props.region}`,
    };
  }
}
