/**
 * Métricas do OTLP (`ExportMetricsServiceRequest`) → famílias com os nomes e os rótulos do Prometheus, como o Prometheus 3
 * faz, sem mudar nada nas configurações, ao receber OTLP:
 *
 *   recurso   service.name, service.instance.id   →  job, instance; os outros atributos, numa série `target_info`
 *   métrica   http.server.duration, s             →  http_server_duration_seconds   (prometheus-names.ts)
 *   ponto     atributos                           →  rótulos; um histograma vira um balde por série, a soma e a contagem
 *
 * O escopo não vira rótulo, a não ser que outro escopo, do mesmo processo e no mesmo pedido, já tenha dado essa métrica:
 * as séries do segundo ganham `otel_scope_name` (e `otel_scope_version`), ou se misturariam com as do primeiro.
 *
 * O pedido é validado inteiro antes (`otlp-validate.ts`). Um ponto bem escrito que não faz sentido é recusado sozinho.
 */
import { formatDuration } from '../../format.ts';
import type { MetricFamily, MetricMetadata, MetricPoint } from '../store/metrics/metric-store.ts';
import { METRIC_NAME } from '../store/metrics/metric-store.ts';
import type { Attribute } from '../store/model.ts';
import { MAX_AHEAD_MS } from './far-future.ts';
import { MAX_ITEMS_PER_MESSAGE } from './key-value-table.ts';
import { MetricLabelsCache, type PointLabels, withLabel } from './metric-labels.ts';
import { decodeScope } from './otlp-decode.ts';
import { type MetricHeader, readMetricHeader } from './otlp-metric-header.ts';
import { PointReader, RESOURCE } from './otlp-metric-point.ts';
import {
  attributeLabels,
  type MetricTarget,
  metricTarget,
  targetInfoLabels,
  withTarget,
} from './otlp-metric-resource.ts';
import { METRICS_REQUEST } from './otlp-schema.ts';
import { validateMessage } from './otlp-validate.ts';
import { visitFields } from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';

export interface DecodedMetrics {
  families: MetricFamily[];
  /** Pontos do pedido, os recusados inclusive; `target_info` não veio nele. */
  points: number;
  rejectedPoints: number;
  /** Por que o primeiro deles foi recusado, com o nome da métrica; `''` se nenhum foi. */
  reason: string;
}

/** De um pedido. Um balde vazio ocupa 1 byte e vira uma amostra de cem: sem limite, 20 MiB virariam gigabytes. */
export const MAX_SAMPLES_PER_REQUEST = 500_000;
export const MAX_POINT_ATTRIBUTES = 128;

/** O mesmo limite dos traces. */
const MAX_RESOURCE_ATTRIBUTES = MAX_ITEMS_PER_MESSAGE;

const TARGET_INFO = 'target_info';

const labelsCache = new MetricLabelsCache();
const resourceReader = new PointReader(RESOURCE);
/** As mensagens que são um ponto, pelo nome em `otlp-schema.ts`. */
const DATA_POINTS = new Set([
  'NumberDataPoint',
  'HistogramDataPoint',
  'ExponentialHistogramDataPoint',
  'SummaryDataPoint',
]);

/**
 * @param nowMs A hora daqui, em milissegundos Unix: um ponto muito à frente dela é recusado. Sem ela, nenhum é.
 * @throws WireError se os bytes não são um pedido de métricas.
 */
export function decodeMetricsRequest(request: Uint8Array, nowMs = Infinity): DecodedMetrics {
  const points = validateMessage(METRICS_REQUEST, request, DATA_POINTS);
  const decoder = new Decoder(Buffer.from(request.buffer, request.byteOffset, request.byteLength), nowMs);
  decoder.decode();
  return { ...decoder.result, points };
}

interface Scope {
  name: string;
  version: string;
}

/** Uma métrica de um processo e de um escopo. */
interface Metric extends MetricHeader {
  /** O número dela e de quem a emitiu, para achar os rótulos. */
  context: number;
  /** Se vira rótulo. */
  scope: Scope | undefined;
}

class Decoder {
  readonly result: Omit<DecodedMetrics, 'points'> = { families: [], rejectedPoints: 0, reason: '' };
  readonly #bytes: Buffer;
  readonly #nowMs: number;
  /** De que escopo é cada métrica de cada processo: o primeiro em que apareceu. */
  readonly #owners = new Map<number, string>();
  #target: MetricTarget = { job: '', instance: '' };
  #scope: Scope = { name: '', version: '' };
  #latestMs = 0;
  #samples = 0;

  constructor(bytes: Buffer, nowMs: number) {
    this.#bytes = bytes;
    this.#nowMs = nowMs;
    labelsCache.startRequest();
  }

  decode(): void {
    visitFields(this.#bytes, 0, this.#bytes.length, (field, start, end) => {
      if (field === 1) this.#resourceMetrics(start, end);
    });
  }

  #resourceMetrics(start: number, end: number): void {
    let attributes: Attribute[] = [];
    visitFields(this.#bytes, start, end, (field, from, to) => {
      if (field === 1) attributes = this.#resourceAttributes(from, to);
    });
    this.#target = metricTarget(attributes);
    this.#latestMs = 0;
    visitFields(this.#bytes, start, end, (field, from, to) => {
      if (field === 2) this.#scopeMetrics(from, to);
    });
    this.#addTargetInfo(attributes);
  }

  #resourceAttributes(start: number, end: number): Attribute[] {
    resourceReader.read(this.#bytes, start, end);
    if (resourceReader.attributeCount > MAX_RESOURCE_ATTRIBUTES) {
      throw new WireError('too_many', `um recurso com mais de ${MAX_RESOURCE_ATTRIBUTES} atributos.`);
    }
    return resourceReader.attributes();
  }

  #scopeMetrics(start: number, end: number): void {
    this.#scope = { name: '', version: '' };
    visitFields(this.#bytes, start, end, (field, from, to) => {
      if (field === 1) this.#scope = decodeScope(this.#bytes.subarray(from, to));
    });
    visitFields(this.#bytes, start, end, (field, from, to) => {
      if (field === 2) this.#metric(from, to);
    });
  }

  #metric(start: number, end: number): void {
    const header = readMetricHeader(this.#bytes, start, end);
    if (!header) return;
    const metric: Metric = { ...header, ...this.#contextOf(header.metadata.name) };
    const points: MetricPoint[] = [];
    visitFields(this.#bytes, header.dataStart, header.dataEnd, (field, from, to) => {
      if (field !== 1) return;
      const point = this.#point(metric, from, to);
      if (typeof point === 'string') this.#reject(header.name, point);
      else points.push(point);
    });
    if (points.length > 0) this.result.families.push({ metadata: header.metadata, points });
  }

  /** O número da métrica deste processo, e o escopo, se ele precisa aparecer nos rótulos. */
  #contextOf(family: string): { context: number; scope: Scope | undefined } {
    const { job, instance } = this.#target;
    const { name, version } = this.#scope;
    const context = labelsCache.contextOf(job, instance, family);
    const key = `${name}\0${version}`;
    const owner = this.#owners.get(context) ?? key;
    this.#owners.set(context, owner);
    if (owner === key) return { context, scope: undefined };
    return { context: labelsCache.contextOf(job, instance, family, name, version), scope: this.#scope };
  }

  /** O ponto, ou o motivo de o recusar. */
  #point(metric: Metric, start: number, end: number): MetricPoint | string {
    const { kind, metadata, problem } = metric;
    if (problem !== '') return problem;
    if (this.#samples >= MAX_SAMPLES_PER_REQUEST) {
      return `veio num pedido com mais de ${MAX_SAMPLES_PER_REQUEST} valores; mande menos pontos por pedido`;
    }
    const { reader } = kind;
    reader.read(this.#bytes, start, end);
    const timestampMs = reader.timeMs();
    if (timestampMs === 0) return 'veio sem instante (timeUnixNano)';
    if (timestampMs > this.#nowMs + MAX_AHEAD_MS) {
      return `veio com um instante ${formatDuration((timestampMs - this.#nowMs) * 1000)} à frente do relógio daqui; acerte o relógio de quem mandou`;
    }
    if (reader.attributeCount > MAX_POINT_ATTRIBUTES)
      return `tem um ponto com mais de ${MAX_POINT_ATTRIBUTES} atributos`;
    const labels = this.#labelsOf(metric);
    if (labels.unnamed !== undefined) {
      return `tem o atributo ${JSON.stringify(labels.unnamed.slice(0, 40))}, sem letra nem número para dar nome a um rótulo`;
    }
    const samples = kind.samples(reader, metadata.name, labels);
    if (typeof samples === 'string') return samples;
    this.#samples += samples.length;
    for (const { exemplars } of samples) if (exemplars) this.#samples += exemplars.length;
    if (timestampMs > this.#latestMs) this.#latestMs = timestampMs;
    const point: MetricPoint = { timestampMs, isDelta: metadata.isDelta, samples };
    const startMs = metric.hasStart ? reader.startMs() : 0;
    if (startMs > 0) point.startMs = startMs;
    return point;
  }

  #labelsOf({ kind: { reader }, context, scope }: Metric): PointLabels {
    return labelsCache.get(reader.attributeBytes, reader.attributesStart, reader.attributesEnd, context, () => {
      const base = attributeLabels(reader.attributes());
      let labels = withTarget(base.labels, this.#target);
      if (scope) {
        labels = withLabel(labels, 'otel_scope_name', scope.name);
        labels = withLabel(labels, 'otel_scope_version', scope.version);
      }
      return { ...base, labels };
    });
  }

  #addTargetInfo(attributes: readonly Attribute[]): void {
    const labels = targetInfoLabels(attributes, this.#target);
    if (this.#latestMs === 0 || labels.length === 0) return;
    const metadata: MetricMetadata = {
      name: TARGET_INFO,
      type: 'gauge',
      help: 'Atributos do recurso de cada processo.',
      unit: '',
      isDelta: false,
    };
    const samples = [{ labels: withLabel(labels, METRIC_NAME, TARGET_INFO), value: 1 }];
    this.result.families.push({ metadata, points: [{ timestampMs: this.#latestMs, isDelta: false, samples }] });
  }

  #reject(name: string, problem: string): void {
    this.result.rejectedPoints++;
    if (this.result.reason === '') this.result.reason = `A métrica ${JSON.stringify(name.slice(0, 100))} ${problem}.`;
  }
}
