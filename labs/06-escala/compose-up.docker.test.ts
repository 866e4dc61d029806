// O compose.yaml da escala no ar, num Docker de verdade, com figurantes no lugar das imagens: a ordem em que um espera pelo outro, os nomes
// que o DNS responde, e as tentativas de criar o tópico não dependem do que há dentro de cada uma.

import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PROFILES, type Profile, SCALE_FOLDER, startedBy } from './testing/compose-file.ts';

const run = promisify(execFile);
/** A única que a CI tem, além da do Jaeger: um Debian com o Node. */
const IMAGE = 'node:24-bookworm-slim';
const SLEEP = ['sleep', 'infinity'];
/** No lugar da ferramenta do Kafka: falha na primeira vez, como a de verdade quando os brokers ainda não se juntaram. */
const TOPICS = '#!/bin/bash\n[ -e /tmp/tried ] || { touch /tmp/tried; echo cedo; exit 1; }\necho "criado: $*"\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  await mkdir(path.join(folder, 'bin'));
  await writeFile(path.join(folder, 'bin/kafka-topics.sh'), TOPICS);
  await chmod(path.join(folder, 'bin/kafka-topics.sh'), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** O que cada figurante faz; o que não está aqui (a rede, as esperas, o comando do tópico) é o do compose.yaml. */
function standIn(name: string): Record<string, unknown> {
  const [kind = ''] = name.split('-');
  if (kind === 'topic') return { volumes: [`${folder}/bin:/opt/kafka/bin:ro`] };
  // A pergunta do Kafka é do bash, que este também tem: fica a dele.
  if (kind === 'kafka') return { command: ['node', '-e', "require('net').createServer().listen(9092)"] };
  if (kind === 'gateway') return { command: SLEEP };
  return { command: SLEEP, healthcheck: { test: ['CMD', 'true'] } };
}

/** Sobe o perfil até o fim das esperas. @returns Como falar com ele; no fim do teste, ele se vai. */
async function up(profile: Profile): Promise<(...args: string[]) => Promise<string>> {
  const override = path.join(folder, `${profile}.yaml`);
  const services = startedBy(profile).map(([name, { healthcheck }]) => {
    const { healthcheck: health = {}, ...rest } = standIn(name);
    const faster = healthcheck ? { healthcheck: { ...(health as object), interval: '500ms' } } : {};
    const changed = JSON.stringify({ image: IMAGE, ...rest, ...faster });
    // As portas são as de quem desenvolve; os limites, só quem manda na máquina pode aumentar.
    return `  ${name}: ${changed.slice(0, -1)}, "ports": !reset [], "ulimits": !reset null}`;
  });
  await writeFile(override, `services:\n${services.join('\n')}\n`);
  const compose = async (...args: string[]): Promise<string> => {
    const files = ['-f', path.join(SCALE_FOLDER, 'compose.yaml'), '-f', override];
    const project = ['--project-name', `lab-escala-test-${process.pid}`, '--profile', profile];
    const { stdout } = await run('docker', ['compose', ...files, ...project, ...args], {
      env: { ...process.env, COMPOSE_PROFILES: '' },
    });
    return stdout.trim();
  };
  onTestFinished(async () => {
    await compose('down', '--volumes', '--timeout', '0');
  });
  await compose('up', '--detach', '--pull', 'missing');
  return compose;
}

/** Os endereços que um nome tem, para quem pergunta de dentro da rede. */
async function addresses(compose: (...args: string[]) => Promise<string>, name: string): Promise<unknown> {
  const ask = `require('dns').lookup('${name}', { all: true, family: 4 }, (_, all = []) => console.log(all.length))`;
  return Number(await compose('exec', '-T', 'gateway', 'node', '-e', ask));
}

test.each(PROFILES)('%s: sobe inteiro, e o tópico existe antes de quem escreve e de quem lê', async (profile) => {
  const compose = await up(profile);
  const count = startedBy(profile, 'kafka-').length;
  const [[topic = ''] = []] = startedBy(profile, 'topic');

  const lines = (await compose('ps', '--all', '--format', '{{.Service}} {{.State}}')).split('\n');
  const expected = startedBy(profile).map(([name]) => `${name} ${name === topic ? 'exited' : 'running'}`);
  expect(lines.toSorted()).toEqual(expected.toSorted());
  const said = await compose('logs', '--no-log-prefix', topic);
  expect(said).toContain('cedo');
  expect(said).toContain('--create --if-not-exists --topic otlp_spans --partitions 6');
  expect(said).toContain(`--replication-factor ${count}`);

  expect(await addresses(compose, 'kafka')).toBe(count);
  expect(await addresses(compose, 'store')).toBe(startedBy(profile, 'store-').length);
  // Quem cai sai da lista: o próximo a perguntar não é mandado a ele.
  const [[first = ''] = []] = startedBy(profile, 'kafka-');
  await compose('kill', first);
  await expect.poll(() => addresses(compose, 'kafka'), { timeout: 20_000 }).toBe(count - 1);
  await compose('start', first);
  await expect.poll(() => addresses(compose, 'kafka'), { timeout: 20_000 }).toBe(count);
});
