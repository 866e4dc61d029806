/** Os enganos do passo 8: as contas que quase sempre se fazem. */
import type { Trades } from '../../trades.ts';

const FILE = 'plan.ts';
const NETWORK = 'return (bytesPerSecond * 8) / 1e6;';
const KAFKA = 'bytesPerSecond * kafka.retentionHours * 3600 * kafka.replicationFactor;';
const COPIES = 'const copies = 1 + store.replicas;';
const KEPT = 'return errorShare + (1 - errorShare) * sampledShare;';

const NETWORK_DIFFERS = 'attribute_differs:capacity plan:plan.network.megabits_per_second';
const KAFKA_DIFFERS = 'attribute_differs:capacity plan:plan.kafka.terabytes';
const STORE_DIFFERS = 'attribute_differs:capacity plan:plan.store.terabytes';
const KEPT_DIFFERS = 'attribute_differs:capacity plan:plan.sampled.percent';

export const planTrades: Trades = {
  '06/8': [
    // mega é mega, seja de bits ou de bytes
    [NETWORK, 'return bytesPerSecond / 1e6;', NETWORK_DIFFERS, FILE],
    // o 8, do lado errado
    [NETWORK, 'return bytesPerSecond / 8 / 1e6;', NETWORK_DIFFERS, FILE],
    // um mega de 2^20, como o da memória, e os bits esquecidos outra vez
    [NETWORK, 'return bytesPerSecond / 2 ** 20;', NETWORK_DIFFERS, FILE],
    // o Kafka guarda uma cópia só
    [KAFKA, 'bytesPerSecond * kafka.retentionHours * 3600;', KAFKA_DIFFERS, FILE],
    // o fator de replicação é além do original, como no OpenSearch
    [KAFKA, KAFKA.replace('kafka.replicationFactor', '(1 + kafka.replicationFactor)'), KAFKA_DIFFERS, FILE],
    // minutos no lugar de segundos
    [KAFKA, KAFKA.replace('3600', '60'), KAFKA_DIFFERS, FILE],
    // as réplicas são todas as cópias, como no Kafka
    [COPIES, 'const copies = store.replicas;', STORE_DIFFERS, FILE],
    // a retenção em horas, como a do Kafka
    ['store.retentionDays * 24 * 3600', 'store.retentionDays * 3600', STORE_DIFFERS, FILE],
    // só cabe uma parte: então é menos
    ['indexed / store.usableShare', 'indexed * store.usableShare', STORE_DIFFERS, FILE],
    // um em cem, e pronto: os erros também
    [KEPT, 'return sampledShare;', KEPT_DIFFERS, FILE],
    // 1 % de todos, além dos erros: alguns se contam duas vezes
    [KEPT, 'return errorShare + sampledShare;', KEPT_DIFFERS, FILE],
    // os erros e mais nada
    [KEPT, 'return errorShare;', KEPT_DIFFERS, FILE],
    // a amostra só dos erros
    [KEPT, 'return errorShare * sampledShare + (1 - errorShare);', KEPT_DIFFERS, FILE],
  ],
};
