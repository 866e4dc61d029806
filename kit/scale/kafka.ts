/** Os brokers: cada um também é um dos que decidem quem manda (KRaft, sem o ZooKeeper). */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { poll } from '../poll.ts';
import type { ComponentSpec } from './component.ts';
import { classPath } from './jars.ts';
import { javaCommand } from './java.ts';
import type { ScalePorts } from './ports.ts';

const run = promisify(execFile);
const HEAP_MB = 256;
/** De uma escala só: o nome não distingue nada, e o Kafka pede um. */
const CLUSTER_ID = 'bGFiLW90ZWwtc2NhbGUtMQ';
export const TOPIC = 'zipkin';
export const PARTITIONS = 6;
const CREATE_MS = 30_000;

export function kafkaAddresses({ kafka }: ScalePorts): string[] {
  return kafka.map((port) => `127.0.0.1:${port}`);
}

/** Prepara a pasta de cada broker. @returns O que falta para os iniciar. @throws Error se o Java falta. */
export async function kafkaSpecs(ports: ScalePorts, folder: string): Promise<ComponentSpec[]> {
  return Promise.all(ports.kafka.map((_, index) => kafkaSpec(index, ports, path.join(folder, `kafka-${index + 1}`))));
}

async function kafkaSpec(index: number, ports: ScalePorts, folder: string): Promise<ComponentSpec> {
  const file = path.join(folder, 'server.properties');
  await mkdir(folder, { recursive: true });
  await writeFile(file, properties(index, ports, path.join(folder, 'data')));
  const format = javaCommand(HEAP_MB, ['-cp', classPath('kafka'), 'kafka.tools.StorageTool']);
  await run(format.command, [...format.args, 'format', '--cluster-id', CLUSTER_ID, '--config', file]);
  const address = `127.0.0.1:${ports.kafka[index]}`;
  return {
    name: `kafka-${index + 1}`,
    ...javaCommand(HEAP_MB, ['-cp', classPath('kafka'), 'kafka.Kafka', file]),
    address,
    isReady: () => withAdmin([address], async (admin) => (await admin.describeCluster()).controller !== null),
  };
}

function properties(index: number, { kafka, kafkaControllers }: ScalePorts, data: string): string {
  const replicas = kafka.length;
  // Com três, a escrita confirmada está em duas, no mínimo. Uma pode cair: a escrita espera uns segundos por outro chefe, e nada se perde.
  const inSync = Math.min(2, replicas);
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': index + 1,
    'controller.quorum.voters': kafkaControllers.map((port, at) => `${at + 1}@127.0.0.1:${port}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${kafka[index]},CONTROLLER://127.0.0.1:${kafkaControllers[index]}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${kafka[index]}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    // O Java lê a barra invertida como o começo de outro caractere.
    'log.dirs': data.replaceAll('\\', '/'),
    'num.partitions': PARTITIONS,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    // O que as réplicas fora de dia não têm, perder-se-ia: antes esperar por quem tem.
    'unclean.leader.election.enable': false,
    'auto.create.topics.enable': true,
    // O padrão, 50, só faz demorar o começo de quem tem um laptop.
    'offsets.topic.num.partitions': 3,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': 0,
    // Quem some é dado por morto depois disto, e as partições dele passam a outro broker: até lá, ninguém escreve nelas.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 4000,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/**
 * Cria o tópico, se ainda não há, e espera que cada partição tenha quem a lidere.
 * @throws Error com o que o Kafka respondeu por último, se não o cria a tempo; ou o motivo do sinal.
 */
export async function createTopic(brokers: readonly string[], topic: string, signal?: AbortSignal): Promise<void> {
  let refusal: unknown;
  const create = (admin: Admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: -1 }] });
  const isThere = await poll(
    () =>
      withAdmin(brokers, create).then(
        () => true,
        (error: unknown) => void (refusal = error),
      ),
    // Numa máquina ocupada, um broker que já atendeu ainda é dado por morto e volta; até lá, faltam brokers para as réplicas.
    { deadlineMs: CREATE_MS, intervalMs: 200, signal },
  );
  if (isThere) return;
  // O erro de fora só diz que houve erros: o motivo está nos de dentro. (A classe dele não se importa de um módulo ESM.)
  const { errors: reasons = [refusal] } = refusal as { errors?: readonly unknown[] };
  throw new Error(`O Kafka não criou o tópico ${topic} em ${CREATE_MS / 1000} s: ${reasons.join('; ')}`, {
    cause: refusal,
  });
}

/** Se todas as partições têm todas as réplicas em dia: só então pode cair outro broker. */
export async function isReplicated(brokers: readonly string[]): Promise<boolean> {
  return withAdmin(brokers, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata();
    const partitions = topics.flatMap((topic) => topic.partitions);
    return partitions.length > 0 && partitions.every(({ replicas, isr }) => isr.length === replicas.length);
  });
}

/** Se o grupo já confirmou tudo o que há no tópico: o que não está guardado, ele não vai mais ler. */
export async function isConsumed(brokers: readonly string[], topic: string, groupId: string): Promise<boolean> {
  return withAdmin(brokers, async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    const [own] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const confirmed = new Map(own?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    // Onde ele nunca confirmou nada, o deslocamento é -1: numa partição vazia, é o mesmo que ter lido tudo.
    return ends.every(({ partition, high }) => Math.max(confirmed.get(partition) ?? 0, 0) >= Number(high));
  });
}

async function withAdmin<T>(brokers: readonly string[], ask: (admin: Admin) => Promise<T>): Promise<T> {
  const kafka = new Kafka({
    clientId: 'scale',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 10_000,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}
