// O Terraform que a pilha escreve: padrão, personalizado e AWS Academy.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../config/lab-config.ts';
import { LabStack } from '../../stacks/lab-stack.ts';

type Arguments = Record<string, unknown>;

interface Synthesized {
  provider: { aws: Arguments[] };
  terraform: { required_providers: { aws: { version: string } } };
  data: Record<string, Record<string, Arguments>>;
  resource: Record<string, Record<string, Arguments>>;
  output: Record<string, { value: Record<string, Record<string, string>> }>;
}

const outdir = mkdtempSync(join(tmpdir(), 'lab-stack-'));
afterAll(() => rmSync(outdir, { recursive: true }));

function synth(variables: Record<string, string> = {}) {
  const terminal = { ALLOWED_CIDR: '203.0.113.7/32', ...variables };
  const config = readConfig(terminal, {}, { url: 'https://git.example/turma/lab.git', ref: 'v1.0.0' });
  const text = Testing.synth(new LabStack(Testing.app({ outdir }), 'lab-otel', config), true);
  const json = JSON.parse(text) as Synthesized;
  const all = (type: string) => Object.values(json.resource[type] ?? {});
  return {
    text,
    json,
    all,
    has: (type: string, args: Arguments) => Testing.toHaveResourceWithProperties(text, type, args),
  };
}

const rules = (stack: ReturnType<typeof synth>) =>
  stack
    .all('aws_vpc_security_group_ingress_rule')
    .map(({ from_port, to_port, cidr_ipv4, ip_protocol }) => `${ip_protocol} ${from_port}-${to_port} ${cidr_ipv4}`);

describe('com o padrão', () => {
  const stack = synth();

  test('uma VM t3.medium em us-east-2, com disco gp3 cifrado de 20 GB', () => {
    expect(stack.json.provider.aws).toEqual([{ region: 'us-east-2', default_tags: [{ tags: { lab: 'lab-otel' } }] }]);
    expect(stack.all('aws_instance')).toHaveLength(1);
    expect(
      stack.has('aws_instance', {
        instance_type: 't3.medium',
        instance_initiated_shutdown_behavior: 'terminate',
        user_data_replace_on_change: true,
      }),
    ).toBe(true);
    const [vm] = stack.all('aws_instance');
    expect(vm.tags).toEqual({
      Name: 'lab-otel-01',
      lab: 'lab-otel',
      aluno: '01',
      'expira-em': '${timeadd(plantimestamp(), "8h")}',
    });
    // Sem a tag `lab`: o provedor apaga do estado do disco a que repete uma das padrão, e todo plano a poria de volta.
    expect(vm.root_block_device).toEqual({
      encrypted: true,
      volume_type: 'gp3',
      volume_size: 20,
      tags: { aluno: '01' },
    });
    expect(vm).not.toHaveProperty('key_name');
    expect(vm).not.toHaveProperty('user_data');
  });

  test('só o IMDSv2, a um salto', () => {
    const [vm] = stack.all('aws_instance');
    expect(vm.metadata_options).toEqual({
      http_endpoint: 'enabled',
      http_tokens: 'required',
      http_put_response_hop_limit: 1,
    });
  });

  test('o Ubuntu 24.04 vem do parâmetro público, e uma AMI nova não troca a VM', () => {
    const [parameter] = Object.values(stack.json.data.aws_ssm_parameter);
    expect(parameter.name).toBe('/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id');
    const [vm] = stack.all('aws_instance');
    expect(vm.ami).toMatch(/^\$\{data\.aws_ssm_parameter\.\w+\.insecure_value\}$/);
    expect(vm.lifecycle).toEqual({ ignore_changes: ['ami', 'tags["expira-em"]'] });
  });

  test('80 e 8080 só para ALLOWED_CIDR; mais nada entra, e 22 está fechada', () => {
    expect(rules(stack).toSorted()).toEqual(['tcp 80-80 203.0.113.7/32', 'tcp 8080-8080 203.0.113.7/32']);
    const [group] = stack.all('aws_security_group');
    expect(group).not.toHaveProperty('ingress');
    const [vm] = stack.all('aws_instance');
    expect(vm.vpc_security_group_ids).toEqual([expect.stringMatching(/^\$\{aws_security_group\.\w+\.id\}$/)]);
  });

  test('entra-se pelo Session Manager, com o mínimo de permissão', () => {
    expect(
      stack.has('aws_iam_role_policy_attachment', {
        policy_arn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
      }),
    ).toBe(true);
    expect(stack.all('aws_iam_role_policy_attachment')).toHaveLength(1);
    const [role] = stack.all('aws_iam_role');
    expect(role.path).toBe('/lab-otel/');
    expect(JSON.parse(role.assume_role_policy as string)).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
    });
    const [vm] = stack.all('aws_instance');
    expect(vm.iam_instance_profile).toMatch(/^\$\{aws_iam_instance_profile\.\w+\.name\}$/);
  });

  test('as saídas: os dois endereços, o app, o Jaeger, a conferência e o terminal', () => {
    const { vms } = stack.json.output;
    const vm = vms.value['lab-otel-01'];
    const [[address]] = Object.entries(stack.json.resource.aws_instance).map(([name]) => [`aws_instance.${name}`]);
    expect(vm).toEqual({
      publicIp: `\${${address}.public_ip}`,
      privateIp: `\${${address}.private_ip}`,
      sampleUrl: `http://\${${address}.public_ip}`,
      jaegerUrl: `http://\${${address}.public_ip}:8080`,
      verifyCommand: `npm run situacao -- http://\${${address}.public_ip}`,
      terminalUrl: `https://us-east-2.console.aws.amazon.com/systems-manager/session-manager/\${${address}.id}?region=us-east-2`,
    });
  });

  test('o provedor tem versão exata', () => {
    expect(stack.json.terraform.required_providers.aws.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('personalizada', () => {
  test('uma turma de 40: 40 VMs, e o que é comum continua um só', () => {
    const stack = synth({ STUDENTS: '40' });
    expect(stack.all('aws_instance')).toHaveLength(40);
    expect(stack.all('aws_security_group')).toHaveLength(1);
    expect(stack.all('aws_iam_role')).toHaveLength(1);
    const names = Object.keys(stack.json.output.vms.value);
    expect(names).toHaveLength(40);
    expect(names[0]).toBe('lab-otel-01');
    expect(names[39]).toBe('lab-otel-40');
    const tags = stack.all('aws_instance').map((vm) => (vm.tags as Record<string, string>).aluno);
    expect(new Set(tags).size).toBe(40);
  });

  test('arm64: outra imagem, outro tipo, e outro nome de recurso, porque a AMI de uma VM viva é ignorada', () => {
    const stack = synth({ ARCH: 'arm64' });
    const [parameter] = Object.values(stack.json.data.aws_ssm_parameter);
    expect(parameter.name).toContain('/arm64/');
    expect(stack.has('aws_instance', { instance_type: 't4g.medium' })).toBe(true);
    expect(Object.keys(stack.json.resource.aws_instance)).not.toEqual(Object.keys(synth().json.resource.aws_instance));
  });

  test('SSH_CIDR e KEY_NAME abrem a 22, e só para eles', () => {
    const stack = synth({ SSH_CIDR: '198.51.100.9/32', KEY_NAME: 'id_lab' });
    expect(rules(stack).filter((rule) => rule.includes('22-22'))).toEqual(['tcp 22-22 198.51.100.9/32']);
    expect(stack.has('aws_instance', { key_name: 'id_lab' })).toBe(true);
  });

  test('mudar ALLOWED_CIDR muda regras e nada mais: a VM fica', () => {
    const before = synth().json.resource;
    const after = synth({ ALLOWED_CIDR: '198.51.100.0/24,203.0.113.7/32' }).json.resource;
    const others = (resources: Synthesized['resource']) => ({
      ...resources,
      aws_vpc_security_group_ingress_rule: undefined,
    });
    expect(others(after)).toEqual(others(before));
    // As regras do endereço que ficou são os mesmos recursos de antes.
    expect(after.aws_vpc_security_group_ingress_rule).toMatchObject(before.aws_vpc_security_group_ingress_rule);
    expect(Object.keys(after.aws_vpc_security_group_ingress_rule)).toHaveLength(4);
  });

  test('outra ref troca a VM: os dados de usuário são outros', () => {
    const [before] = synth().all('aws_instance');
    const [after] = synth({ REPO_REF: 'v2.0.0' }).all('aws_instance');
    expect(after.user_data_base64).not.toBe(before.user_data_base64);
    expect(synth().all('aws_instance')[0].user_data_base64).toBe(before.user_data_base64);
  });
});

describe('AWS Academy', () => {
  const stack = synth({ PERFIL: 'academy', STUDENTS: '9', SSH_CIDR: '198.51.100.9/32' });

  test('nenhum recurso do IAM: usa o perfil e a chave que a conta já tem', () => {
    expect(Object.keys(stack.json.resource).filter((type) => type.startsWith('aws_iam'))).toEqual([]);
    expect(Object.keys(stack.json.data).filter((type) => type.startsWith('aws_iam'))).toEqual([]);
    expect(stack.all('aws_instance')).toHaveLength(9);
    for (const vm of stack.all('aws_instance')) {
      expect(vm).toMatchObject({ iam_instance_profile: 'LabInstanceProfile', key_name: 'vockey' });
    }
    expect(stack.json.provider.aws).toEqual([expect.objectContaining({ region: 'us-east-1' })]);
  });

  test('com SSH_CIDR, a chave vockey já basta', () => {
    expect(rules(stack)).toContain('tcp 22-22 198.51.100.9/32');
  });
});
