import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from 'constructs';
import { PORTS } from './ports.ts';
import { LAB } from './tags.ts';

export interface NetworkAccessProps {
  /** Faixas IPv4 que alcançam o app (80) e a tela do Jaeger (8080). */
  readonly allowedCidrs: readonly string[];
  /** Faixas IPv4 que alcançam o SSH (22). @default nenhuma: a porta fica fechada */
  readonly sshCidrs?: readonly string[];
}

/**
 * Quem alcança as VMs. O que não está aqui (OTLP, a porta do agente) só existe dentro delas.
 *
 * Cada faixa é uma regra à parte, e não uma lista dentro do grupo: o endereço de quem está no celular muda, e trocar
 * uma regra não mexe nas VMs.
 */
export class NetworkAccess extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: NetworkAccessProps) {
    super(scope, id);
    // Sem vpcId, o grupo fica na VPC padrão da região, a mesma em que a VM nasce.
    const group = new SecurityGroup(this, 'group', {
      namePrefix: `${LAB}-`,
      description: 'VMs do laboratorio de observabilidade',
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;

    const allow = (name: string, port: number, cidrs: readonly string[]) => {
      for (const cidr of cidrs) {
        new VpcSecurityGroupIngressRule(this, `${name}-${cidr.replace('/', '-')}`, {
          securityGroupId: group.id,
          description: name,
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          cidrIpv4: cidr,
        });
      }
    };
    allow('sample', PORTS.sample, props.allowedCidrs);
    allow('jaeger-ui', PORTS.jaegerUi, props.allowedCidrs);
    allow('ssh', PORTS.ssh, props.sshCidrs ?? []);

    // Para fora, tudo: pacotes do Ubuntu, o repositório, imagens, e o agente do Session Manager.
    new VpcSecurityGroupEgressRule(this, 'egress', {
      securityGroupId: group.id,
      ipProtocol: '-1',
      cidrIpv4: '0.0.0.0/0',
    });
  }
}
