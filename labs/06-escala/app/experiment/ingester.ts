// O ingester do aluno, como processo: lê o tópico desta experiência, e grava pelo endereço que lhe derem.

import path from 'node:path';
import { startChild } from './child';
import { BROKERS } from './settings';
import { until } from './until';

/** Entrar no grupo espera que o de antes seja dado por morto. */
const READY_MS = 20_000;
const FILE = path.join(__dirname, '..', 'ingester.ts');

export interface Ingester {
  kill(): Promise<void>;
}

/** @throws Error com o que ele disse. */
export async function startIngester(topic: string, storeUrl: string): Promise<Ingester> {
  const child = startChild(process.execPath, ['--require', 'tsx/cjs', FILE], {
    KAFKA_BROKERS: BROKERS.join(','),
    KAFKA_TOPIC: topic,
    KAFKA_GROUP: topic,
    OPENSEARCH_URLS: storeUrl,
  });
  const outcome = await until(
    () => (child.log().includes('"ready"') ? 'ready' : child.isRunning() ? undefined : 'ended'),
    READY_MS,
  );
  if (outcome === 'ready') return { kill: child.kill };
  await child.kill();
  throw new Error(
    `O ingester não começou a ler. O que ele disse:\n${child.log().trim().split('\n').slice(-8).join('\n')}`,
  );
}
