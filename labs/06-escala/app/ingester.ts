// O ingester: lê do Kafka os spans que o Collector pôs lá, e os grava no OpenSearch. Só depois de gravados diz ao Kafka que os leu.
//
// Quem morre no meio não avisa: o Kafka entrega a outro tudo que este ainda não confirmou. Daí a promessa ser "pelo menos uma vez":
// nada se perde, e o que se repetir tem de ser reconhecido pelo id.

import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs';
import { listOr } from './addresses';
import { createStore } from './store';
import { type Rejected, spansIn } from './zipkin-span';

const TOPIC = process.env.KAFKA_TOPIC || 'zipkin';
/** O que o store recusou para sempre fica aqui, para quem for olhar: tentar de novo prenderia a partição. */
const DEAD_LETTERS = `${TOPIC}.dead-letter`;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

const kafka = new Kafka({
  clientId: 'ingester',
  brokers: listOr(process.env.KAFKA_BROKERS, ['127.0.0.1:19092', '127.0.0.1:19093', '127.0.0.1:19094']),
  logLevel: logLevel.NOTHING,
  // Um broker que cai volta, ou outro assume: desistir seria morrer com ele.
  retry: { initialRetryTime: FIRST_WAIT_MS, maxRetryTime: LONGEST_WAIT_MS, retries: Number.MAX_SAFE_INTEGER },
});
const consumer = kafka.consumer({
  groupId: process.env.KAFKA_GROUP || 'ingester',
  // Quem morre sem avisar é dado por morto depois disto, e as partições dele passam aos outros.
  sessionTimeout: 6000,
  heartbeatInterval: 1000,
});
const producer = kafka.producer();
const store = createStore(listOr(process.env.OPENSEARCH_URLS, ['http://127.0.0.1:19201']));
let isStopping = false;

/** Um lote de uma partição: grava, confirma, e só então vem o próximo. */
async function ingest({ batch, heartbeat }: EachBatchPayload): Promise<void> {
  const { spans, rejected } = spansIn(batch.messages);
  const next = { topic: batch.topic, partition: batch.partition, offset: String(BigInt(batch.lastOffset()) + 1n) };
  // #region 7 Grave até conseguir, e só depois confirme
  const refused = await saveForSure(spans, heartbeat);
  await sendAway([...rejected, ...refused]);
  await consumer.commitOffsets([next]);
  // #problema
  // await consumer.commitOffsets([next]);
  // try {
  //   const refused = await store.save(spans);
  //   await sendAway([...rejected, ...refused]);
  // } catch (error) {
  //   console.error(String(error));
  // }
  // #endregion
}

/**
 * Tenta até o store responder, por mais que demore: enquanto isto espera, o Kafka guarda o que chega.
 * @returns O que ele recusou para sempre. @throws Error se o processo está sendo encerrado: o lote não se confirma.
 */
async function saveForSure(
  spans: ReturnType<typeof spansIn>['spans'],
  heartbeat: () => Promise<void>,
): Promise<Rejected[]> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await store.save(spans);
    } catch (error) {
      if (isStopping) throw error;
      console.error(`o store não gravou ${spans.length} spans; nova tentativa em ${wait} ms: ${String(error)}`);
    }
    await sleep(wait);
    // Sem isto, o grupo daria este por morto, e começaria o lote de novo noutro.
    await heartbeat();
  }
}

async function sendAway(rejected: readonly Rejected[]): Promise<void> {
  if (rejected.length === 0) return;
  console.error(`${rejected.length} spans recusados foram para ${DEAD_LETTERS}; o primeiro: ${rejected[0]?.reason}`);
  await producer.send({
    topic: DEAD_LETTERS,
    messages: rejected.map(({ value, reason }) => ({ value, headers: { reason } })),
  });
}

async function main(): Promise<void> {
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => console.log(JSON.stringify({ ready: true })));
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    console.error(`o consumidor ${restart ? 'recomeça' : 'parou'}: ${error.message}`);
    // Parado, este processo pareceria bem sem ler nada: quem cuida dele que o ligue de novo.
    if (!restart) process.exit(1);
  });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 3,
    eachBatch: ingest,
  });
}

async function stop(): Promise<void> {
  isStopping = true;
  await consumer.disconnect();
  await producer.disconnect();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
main().catch((error: unknown) => {
  console.error(`o ingester não pôde começar: ${String(error)}`);
  process.exit(1);
});
