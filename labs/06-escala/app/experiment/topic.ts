// O tópico desta experiência: só dela, para que nada de outra se conte.

import { Kafka, logLevel } from 'kafkajs';
import { BROKERS } from './settings';

const PARTITIONS = 3;

/** @throws Error se o Kafka não responde. */
export async function createTopic(topic: string): Promise<void> {
  const admin = new Kafka({
    clientId: 'experiment',
    brokers: BROKERS,
    logLevel: logLevel.NOTHING,
    retry: { retries: 5 },
  }).admin();
  try {
    await admin.connect();
    // -1: as réplicas que o broker dá a um tópico novo.
    await admin.createTopics({
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: -1 }],
      waitForLeaders: true,
    });
  } catch (error) {
    throw new Error(
      `O Kafka não respondeu em ${BROKERS.join(', ')}. Ligue a escala noutro terminal: npm run scale small`,
      {
        cause: error,
      },
    );
  } finally {
    await admin.disconnect();
  }
}
