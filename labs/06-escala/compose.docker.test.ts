// O compose.yaml da escala lido pelo Compose de verdade, que confere o esquema, e diz o que cada perfil teria no ar. Nenhuma imagem se baixa.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { mib } from '../plataforma/testing/compose-file.ts';
import { PROFILES, type Profile, readScaleFile, SCALE_FOLDER, startedBy } from './testing/compose-file.ts';

const run = promisify(execFile);

interface Resolved {
  services: Record<
    string,
    {
      image: string;
      command: string[] | null;
      mem_limit: string;
      depends_on?: Record<string, { condition: string }>;
      environment?: Record<string, string>;
      ports?: { host_ip: string; published: string; target: number }[];
      volumes?: { type: string; source: string; read_only?: boolean }[];
    }
  >;
}

/** O que o Compose entende do arquivo. @throws Error com o que ele diz de uma parte que não é da especificação. */
async function config(profile: Profile, file = 'compose.yaml'): Promise<Resolved> {
  const args = ['compose', '-f', file, '--project-directory', SCALE_FOLDER, '--profile', profile, 'config'];
  const { stdout } = await run('docker', [...args, '--format', 'json'], {
    cwd: SCALE_FOLDER,
    env: { ...process.env, COMPOSE_PROFILES: '' },
  });
  return JSON.parse(stdout) as Resolved;
}

test.each(PROFILES)(
  '%s: o Compose vê os serviços que escrevemos, e nenhuma espera por quem não sobe',
  async (profile) => {
    const { services } = await config(profile);
    const written = startedBy(profile);
    expect(Object.keys(services).toSorted()).toEqual(written.map(([name]) => name).toSorted());
    for (const [name, service] of written) {
      const resolved = services[name]!;
      expect(resolved.image).toBe(service.image);
      expect(Number(resolved.mem_limit)).toBe(mib(service.mem_limit ?? '') * 2 ** 20);
      const needed = Object.keys(service.depends_on ?? {}).filter((one) => one in services);
      expect(Object.keys(resolved.depends_on ?? {}).filter((one) => one in services)).toEqual(needed.toSorted());
    }
    const ports = Object.values(services).flatMap(({ ports: published = [] }) => published);
    expect(ports.filter(({ host_ip }) => host_ip !== '127.0.0.1')).toEqual([]);
    const binds = Object.values(services).flatMap(({ volumes = [] }) => volumes.filter(({ type }) => type === 'bind'));
    expect(binds.length).toBeGreaterThanOrEqual(5);
    expect(binds.filter(({ source, read_only }) => !source.startsWith(SCALE_FOLDER) || !read_only)).toEqual([]);
  },
);

test('o que vem das âncoras chega a quem as usa', async () => {
  const { services } = await config('full');
  expect(services['store-2']?.environment).toMatchObject({
    'node.name': 'store-2',
    'cluster.initial_cluster_manager_nodes': 'store-1,store-2,store-3',
    OPENSEARCH_JAVA_OPTS: '-Xms512m -Xmx512m',
  });
  expect(services['kafka-3']?.environment).toMatchObject({ KAFKA_NODE_ID: '3', KAFKA_MIN_INSYNC_REPLICAS: '2' });
  expect(services['ingester-2']).toEqual(services['ingester-1']);
  // A conta é do bash, lá dentro: o Compose não pode trocar a variável por uma da sua máquina.
  expect(services.topic?.command?.at(-1)).toMatch(/^for attempt in .+ --replication-factor "\$\$REPLICAS" && exit 0;/);
});

// Se o esquema não estivesse valendo, estes passariam.
test.each([
  ['uma chave que não existe', 'mem_limit: 576m', 'mem_limite: 576m', 'mem_limite'],
  ['uma condição que não existe', 'condition: service_healthy', 'condition: service_pronto', 'depends_on'],
  ['uma espera por quem não existe', 'kafka-3: { condition', 'kafka-4: { condition', 'kafka-4'],
])('e recusa %s', async (_, right, wrong, says) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const broken = path.join(folder, 'compose.yaml');
  await writeFile(broken, readScaleFile('compose.yaml').replace(right, wrong));
  await expect(config('full', broken)).rejects.toThrow(says);
});
