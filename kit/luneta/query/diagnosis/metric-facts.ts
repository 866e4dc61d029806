/** O que as regras de métricas perguntam ao armazenamento delas. */
import type { LabelMatcher, Labels, MetricStore, SeriesSamples } from '../../store/metrics/metric-store.ts';

/** O que se olha: uma métrica que parou há mais tempo já não é assunto. */
export const RECENT_MS = 600_000;
/** Séries olhadas entre duas ocasiões de parar. */
export const SERIES_PER_BREATH = 500;

/** As derivadas dos spans: quem responde por elas são os spans, e as regras deles. */
const DERIVED = /^traces_span_metrics_/;

export function labelOf(labels: Labels, name: string): string {
  return labels.find(([each]) => each === name)?.[1] ?? '';
}

export function isDerived(metric: string): boolean {
  return DERIVED.test(metric);
}

/** Os rótulos das séries recentes. */
export function recentLabels(store: MetricStore, nowMs: number): Labels[] {
  return store.selectLabels([], nowMs - RECENT_MS, nowMs + RECENT_MS);
}

/** As séries recentes de um serviço, com as amostras. */
export function recentSeriesOf(store: MetricStore, nowMs: number, service: string): SeriesSamples[] {
  return store.select([ofService(service)], nowMs - RECENT_MS, nowMs + RECENT_MS);
}

/** Há alguma série deste serviço. */
export function hasSeries(store: MetricStore, service: string): boolean {
  return store.selectLabels([ofService(service)], -Infinity, Infinity).length > 0;
}

/** À mão: `label-matcher.ts` traz as expressões regulares, que atrasariam a partida. */
function ofService(service: string): LabelMatcher {
  return { name: 'job', equals: service, matches: (found) => found === service };
}

/** De que família é uma série: `x` para `x_bucket`, `x_sum` e `x_count`, se há uma `x`. */
export function familyOf(name: string, families: ReadonlySet<string>): string {
  if (families.has(name)) return name;
  const cut = name.lastIndexOf('_');
  return families.has(name.slice(0, cut)) ? name.slice(0, cut) : name;
}
