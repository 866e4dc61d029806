import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { Construct } from 'constructs';
import { IAM_PATH, LAB } from './tags.ts';

/**
 * A entrada nas VMs pelo Session Manager: um terminal no navegador, sem chave e sem porta aberta. É o agente, que já vem
 * no Ubuntu da AWS, quem liga para fora.
 */
export class SessionAccess extends Construct {
  readonly instanceProfile: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new IamRole(this, 'role', {
      namePrefix: `${LAB}-`,
      path: IAM_PATH,
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
      }),
    });
    new IamRolePolicyAttachment(this, 'policy', {
      role: role.name,
      policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    });
    const profile = new IamInstanceProfile(this, 'profile', {
      namePrefix: `${LAB}-`,
      path: IAM_PATH,
      role: role.name,
    });
    this.instanceProfile = profile.name;
  }
}
