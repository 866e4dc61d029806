// O tópico desta experiência: só dela, para que nada de outra se conte.

import { type Admin, Kafka, KafkaJSAggregateError, logLevel } from 'kafkajs';
import { BROKERS } from './settings';
import { until } from './until';

const PARTITIONS = 3;
/** Um broker ocupado, dado por morto há pouco, ainda volta; até lá, faltam brokers para as réplicas. */
const CREATE_MS = 30_000;

/** @throws Error se o Kafka não responde, ou se não cria o tópico a tempo. */
export async function createTopic(topic: string): Promise<void> {
  const kafka = new Kafka({
    clientId: 'experiment',
    brokers: BROKERS,
    logLevel: logLevel.NOTHING,
    retry: { retries: 5 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect().catch((cause: unknown) => {
      throw new Error(
        `O Kafka não respondeu em ${BROKERS.join(', ')}. Ligue a escala noutro terminal: npm run scale small`,
        { cause },
      );
    });
    await create(admin, topic);
  } finally {
    await admin.disconnect();
  }
}

async function create(admin: Admin, topic: string): Promise<void> {
  let refusal: unknown;
  const isCreated = await until(async () => {
    try {
      // -1: as réplicas que o broker dá a um tópico novo. Se ele já está lá, a resposta é `false`, e está bem.
      await admin.createTopics({
        topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: -1 }],
        waitForLeaders: true,
      });
      return true;
    } catch (error) {
      refusal = error;
      return undefined;
    }
  }, CREATE_MS);
  if (isCreated) return;
  throw new Error(`O Kafka não criou o tópico ${topic} em ${CREATE_MS / 1000} s: ${reasonOf(refusal)}`, {
    cause: refusal,
  });
}

/** O erro de fora só diz que houve erros: o motivo está no de dentro. */
function reasonOf(error: unknown): string {
  return error instanceof KafkaJSAggregateError ? error.errors.map(String).join('; ') : String(error);
}
