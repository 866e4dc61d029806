/** As séries de uma resposta do Prometheus, com os baldes de um histograma juntos e o recurso de quem as mandou. */
import { groupBy } from '../../group-by.ts';
import { fieldsOf } from '../../read-answer.ts';
import type { Labels } from '../labels.ts';
import type { PrometheusType, ReadSeries, Sample } from '../metrics/series.ts';
import { UNKNOWN_SERVICE } from '../span.ts';

/** O que a API respondeu. */
export interface Told {
  targets: readonly unknown[];
  series: readonly unknown[];
  metadata: Readonly<Record<string, unknown>>;
  /** O que respondeu a quem perguntou pelos exemplares. */
  exemplars?: readonly unknown[];
}

interface RawSeries {
  name: string;
  job: string;
  instance: string;
  /** O limite de um balde. */
  le?: string;
  labels: Labels;
  samples: Sample[];
  isNative: boolean;
}

const PART = /_(?:bucket|count|sum)$/;

/** O que não tem a forma da API é deixado de lado. @param sinceUs As amostras de antes não contam. */
export function readSeries({ targets, series, metadata, exemplars }: Told, sinceUs: number): ReadSeries[] {
  const raws = series.map((item) => toRaw(item, sinceUs)).filter((raw) => raw !== undefined);
  const infos = targets.map((item) => toRaw(item, sinceUs)).filter((raw) => raw !== undefined);
  const byTarget = groupBy(infos, targetKey);
  const histograms = new Set(raws.filter(({ le, name }) => le !== undefined && PART.test(name)).map(baseOf));
  const nameOf = (raw: RawSeries): string => (histograms.has(baseOf(raw)) ? baseOf(raw) : raw.name);
  const keyOf = (raw: RawSeries): string =>
    JSON.stringify([nameOf(raw), targetKey(raw), Object.entries(raw.labels).toSorted()]);
  const groups = groupBy(raws, keyOf);
  const traces = exemplars && groupBy(exemplars.flatMap(toExemplars), ({ raw }) => keyOf(raw));
  return [...groups].map(([key, group]): ReadSeries => {
    const name = nameOf(group[0]);
    const isHistogram = group.some(({ le, isNative }) => le !== undefined || isNative);
    const infosOf = byTarget.get(targetKey(group[0])) ?? [];
    const told = fieldsOf([metadata[name]].flat()[0]);
    const type = isHistogram ? 'histogram' : plainType(name, told.type);
    return {
      name,
      ...(type && { type }),
      ...(typeof told.unit === 'string' && { unit: told.unit }),
      labels: group[0].labels,
      service: serviceOf(group[0], infosOf),
      ...(isHistogram && !group[0].isNative && { bounds: boundsOf(group) }),
      ...(traces && { exemplars: (traces.get(key) ?? []).map(({ traceId }) => traceId) }),
      samples: (group.find((raw) => raw.name === `${name}_count`) ?? group[0]).samples,
      resources: infosOf.map((info) => ({
        ...info.labels,
        ...(info.instance && { service_instance_id: info.instance }),
      })),
    };
  });
}

/** De uma série, com os exemplares dela: cada um, com a série de que é. */
function toExemplars(item: unknown): { raw: RawSeries; traceId: string }[] {
  const { seriesLabels, exemplars } = fieldsOf(item);
  // Só os rótulos interessam: o valor de um exemplar é o da medida.
  const raw = toRaw({ metric: seriesLabels, values: [[0, '0']] }, 0);
  if (!raw || !Array.isArray(exemplars)) return [];
  const traceIds = exemplars.map((each) => fieldsOf(fieldsOf(each).labels).trace_id);
  return traceIds.flatMap((traceId) => (typeof traceId === 'string' ? [{ raw, traceId }] : []));
}

function baseOf({ name }: RawSeries): string {
  return name.replace(PART, '');
}

function targetKey({ job, instance }: RawSeries): string {
  return JSON.stringify([job, instance]);
}

/** De quem não tem baldes. Nem todo backend guarda os metadados, e o que ele diz pode ser de quem usou o nome antes. */
function plainType(name: string, told: unknown): PrometheusType | undefined {
  if (name.endsWith('_total')) return 'counter';
  if (told === 'histogram') return 'gauge';
  return told === 'counter' || told === 'gauge' || told === 'summary' ? told : undefined;
}

/** `job` é `service.name`, com `service.namespace` e uma barra antes, se ele há. */
function serviceOf({ job }: RawSeries, [info]: readonly RawSeries[]): string {
  const { service_name: name, service_namespace: namespace } = info?.labels ?? {};
  if (name !== undefined) return name;
  if (namespace !== undefined && job.startsWith(`${namespace}/`)) return job.slice(namespace.length + 1);
  // O SDK põe o caminho do executável no nome de quem não o tem.
  return job.startsWith(UNKNOWN_SERVICE) ? job : job.slice(job.indexOf('/') + 1) || UNKNOWN_SERVICE;
}

function boundsOf(group: readonly RawSeries[]): number[] {
  const bounds = group.map(({ le }) => Number(le)).filter(Number.isFinite);
  return [...new Set(bounds)].toSorted((a, b) => a - b);
}

function toRaw(item: unknown, sinceUs: number): RawSeries | undefined {
  const { metric, values, histograms } = fieldsOf(item);
  const { __name__: name, job, instance, le, ...others } = fieldsOf(metric);
  const isNative = !Array.isArray(values) && Array.isArray(histograms);
  const points: readonly unknown[] = Array.isArray(values) ? values : isNative ? (histograms as unknown[]) : [];
  const samples = points.map(toSample).filter(([timeUs, value]) => timeUs >= sinceUs && !Number.isNaN(value));
  if (typeof name !== 'string' || samples.length === 0) return undefined;
  return {
    name,
    job: String(job ?? ''),
    instance: String(instance ?? ''),
    ...(le !== undefined && { le: String(le) }),
    labels: Object.fromEntries(
      Object.entries(others)
        .filter(([key]) => !key.startsWith('otel_scope_'))
        .map(([key, value]) => [key, String(value)]),
    ),
    samples,
    isNative,
  };
}

/** Segundos e um texto; de um histograma nativo, a contagem dele. */
function toSample(point: unknown): Sample {
  const [seconds, value]: unknown[] = Array.isArray(point) ? point : [];
  const text = typeof value === 'object' ? fieldsOf(value).count : value;
  return [Math.round(Number(seconds) * 1e6), numberOf(String(text))];
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
