/** O Terraform que o `synth` de `iac/` escreve, lido pelo que interessa a quem vai criar a VM: quem a alcança, o que ela é e o que roda. */
import { gunzipSync } from 'node:zlib';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { fieldsOf } from '../../read-answer.ts';

export interface SynthesizedVm {
  instanceTypes: readonly string[];
  /** Desligada, deixa de existir. */
  endsWhenOff: boolean;
  /** Quem entra, e por onde. */
  doors: readonly { from: number; to: number; cidr: string }[];
  /** Horas até se desligar sozinha; `undefined` se nunca. */
  shutdownHours?: number;
  /** Sobe os contêineres quando liga. */
  runsCompose: boolean;
  /** As variáveis com que sobe. */
  env: Readonly<Record<string, string>>;
}

/** @param terraform O `cdk.tf.json`. @throws Error se não é o de `iac/`. */
export function readVm(terraform: string): SynthesizedVm {
  const resources = fieldsOf(fieldsOf(JSON.parse(terraform)).resource);
  const all = (type: string): Readonly<Record<string, unknown>>[] =>
    Object.values(fieldsOf(resources[type])).map(fieldsOf);
  const instances = all('aws_instance');
  const files = userFiles(String(instances[0]?.user_data_base64 ?? ''));
  const [, hours] = /OnBootSec=(\d+)h/.exec(files.text('lab-shutdown.timer')) ?? [];
  return {
    instanceTypes: instances.map((instance) => String(instance.instance_type)),
    endsWhenOff: instances.every((instance) => instance.instance_initiated_shutdown_behavior === 'terminate'),
    doors: all('aws_vpc_security_group_ingress_rule').map((rule) => ({
      from: Number(rule.from_port),
      to: Number(rule.to_port),
      cidr: String(rule.cidr_ipv4),
    })),
    ...(hours !== undefined && files.starts('lab-shutdown.timer') && { shutdownHours: Number(hours) }),
    runsCompose: /docker compose up/.test(files.text('lab-up.sh')) && files.starts('lab.service'),
    env: parseEnv(files.text('lab.env')) as Record<string, string>,
  };
}

/** O que o cloud-init escreve na VM, e o que ele manda o systemd começar. */
function userFiles(base64: string) {
  const cloudInit = fieldsOf(base64 === '' ? {} : parse(gunzipSync(Buffer.from(base64, 'base64')).toString('utf8')));
  const written = Array.isArray(cloudInit.write_files) ? cloudInit.write_files.map(fieldsOf) : [];
  const commands = Array.isArray(cloudInit.runcmd) ? cloudInit.runcmd.map(String) : [];
  return {
    text: (name: string): string =>
      String(written.find(({ path }) => String(path).endsWith(`/${name}`))?.content ?? ''),
    starts: (unit: string): boolean => commands.some((command) => /enable/.test(command) && command.includes(unit)),
  };
}
