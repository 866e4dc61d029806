import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter/index.js';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { LabConfig } from '../config/lab-config.ts';
import { LabVm } from '../constructs/lab-vm.ts';
import { NetworkAccess } from '../constructs/network-access.ts';
import { SessionAccess } from '../constructs/session-access.ts';
import { LAB } from '../constructs/tags.ts';

/** O perfil de instância que já existe em toda conta da AWS Academy, onde não se pode criar outro. */
const ACADEMY_INSTANCE_PROFILE = 'LabInstanceProfile';

/** As VMs de uma turma, com o que elas têm em comum: quem as alcança, como se entra nelas e de que imagem nascem. */
export class LabStack extends TerraformStack {
  constructor(scope: Construct, id: string, config: LabConfig) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: config.region, defaultTags: [{ tags: { lab: LAB } }] });

    const network = new NetworkAccess(this, 'network', config);
    const instanceProfile =
      config.profile === 'academy' ? ACADEMY_INSTANCE_PROFILE : new SessionAccess(this, 'session').instanceProfile;
    // A Canonical publica aqui o número da AMI mais recente. `insecureValue`: não é segredo, e o diff o mostra.
    const ubuntu = new DataAwsSsmParameter(this, 'ubuntu', {
      name: `/aws/service/canonical/ubuntu/server/24.04/stable/current/${config.architecture}/hvm/ebs-gp3/ami-id`,
    });

    const students = Array.from({ length: config.students }, (_, index) => String(index + 1).padStart(2, '0'));
    const vms = students.map((student) => {
      const name = `${LAB}-${student}`;
      const vm = new LabVm(this, name, {
        ...config,
        student,
        ami: ubuntu.insecureValue,
        securityGroupId: network.securityGroupId,
        instanceProfile,
      });
      return [name, vm.addresses] as const;
    });
    new TerraformOutput(this, 'vms', { value: Object.fromEntries(vms), staticId: true });
  }
}
