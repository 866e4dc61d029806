/** Os ingesters: o programa do passo 7 do lab 06, feito, lendo do Kafka e gravando no store. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { findRepoRoot } from '../repo-root.ts';
import type { ComponentSpec } from './component.ts';
import { kafkaAddresses, TOPIC } from './kafka.ts';
import type { ScalePorts } from './ports.ts';
import { storeUrls } from './store.ts';

const PROGRAM = 'labs/06-escala/app/ingester.ts';

export function ingesterSpec(ports: ScalePorts, number: number): ComponentSpec {
  const root = findRepoRoot();
  return {
    name: `ingester-${number}`,
    command: process.execPath,
    // Ele roda noutra pasta: de lá, o nome `tsx` não se acharia.
    args: ['--require', createRequire(import.meta.url).resolve('tsx/cjs'), path.join(root, PROGRAM)],
    env: {
      KAFKA_BROKERS: kafkaAddresses(ports).join(','),
      KAFKA_TOPIC: TOPIC,
      OPENSEARCH_URLS: storeUrls(ports).join(','),
    },
    address: `grupo ingester, tópico ${TOPIC}`,
    isReady: (log) => log.includes('"ready"'),
  };
}
