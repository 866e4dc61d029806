// O que o compose.yaml da escala e os arquivos que ele monta dizem, e que nenhum esquema confere: que uns concordam com os outros.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mib, readCompose } from '../plataforma/testing/compose-file.ts';
import { compose, PROFILES, readConfig, readScaleFile, SCALE_FOLDER, startedBy } from './testing/compose-file.ts';

const text = readScaleFile('compose.yaml');

test('cada perfil sobe o que diz, e nada sobe sem perfil', () => {
  expect(startedBy('small').map(([name]) => name)).toEqual([
    'gateway',
    'kafka-small',
    'topic-small',
    'store-small',
    'ingester-small',
    'jaeger',
  ]);
  expect(startedBy('full').map(([name]) => name)).toEqual([
    'gateway',
    'kafka-1',
    'kafka-2',
    'kafka-3',
    'topic',
    'store-1',
    'store-2',
    'store-3',
    'ingester-1',
    'ingester-2',
    'jaeger',
  ]);
  const both = new Set(PROFILES.flatMap((profile) => startedBy(profile).map(([name]) => name)));
  expect([...both].toSorted()).toEqual(Object.keys(compose.services).toSorted());
});

test('cada imagem tem versão exata, a do Collector é a da plataforma, e o Jaeger sabe esperar pelo armazenamento', () => {
  const images = Object.values(compose.services).map(({ image = '' }) => image);
  expect(images.filter((image) => !/^[\w.-]+\/[\w.-]+:\d+\.\d+\.\d+$/.test(image))).toEqual([]);
  expect(new Set(images).size).toBe(4);
  expect(compose.services.gateway?.image).toBe(readCompose('compose.yaml').services.collector?.image);
  // `write_mode: sync` não existe na 2.20.
  const [, minor] = /^jaegertracing\/jaeger:2\.(\d+)\./.exec(compose.services.jaeger?.image ?? '') ?? [];
  expect(Number(minor)).toBeGreaterThanOrEqual(22);
});

test.each([
  ['small', 2700],
  ['full', 6500],
] as const)('%s: a memória que o comentário soma é a dos limites, e cabe na máquina', (profile, most) => {
  const line = new RegExp(`# {3}${profile}: (.+) = (\\d+) MiB`).exec(text);
  const written = (line?.[1] ?? '').split(' + ').flatMap((addend) => {
    const [, times = '1', size = ''] = /^(?:(\d+) × )?[\w-]+ (\d+)$/.exec(addend) ?? [];
    return Array.from({ length: Number(times) }, () => Number(size));
  });
  const limits = startedBy(profile).map(([, { mem_limit = '' }]) => mib(mem_limit));
  expect(limits.toSorted()).toEqual(written.toSorted());
  const total = written.reduce((whole, size) => whole + size);
  expect(total).toBe(Number(line?.[2]));
  expect(total).toBeLessThan(most);
});

test('quem recolhe o lixo o faz antes do limite do contêiner', () => {
  const late = Object.entries(compose.services).filter(([, { environment = {}, mem_limit = '' }]) => {
    const { GOMEMLIMIT, KAFKA_HEAP_OPTS, OPENSEARCH_JAVA_OPTS } = environment;
    const [heap] = /(?<=-Xmx)\d+m/.exec(String(KAFKA_HEAP_OPTS ?? OPENSEARCH_JAVA_OPTS)) ?? [];
    // Fora dos objetos, uma JVM pede quase outro tanto.
    return (heap ? mib(heap) * 2 : mib(String(GOMEMLIMIT))) > mib(mem_limit);
  });
  expect(late).toEqual([]);
});

test.each([
  ['small', ['127.0.0.1:19092:19092', '127.0.0.1:19201:9200']],
  [
    'full',
    [
      ...[19_092, 19_093, 19_094].map((port) => `127.0.0.1:${port}:${port}`),
      ...[19_201, 19_202, 19_203].map((port) => `127.0.0.1:${port}:9200`),
    ],
  ],
] as const)('%s: toda porta só é desta máquina, e nenhuma se repete', (profile, own) => {
  const published = startedBy(profile).flatMap(([, { ports = [] }]) => ports);
  expect(published.toSorted()).toEqual(
    [
      '127.0.0.1:4317:4317',
      '127.0.0.1:4318:4318',
      '127.0.0.1:6832:6832/udp',
      '127.0.0.1:14268:14268',
      '127.0.0.1:8888:8888',
      '127.0.0.1:13133:13133',
      '127.0.0.1:16686:16686',
      ...own,
    ].toSorted(),
  );
});

test('cada arquivo montado existe, só se lê, e é um dos que a linha de comando nomeia', () => {
  const described = Object.values(compose.services).flatMap(({ command = [], volumes = [] }) => {
    const files = volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':'));
    const named = command.filter((argument) => argument.startsWith('--config='));
    expect(files.map(([, target]) => `--config=${target}`)).toEqual(named);
    return files;
  });
  expect(described.length).toBeGreaterThan(8);
  expect(described.filter(([source = '']) => !existsSync(path.join(SCALE_FOLDER, source)))).toEqual([]);
  expect(described.filter(([, , mode]) => mode !== 'ro')).toEqual([]);
});

test('cada volume é de um serviço só: os dados de um grupo de três não servem a um só', () => {
  const named = Object.entries(compose.services).flatMap(([name, { volumes = [] }]) =>
    volumes.filter((volume) => !volume.startsWith('./')).map((volume) => [name, volume.split(':')[0]]),
  );
  expect(named).toEqual(named.map(([name]) => [name, name]));
  expect(named.map(([name]) => name).toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
});

test('só não tem healthcheck quem não tem com que perguntar, e o arquivo diz por quê', () => {
  for (const profile of PROFILES) {
    const silent = startedBy(profile).filter(([, { restart, healthcheck }]) => restart !== 'no' && !healthcheck?.test);
    expect(silent.map(([name]) => name)).toEqual(['gateway']);
  }
  expect(text.match(/# Sem healthcheck: /g)).toHaveLength(1);
});

test.each(PROFILES)('%s: quem sobe espera por quem precisa, e só por quem sobe com ele', (profile) => {
  const started = new Map(startedBy(profile));
  const waits = [...started].flatMap(([name, { depends_on = {} }]) =>
    Object.entries(depends_on).map(([needed, { condition, required = true }]) => ({
      name,
      needed,
      condition,
      required,
    })),
  );
  // O que pode faltar é o do outro perfil; do seu, ninguém deixa de esperar.
  expect(waits.filter(({ needed, required }) => required && !started.has(needed))).toEqual([]);
  const kept = waits.filter(({ needed }) => started.has(needed));
  const wrong = kept.filter(({ needed, condition }) => {
    const dependency = started.get(needed);
    return condition !== (dependency?.restart === 'no' ? 'service_completed_successfully' : 'service_healthy');
  });
  expect(wrong).toEqual([]);
  const waitsFor = (name: string): string[] => kept.filter((wait) => wait.name === name).map(({ needed }) => needed);
  const nodes = (prefix: string): string[] => startedBy(profile, prefix).map(([name]) => name);
  const [topic = ''] = nodes('topic');
  expect(waitsFor(topic)).toEqual(nodes('kafka-'));
  expect(waitsFor('gateway')).toEqual([topic]);
  for (const ingester of nodes('ingester-')) expect(waitsFor(ingester)).toEqual([topic, ...nodes('store-')]);
  expect(waitsFor('jaeger')).toHaveLength(1);
});

test.each(PROFILES)('%s: os brokers votam entre si, e o que se lhes pede cabe em quantos são', (profile) => {
  const brokers = startedBy(profile, 'kafka-');
  const count = brokers.length;
  const voters = brokers.map(([name, { environment }]) => `${environment?.KAFKA_NODE_ID}@${name}:9093`).join(',');
  for (const [name, { environment = {}, ports: [port = ''] = [] }] of brokers) {
    const published = port.split(':')[1];
    expect(environment).toMatchObject({
      KAFKA_CONTROLLER_QUORUM_VOTERS: voters,
      KAFKA_LISTENERS: `INTERNAL://:9092,EXTERNAL://:${published},CONTROLLER://:9093`,
      // De fora, o Kafka devolve um endereço a quem chega: tem de ser um que a máquina alcança.
      KAFKA_ADVERTISED_LISTENERS: `INTERNAL://${name}:9092,EXTERNAL://localhost:${published}`,
      KAFKA_MIN_INSYNC_REPLICAS: Math.min(2, count),
      KAFKA_DEFAULT_REPLICATION_FACTOR: count,
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: count,
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: count,
    });
    // O KRaft o quer como um UUID em base64.
    expect(Buffer.from(String(environment.CLUSTER_ID), 'base64url')).toHaveLength(16);
  }
  const [topic] = startedBy(profile, 'topic');
  expect(topic?.[1].environment?.REPLICAS).toBe(count);
});

test.each(PROFILES)('%s: os nós do OpenSearch acham-se, e o índice tem cópias se há onde as pôr', (profile) => {
  const stores = startedBy(profile, 'store-');
  const names = stores.map(([name]) => name).join(',');
  for (const [name, { environment = {} }] of stores) {
    expect(environment['node.name']).toBe(name);
    expect(environment).toMatchObject(
      stores.length === 1
        ? { 'discovery.type': 'single-node' }
        : { 'discovery.seed_hosts': names, 'cluster.initial_cluster_manager_nodes': names },
    );
  }
  const ingesters = startedBy(profile, 'ingester-');
  for (const [, { environment = {} }] of ingesters) {
    expect(environment).toMatchObject({ STORE_SHARDS: stores.length, STORE_REPLICAS: Math.min(1, stores.length - 1) });
    const storage = JSON.stringify(readConfig('compose/storage.yaml', environment));
    expect(storage).toContain(
      `"shards":${environment.STORE_SHARDS},"replicas":${environment.STORE_REPLICAS}},"services"`,
    );
  }
});
