/** O Zipkin: a tela e a API de consulta. Se lhe pedem, também lê do Kafka e grava. */
import type { ComponentSpec } from './component.ts';
import { jarsOf } from './jars.ts';
import { javaCommand } from './java.ts';
import { kafkaAddresses, TOPIC } from './kafka.ts';
import type { ScalePorts } from './ports.ts';
import { storeUrls } from './store.ts';

const HEAP_MB = 256;
const ASK_MS = 5000;

export function zipkinUrl({ zipkin }: ScalePorts): string {
  return `http://127.0.0.1:${zipkin}`;
}

/** @param readsKafka Se é ele que leva os spans do Kafka ao store. */
export function zipkinSpec(ports: ScalePorts, readsKafka: boolean): ComponentSpec {
  const [jar] = jarsOf('zipkin');
  const listen = ['ip=127.0.0.1', `port=${ports.zipkin}`, 'protocols[0]=http'];
  return {
    name: 'zipkin',
    ...javaCommand(HEAP_MB, ['-jar', jar?.file ?? '', ...listen.map((each) => `--armeria.ports[0].${each}`)]),
    env: {
      STORAGE_TYPE: 'elasticsearch',
      ES_HOSTS: storeUrls(ports).join(','),
      ES_INDEX_SHARDS: '3',
      ES_INDEX_REPLICAS: ports.store.length > 1 ? '1' : '0',
      ...(readsKafka && { KAFKA_BOOTSTRAP_SERVERS: kafkaAddresses(ports).join(','), KAFKA_TOPIC: TOPIC }),
    },
    address: zipkinUrl(ports),
    // A primeira pergunta cria os índices como ele os quer: gravar antes disso os criaria de outro jeito.
    isReady: async () => {
      await ok(`${zipkinUrl(ports)}/api/v2/services`);
      return ok(`${storeUrls(ports)[0]}/_template/zipkin-span_template`);
    },
  };
}

async function ok(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
  await response.arrayBuffer();
  return response.ok;
}
