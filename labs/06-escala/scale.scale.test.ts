/**
 * A escala inteira, de verdade: três brokers, três nós, dois ingesters. Cada componente morre uma vez no meio da carga, e o que foi
 * confirmado a quem mandou tem de estar guardado. Depois, na mesma, as conferências do lab 01 e os passos que pedem a escala.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describeScaleSteps } from '../../kit/cli/lab/testing/describe-lab.ts';
import { describeScaleMistakes } from '../../kit/cli/lab/testing/describe-mistakes.ts';
import { fillLabRoot } from '../../kit/cli/lab/testing/lab-root.ts';
import { runHere } from '../../kit/cli/lab/testing/run-here.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { poll } from '../../kit/poll.ts';
import { TOPIC } from '../../kit/scale/kafka.ts';
import { runFaults } from '../../kit/scale/faults.ts';
import { stackTarget } from '../../kit/scale/stack-target.ts';
import { type Stack, startStack } from '../../kit/scale/start-stack.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { labs } from '../labs.ts';
import { checks } from './checks.ts';
import { equivocos } from './equivocos.ts';
import { outras } from './outras.ts';

const RATE = 1000;
const SECONDS = 9;
const QUIET_MS = 5000;

let stack: Stack;
beforeAll(async () => {
  const collector = await installed('.ci/install-collector', 'otelcol');
  stack = await startStack({ brokers: 3, nodes: 3, ingesters: 2, collector, ports: 'any' });
  // Os passos acham a escala por aqui, como o aluno que não usa as portas de sempre.
  process.env.LAB_COLLECTOR = collector;
  process.env.KAFKA_BROKERS = stack.kafka.join(',');
  process.env.OPENSEARCH_URLS = stack.store.join(',');
});
afterAll(() => stack?.close());

describe('cada componente, morto no meio da carga', () => {
  test.each(['collector', 'kafka-2', 'ingester-1', 'store-2', 'store'])('%s', async (killed) => {
    const [result] = await runFaults(stackTarget('ingester', stack, [killed]), { rate: RATE, seconds: SECONDS });
    const { traces, spans } = result!;
    // A carga não diminui porque alguém caiu: o que não entrou espera, e entra.
    expect(traces).toEqual({ acknowledged: expect.any(Number) as number, unacknowledged: 0, lost: 0 });
    expect(spans.acknowledged).toBeGreaterThan(RATE * (SECONDS - 2));
    expect(spans).toMatchObject({ stored: spans.acknowledged, repeated: 0 });
  });
});

test('o que não é um span não prende a partição: fica noutro tópico, com o motivo', async () => {
  const kafka = new Kafka({ clientId: 'test', brokers: [...stack.kafka], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'test' });
  onTestFinished(async () => {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
  });
  await Promise.all([producer.connect(), consumer.connect()]);
  await producer.send({ topic: TOPIC, messages: [{ value: 'isto não é um span' }] });
  const letters: { value?: string; reason?: string }[] = [];
  // O tópico nasce com a primeira carta.
  const admin = kafka.admin();
  await admin.connect();
  const isThere = async () => ((await admin.listTopics()).includes(`${TOPIC}.dead-letter`) ? true : undefined);
  expect(await poll(isThere, { deadlineMs: 30_000 })).toBe(true);
  await admin.disconnect();
  await consumer.subscribe({ topic: `${TOPIC}.dead-letter`, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { value, headers } }) =>
      void letters.push({ value: value?.toString(), reason: headers?.reason?.toString() }),
  });
  await poll(() => letters[0], { deadlineMs: 30_000 });
  expect(letters).toEqual([{ value: 'isto não é um span', reason: expect.stringContaining('JSON') as string }]);
});

test('npm run lab verify 01 passa sem mudança nenhuma: só o endereço é outro', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'escala-lab-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  fillLabRoot(root);
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.otlpUrl,
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(stack.ports.jaegerBinary),
  };
  const sent = labs[0]!.steps.filter(({ telemetry, deployed }) => telemetry === 'backend' && deployed === undefined);
  expect(sent.length).toBeGreaterThan(3);
  for (const [index, { id }] of sent.entries()) {
    await runHere(root, ['jump', id]);
    const verify = () => runHere(root, ['verify', id, '--backend', stack.zipkinUrl], { env, remoteQuietMs: QUIET_MS });
    // Que um começo não passa, basta ver uma vez: cada um espera o silêncio inteiro.
    const started = index === 0 ? (await verify()).code : 1;
    await runHere(root, ['solution', id, 'write']);
    const solved = await verify();
    expect({ id, started, solved: solved.code, said: solved.stderr }).toEqual({ id, started: 1, solved: 0, said: '' });
  }
});

const { lab } = stepOf(labs, '06/6');
describeScaleSteps(lab, checks, outras);
describeScaleMistakes(lab, checks, equivocos);
