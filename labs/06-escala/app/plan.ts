// Lab 06: a planilha. De quanto pesa um span da loja ao que custa guardar um milhão deles por segundo.
//
// O peso é medido (plan-sample.ts), as premissas e os preços estão à vista (plan-assumptions.ts), e o resto é conta.

import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { ASSUMPTIONS, PRICES } from './plan-assumptions';
import { measureSample, type Sample } from './plan-sample';

const SPANS_PER_SECOND = Number(process.env.PLAN_SPANS_PER_SECOND || 1_000_000);
/** As linhas da tabela. */
const RATES = [1000, 10_000, 100_000, 1_000_000];

const { kafka, store, sampledShare, minMachines } = ASSUMPTIONS;

const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'plan' }).merge(
    detectResources({ detectors: [envDetector] }),
  ),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

/** O que a rede tem de aguentar, na unidade em que se vende rede: megabits por segundo. */
function megabitsPerSecond(bytesPerSecond: number): number {
  // #region 8 A rede se mede em bits; o resto, em bytes
  return (bytesPerSecond * 8) / 1e6;
  // #problema
  // return bytesPerSecond / 1e6;
  // #endregion
}

/** Quanto disco o Kafka ocupa, em bytes, somados todos os brokers. */
function kafkaBytes(bytesPerSecond: number): number {
  // #region 8 O Kafka guarda por horas, e guarda todas as cópias
  return bytesPerSecond * kafka.retentionHours * 3600 * kafka.replicationFactor;
  // #problema
  // return bytesPerSecond * kafka.retentionHours * 3600;
  // #endregion
}

/** Quanto disco o OpenSearch pede, em bytes, somados todos os nós. */
function storeBytes(bytesPerSecond: number): number {
  // #region 8 O store guarda por dias, e as réplicas são além do original
  const copies = 1 + store.replicas;
  const indexed = bytesPerSecond * store.indexFactor * store.retentionDays * 24 * 3600 * copies;
  return indexed / store.usableShare;
  // #problema
  // const indexed = bytesPerSecond * store.indexFactor * store.retentionDays * 24 * 3600 * store.replicas;
  // return indexed / store.usableShare;
  // #endregion
}

/** Que parte dos spans se guarda, de 0 a 1, se dos pedidos sem erro só se guardam alguns. @param errorShare De 0 a 1. */
function keptShare(errorShare: number): number {
  // #region 8 Os erros ficam todos; dos outros, um em cem
  return errorShare + (1 - errorShare) * sampledShare;
  // #problema
  // return sampledShare;
  // #endregion
}

interface Plan {
  readonly megabitsPerSecond: number;
  readonly partitions: number;
  readonly brokers: number;
  readonly kafkaBytes: number;
  readonly storeBytes: number;
  readonly storeNodes: number;
  readonly dollarsPerMonth: number;
}

/** O que é preciso para `spansPerSecond` spans por segundo de `bytesPerSpan` bytes. */
function planFor(spansPerSecond: number, bytesPerSpan: number): Plan {
  const bytesPerSecond = spansPerSecond * bytesPerSpan;
  // Quem for mais lento, o que grava ou o que lê, é que diz quantas partições.
  const slowest = Math.min(kafka.writeBytesPerPartition, kafka.readBytesPerPartition);
  const written = bytesPerSecond * kafka.replicationFactor;
  const brokers = Math.max(minMachines, Math.ceil(written / kafka.diskBytesPerSecond));
  const ofKafka = kafkaBytes(bytesPerSecond);
  const ofStore = storeBytes(bytesPerSecond);
  const storeNodes = Math.max(minMachines, Math.ceil(ofStore / store.diskBytesPerNode));
  const disk = ((ofKafka + ofStore) / 1e9) * PRICES.diskPerGigabyteMonth;
  const machines = (brokers + storeNodes) * PRICES.machinePerHour * PRICES.hoursPerMonth;
  return {
    megabitsPerSecond: megabitsPerSecond(bytesPerSecond),
    partitions: Math.ceil(bytesPerSecond / slowest),
    brokers,
    kafkaBytes: ofKafka,
    storeBytes: ofStore,
    storeNodes,
    dollarsPerMonth: disk + machines,
  };
}

/** Com uma casa: o que passa disso, numa planilha destas, é enfeite. */
const round = (value: number): number => Math.round(value * 10) / 10;
const terabytes = (bytes: number): number => round(bytes / 1e12);

/** A planilha, num span: os números ficam onde se procura o resto. */
function record(sample: Sample, spansPerSecond: number): void {
  const kept = keptShare(sample.errorShare);
  const all = planFor(spansPerSecond, sample.bytesPerSpan);
  const sampled = planFor(spansPerSecond * kept, sample.bytesPerSpan);
  const span = trace.getTracer('plan').startSpan('capacity plan');
  span.setAttributes({
    'plan.spans_per_second': spansPerSecond,
    'plan.span.bytes': round(sample.bytesPerSpan),
    'plan.span.gzip_ratio': round(sample.gzipRatio),
    'plan.network.megabits_per_second': round(all.megabitsPerSecond),
    'plan.kafka.partitions': all.partitions,
    'plan.kafka.brokers': all.brokers,
    'plan.kafka.terabytes': terabytes(all.kafkaBytes),
    'plan.store.terabytes': terabytes(all.storeBytes),
    'plan.store.nodes': all.storeNodes,
    'plan.dollars_per_month': Math.round(all.dollarsPerMonth),
    'plan.sampled.percent': Math.round(kept * 10_000) / 100,
    'plan.sampled.dollars_per_month': Math.round(sampled.dollarsPerMonth),
  });
  span.end();
}

const shown = (value: number): string => value.toLocaleString('pt-BR', { maximumFractionDigits: 2 });

function printTable({ bytesPerSpan, errorShare }: Sample): void {
  const title = [
    'spans/s',
    'Mbit/s',
    'partições',
    'brokers',
    'Kafka, TB',
    'store, TB',
    'nós',
    'US$/mês',
    'com amostra',
  ];
  const rows = RATES.map((rate) => {
    const all = planFor(rate, bytesPerSpan);
    const sampled = planFor(rate * keptShare(errorShare), bytesPerSpan);
    const numbers = [rate, all.megabitsPerSecond, all.partitions, all.brokers, all.kafkaBytes / 1e12];
    const ofStore = [all.storeBytes / 1e12, all.storeNodes];
    const dollars = [Math.round(all.dollarsPerMonth), Math.round(sampled.dollarsPerMonth)];
    return [...numbers, ...ofStore, ...dollars].map(shown);
  });
  for (const row of [title, ...rows]) console.log(row.map((cell) => cell.padStart(11)).join(' '));
}

async function main(): Promise<void> {
  if (!(SPANS_PER_SECOND > 0 && Number.isFinite(SPANS_PER_SECOND))) {
    const received = JSON.stringify(process.env.PLAN_SPANS_PER_SECOND);
    throw new Error(`PLAN_SPANS_PER_SECOND tem de ser um número maior que zero, como 5000. Veio ${received}.`);
  }
  const sample = measureSample();
  const { spans, bytesPerSpan, gzipRatio, errorShare } = sample;
  console.log(
    `${spans} spans pesados: ${shown(bytesPerSpan)} bytes cada um; o gzip os encolhe ${shown(gzipRatio)} vezes.`,
  );
  console.log(
    `Pedidos com erro: ${shown(errorShare * 100)} %. Com a amostra, ficam ${shown(keptShare(errorShare) * 100)} %.\n`,
  );
  printTable(sample);
  record(sample, SPANS_PER_SECOND);
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => provider.shutdown());
