/** Que métricas há: as famílias com os seus metadados, quantas séries tem cada uma, e de que serviços vêm. */
import {
  type Labels,
  METRIC_NAME,
  type MetricMetadata,
  type MetricStore,
  type MetricType,
} from '../store/metrics/metric-store.ts';

export interface MetricEntry {
  name: string;
  type: MetricType;
  help: string;
  unit: string;
  isDelta: boolean;
  series: number;
  /** Os rótulos `job` das séries, em ordem alfabética, e quantas são de cada um. */
  jobs: readonly string[];
  seriesOf: ReadonlyMap<string, number>;
  /** Os nomes que as séries têm: de um histograma, `x_bucket`, `x_count` e `x_sum`. */
  seriesNames: readonly string[];
  /** Algumas séries, para ver de quanto em quanto tempo chegam amostras. */
  examples: readonly Labels[];
  /** A Luneta a calculou dos spans. */
  derived: boolean;
}

/** O prefixo que o `span_metrics` do Collector dá às métricas que ele deriva. */
export const SPAN_METRICS_PREFIX = 'traces_span_metrics_';

const MAX_EXAMPLES = 3;
/** O que uma família acrescenta ao nome dela, e de que tipo é para isso. */
const SUFFIXES = ['_bucket', '_count', '_sum', '_total', '_created'] as const;

export class MetricCatalog {
  readonly #store: MetricStore;
  #version = -1;
  #entries: readonly MetricEntry[] = [];

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Em ordem alfabética de nome. */
  read(): readonly MetricEntry[] {
    const { version } = this.#store.getStats();
    if (version !== this.#version) {
      this.#version = version;
      this.#entries = readEntries(this.#store);
    }
    return this.#entries;
  }

  find(name: string): MetricEntry | undefined {
    return this.read().find((entry) => entry.name === name);
  }
}

interface Draft {
  metadata: MetricMetadata;
  series: number;
  seriesOf: Map<string, number>;
  seriesNames: Set<string>;
  examples: Labels[];
}

function readEntries(store: MetricStore): MetricEntry[] {
  const metadata = new Map(store.getMetadata().map((one) => [one.name, one]));
  const drafts = new Map<string, Draft>();
  for (const labels of store.selectLabels([], 0, Number.MAX_SAFE_INTEGER)) {
    const name = valueOf(labels, METRIC_NAME);
    const family = familyOf(name, metadata);
    const draft = drafts.get(family.name) ?? newDraft(family);
    drafts.set(family.name, draft);
    draft.series++;
    draft.seriesNames.add(name);
    const job = valueOf(labels, 'job');
    if (job !== '') draft.seriesOf.set(job, (draft.seriesOf.get(job) ?? 0) + 1);
    if (draft.examples.length < MAX_EXAMPLES) draft.examples.push(labels);
  }
  return [...drafts.values()]
    .map(({ metadata: { name, type, help, unit, isDelta }, series, seriesOf, seriesNames, examples }) => ({
      name,
      type,
      help,
      unit,
      isDelta,
      series,
      jobs: [...seriesOf.keys()].toSorted(),
      seriesOf,
      seriesNames: [...seriesNames].toSorted(),
      examples,
      derived: name.startsWith(SPAN_METRICS_PREFIX),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A família de uma série; sem metadados, ela é a sua própria. */
function familyOf(name: string, metadata: ReadonlyMap<string, MetricMetadata>): MetricMetadata {
  const own = metadata.get(name);
  if (own) return own;
  for (const suffix of SUFFIXES) {
    const found = name.endsWith(suffix) ? metadata.get(name.slice(0, -suffix.length)) : undefined;
    if (found) return found;
  }
  return { name, type: name.endsWith('_total') ? 'counter' : 'unknown', help: '', unit: '', isDelta: false };
}

function newDraft(metadata: MetricMetadata): Draft {
  return { metadata, series: 0, seriesOf: new Map(), seriesNames: new Set(), examples: [] };
}

export function valueOf(labels: Labels, name: string): string {
  return labels.find(([key]) => key === name)?.[1] ?? '';
}

/** O `job` é `namespace/serviço`, ou só o serviço. */
export function serviceOf(job: string): string {
  return job.slice(job.lastIndexOf('/') + 1);
}
