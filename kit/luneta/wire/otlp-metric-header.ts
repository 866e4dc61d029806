/** Uma métrica do OTLP, antes dos pontos: o nome que terá no Prometheus, o tipo, e como ler os pontos dela. */
import type { MetricMetadata, MetricType } from '../store/metrics/metric-store.ts';
import { EXPONENTIAL, HISTOGRAM, NUMBER, type PointKind, SUMMARY } from './otlp-metric-samples.ts';
import { prometheusMetricName } from './prometheus-names.ts';
import { readVarint32, visitFields } from './protobuf-reader.ts';

export interface MetricHeader {
  /** Como veio. */
  name: string;
  metadata: MetricMetadata;
  kind: PointKind;
  /** Só o que se acumula recomeça: um medidor não, e os quantis de um summary também não. */
  hasStart: boolean;
  /** Por que nenhum ponto dela serve; `''` se servem. */
  problem: string;
  /** Onde está a mensagem com os pontos (`Gauge`, `Sum`…). */
  dataStart: number;
  dataEnd: number;
}

/** Os tipos de métrica, pelo campo de `Metric` em que os dados vêm. */
const KINDS: ReadonlyMap<number, PointKind> = new Map([
  [5, NUMBER],
  [7, NUMBER],
  [9, HISTOGRAM],
  [10, EXPONENTIAL],
  [11, SUMMARY],
]);
const TYPES: Readonly<Record<number, MetricType>> = { 5: 'gauge', 9: 'histogram', 10: 'histogram', 11: 'summary' };
const SUM = 7;
const Temporality = { DELTA: 1, CUMULATIVE: 2 } as const;

/** A métrica em `[start, end)`, já validada; `undefined` se não traz dados de nenhum tipo conhecido. */
export function readMetricHeader(bytes: Buffer, start: number, end: number): MetricHeader | undefined {
  let name = '';
  let help = '';
  let unit = '';
  let dataField = 0;
  let dataStart = 0;
  let dataEnd = 0;
  visitFields(bytes, start, end, (field, from, to) => {
    if (field === 1) name = bytes.toString('utf8', from, to);
    else if (field === 2) help = bytes.toString('utf8', from, to);
    else if (field === 3) unit = bytes.toString('utf8', from, to);
    else if (KINDS.has(field)) [dataField, dataStart, dataEnd] = [field, from, to];
  });
  const kind = KINDS.get(dataField);
  if (!kind) return undefined;
  let temporality = 0;
  let isMonotonic = false;
  const hasTemporality = dataField === SUM || kind === HISTOGRAM || kind === EXPONENTIAL;
  if (hasTemporality) {
    visitFields(bytes, dataStart, dataEnd, (field, from, to) => {
      if (field === 2) temporality = readVarint32(bytes, from, to);
      else if (field === 3) isMonotonic = readVarint32(bytes, from, to) !== 0;
    });
  }
  const type: MetricType = dataField === SUM ? (isMonotonic ? 'counter' : 'gauge') : TYPES[dataField];
  // `_ratio` é só dos medidores de verdade: uma soma que sobe e desce também é `gauge`, mas é uma contagem.
  const namedAs = type === 'counter' ? 'counter' : dataField === SUM || type !== 'gauge' ? 'other' : 'gauge';
  const family = prometheusMetricName(name, unit, namedAs);
  let problem = '';
  if (family === '') problem = name === '' ? 'veio sem nome' : 'tem um nome sem letra nem número';
  else if (hasTemporality && temporality !== Temporality.DELTA && temporality !== Temporality.CUMULATIVE) {
    problem = `veio com aggregationTemporality ${temporality}; use 1 (delta) ou 2 (cumulative)`;
  }
  return {
    name,
    metadata: { name: family, type, help, unit, isDelta: hasTemporality && temporality === Temporality.DELTA },
    kind,
    hasStart: type === 'counter' || type === 'histogram',
    problem,
    dataStart,
    dataEnd,
  };
}
