// O que se pode rodar das imagens sem elas: o Collector confere o gateway.yaml, e o preparo da imagem do Kafka, que é uma classe do
// próprio Kafka, transforma o ambiente de cada broker na configuração dele, e formata a pasta.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { classPath, downloadJars, missingJars } from '../../kit/scale/jars.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { compose, readScaleFile, SCALE_FOLDER, type ScaleService } from './testing/compose-file.ts';

const run = promisify(execFile);
const java = (...args: string[]): Promise<{ stdout: string }> =>
  run('java', ['-Xmx256m', '-cp', classPath('kafka'), ...args], { maxBuffer: 2 ** 26 });

/** Toda propriedade que este Kafka conhece. */
let known: Set<string>;
beforeAll(async () => {
  await downloadJars(missingJars(process.env, ['kafka']));
  const { stdout } = await java('kafka.server.KafkaConfig');
  known = new Set(stdout.match(/(?<=id="brokerconfigs_)[^"]+/g));
}, 240_000);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function asText(environment: ScaleService['environment'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}

async function validateGateway(file: string, environment: ScaleService['environment']): Promise<unknown> {
  const binary = await installed('.ci/install-collector', 'otelcol');
  return run(binary, ['validate', '--config', file], { env: { PATH: process.env.PATH, ...asText(environment) } });
}

test('o Collector aceita o gateway.yaml, com o ambiente do compose e com os padrões dele', async () => {
  const file = path.join(SCALE_FOLDER, 'stack/gateway.yaml');
  for (const environment of [compose.services.gateway?.environment, {}]) {
    await expect(validateGateway(file, environment)).resolves.toMatchObject({ stderr: '' });
  }
});

// Se ele não estivesse lendo o arquivo, ou a variável, estes passariam.
test.each([
  ['uma chave que não existe', 'required_acks', 'required_ack', {}, 'required_ack'],
  ['um endereço que não é uma lista', '', '', { KAFKA_BROKERS: '{ kafka: 9092 }' }, 'brokers'],
])('e recusa %s', async (_, right, wrong, env, says) => {
  const file = path.join(await temporaryFolder(), 'gateway.yaml');
  await writeFile(file, readScaleFile('stack/gateway.yaml').replace(right, wrong));
  await expect(validateGateway(file, env)).rejects.toThrow(says);
});

/** O que a imagem faz antes de iniciar o broker. @returns As propriedades dele, e a marca que ficou na pasta. */
async function prepareBroker(environment: ScaleService['environment']): Promise<{ settings: string; mark: string }> {
  const folder = await temporaryFolder();
  const [defaults, mounted, final, data] = ['default', 'mounted', 'final', 'data'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string, string];
  await Promise.all([defaults, mounted, final, data].map((name) => mkdir(name)));
  // Os três que a imagem traz. Vazios: o que vale aqui é o que o ambiente diz.
  const brought = ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml'];
  await Promise.all(brought.map((name) => writeFile(path.join(defaults, name), '')));
  const flags = ['--default-configs-dir', defaults, '--mounted-configs-dir', mounted, '--final-configs-dir', final];
  await run('java', ['-Xmx256m', '-cp', classPath('kafka'), 'kafka.docker.KafkaDockerWrapper', 'setup', ...flags], {
    env: { PATH: process.env.PATH, ...asText(environment), KAFKA_LOG_DIRS: data },
  });
  return {
    settings: await readFile(path.join(final, 'server.properties'), 'utf8'),
    mark: await readFile(path.join(data, 'meta.properties'), 'utf8'),
  };
}

const brokers = Object.entries(compose.services).filter(([name]) => name.startsWith('kafka-'));

test.each(brokers)('%s: o preparo da imagem entende o ambiente, e tudo nele é do Kafka', async (name, service) => {
  const { environment = {} } = service;
  const { settings, mark } = await prepareBroker(environment);
  const lines = settings.split('\n').filter(Boolean);
  const listeners = `INTERNAL://${name}:9092,EXTERNAL://localhost:`;
  expect(lines).toContainEqual(expect.stringContaining(`advertised.listeners=${listeners}`));
  expect(lines).toContain(`min.insync.replicas=${environment.KAFKA_MIN_INSYNC_REPLICAS}`);
  expect(lines).toContain(`node.id=${environment.KAFKA_NODE_ID}`);
  // Um nome errado não dá erro: o Kafka o ignora, e fica o padrão.
  const names = lines.map((line) => line.slice(0, line.indexOf('=')));
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((one) => !known.has(one) && one !== 'controller.quorum.voters')).toEqual([]);
  expect(mark).toContain(`cluster.id=${environment.CLUSTER_ID}\n`);
  expect(mark).toContain(`node.id=${environment.KAFKA_NODE_ID}\n`);
});
