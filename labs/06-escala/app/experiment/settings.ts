// Onde estão o Kafka e o store: os de `npm run scale`, ou os que as variáveis disserem.

import { listOr } from '../addresses';

export const BROKERS = listOr(process.env.KAFKA_BROKERS, ['127.0.0.1:19092']);
export const STORES = listOr(process.env.OPENSEARCH_URLS, ['http://127.0.0.1:19201']);
/** Os nomes com que o Collector se instala; o primeiro é o que se disse. */
export const COLLECTORS = listOr(process.env.LAB_COLLECTOR, ['otelcol-contrib', 'otelcol']);
