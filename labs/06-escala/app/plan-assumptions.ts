// As premissas da planilha: tudo o que ela não mede. Cada número diz de onde veio e quando; o que é escolha ou palpite diz como conferir.
// As páginas foram lidas em 23/11/2026. A conferência do passo conta com estes números: troque-os pelos seus depois dele.

const GIB = 2 ** 30;

export const ASSUMPTIONS = {
  kafka: {
    // Escolha: por quanto tempo o store pode ficar fora do ar sem que se perca nada. Um dia cobre a pior madrugada.
    retentionHours: 24,
    // Escolha, a deste lab: o original e mais dois. O Kafka conta todos.
    replicationFactor: 3,
    // confluent.io/blog/how-choose-number-topics-partitions-kafka-cluster: numa partição gravam-se dezenas de MB/s. Aqui, a menor delas.
    writeBytesPerPartition: 10e6,
    // Palpite: quanto um ingester lê de uma partição e grava. Para conferir, `npm run load` contra a escala, subindo a taxa até o
    // ingester ficar para trás.
    readBytesPerPartition: 5e6,
    // aws.eu/ebs/pricing: a vazão que um disco gp3 dá sem se pagar a mais.
    diskBytesPerSecond: 125e6,
  },
  store: {
    // Escolha: quantos dias para trás alguém ainda procura um trace.
    retentionDays: 7,
    // Escolha, a deste lab: cópias além da original. O OpenSearch não conta a original.
    replicas: 1,
    // Quantos bytes de índice para cada byte que chega. Medido em 23/11/2026 com os pedidos da loja: 132 por span. O guia diz como.
    indexFactor: 0.9,
    // docs.aws.amazon.com/opensearch-service/latest/developerguide/bp-storage.html: do disco, 5 % são do Linux, e do resto, 20 % ficam
    // livres para o OpenSearch juntar segmentos.
    usableShare: 0.95 * 0.8,
    // elastic.co/docs/reference/autoops-insights/high_memory_to_disk_ratio_on_hot_nodes: 30 de disco para 1 de memória. E cada nó tem
    // os 32 GiB de uma m7g.2xlarge.
    diskBytesPerNode: 30 * 32 * GIB,
  },
  // Escolha: dos pedidos sem erro, um em cem. Os com erro ficam todos.
  sampledShare: 0.01,
  // Abaixo de três, a queda de um já é metade: o mínimo de brokers, e o de nós do store.
  minMachines: 3,
};

/** Em dólares, na Virgínia do Norte (us-east-1), sem desconto de contrato. Preço muda: confira na página da AWS antes de decidir. */
export const PRICES = {
  // Disco gp3. saisci.com/aws/gp3-throughput-explained, de 13/01/2021.
  diskPerGigabyteMonth: 0.08,
  // m7g.2xlarge: quatro vezes a m7g.large. factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026, de 17/06/2026.
  machinePerHour: 4 * 0.0816,
  hoursPerMonth: 730,
};
