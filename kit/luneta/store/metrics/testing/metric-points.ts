/** Famílias de métricas, escritas em pouco: para os testes do armazenamento. */
import type {
  Exemplar,
  LabelMatcher,
  Labels,
  MetricFamily,
  MetricPoint,
  MetricStore,
  MetricType,
} from '../metric-store.ts';

export interface TestSample {
  /** Nome da série, e da métrica se `family` não diz outro. */
  name?: string;
  labels?: Readonly<Record<string, string>>;
  atMs: number;
  value?: number;
  startMs?: number;
  isDelta?: boolean;
  exemplars?: readonly Exemplar[];
  family?: string;
  type?: MetricType;
}

/** Rótulos na ordem em que foram escritos; `__name__` primeiro. */
export function labelsOf(name: string, labels: Readonly<Record<string, string>> = {}): Labels {
  return [['__name__', name], ...Object.entries(labels)];
}

/** Uma família com um ponto de uma amostra. */
export function family({ name = 'm', family: familyName = name, ...sample }: TestSample): MetricFamily {
  const { labels, atMs, value = 1, startMs, isDelta = false, exemplars, type = 'counter' } = sample;
  const point: MetricPoint = {
    timestampMs: atMs,
    isDelta,
    samples: [{ labels: labelsOf(name, labels), value, ...(exemplars ? { exemplars } : {}) }],
  };
  if (startMs !== undefined) point.startMs = startMs;
  return { metadata: { name: familyName, type, help: '', unit: '', isDelta }, points: [point] };
}

/** Acrescenta cada amostra num `append` só dela. */
export function appendEach(store: MetricStore, ...samples: readonly TestSample[]): void {
  for (const sample of samples) store.append([family(sample)]);
}

export const equalTo = (name: string, value: string): LabelMatcher => ({
  name,
  equals: value,
  matches: (found) => found === value,
});

export const matching = (name: string, matches: (value: string) => boolean): LabelMatcher => ({ name, matches });

/** As amostras, por série: `nome{rótulo="valor"}` → [[instante, valor], …]. */
export function dump(
  store: MetricStore,
  matchers: readonly LabelMatcher[] = [],
  minMs = -Infinity,
  maxMs = Infinity,
): Record<string, number[][]> {
  const found = store
    .select(matchers, minMs, maxMs)
    .map(({ labels, timestampsMs, values }): [string, number[][]] => [
      seriesName(labels),
      Array.from(timestampsMs, (at, i) => [at, values[i]]),
    ]);
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function seriesName(labels: Labels): string {
  const name = labels.find(([label]) => label === '__name__')?.[1] ?? '';
  const others = labels.filter(([label]) => label !== '__name__').map(([label, value]) => `${label}="${value}"`);
  return others.length > 0 ? `${name}{${others.join(',')}}` : name;
}
