/** As métricas que passam pelos filtros, em grupos: pelo começo do nome, como no Explore Metrics, ou por serviço. */
import type { MetricEntry } from './metrics-catalog.ts';
import type { MetricsForm } from './metrics-params.ts';

/** Uma métrica num grupo; em grupos por serviço, só as séries dele. */
export interface GroupMember {
  entry: MetricEntry;
  job: string;
}

export interface MetricGroup {
  key: string;
  members: readonly GroupMember[];
}

/** Chaves que nenhum nome de métrica tem. */
export const DERIVED_GROUP = '(spans)';
export const OTHERS_GROUP = '(outras)';

export function matchEntries(entries: readonly MetricEntry[], { q, service, type }: MetricsForm): MetricEntry[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ name, help, type: own, jobs }) => {
    if (type !== '' && own !== type) return false;
    if (service !== '' && !jobs.includes(service)) return false;
    // `http.server` se escreve como no código, e o nome aqui é o do Prometheus.
    const text = `${name} ${help}`.toLowerCase();
    return words.every((word) => text.includes(word) || text.includes(word.replaceAll('.', '_')));
  });
}

/** Em ordem alfabética; as derivadas primeiro, que resumem as outras, e as avulsas por último. */
export function groupEntries(entries: readonly MetricEntry[], { groupBy, service }: MetricsForm): MetricGroup[] {
  const groups = new Map<string, GroupMember[]>();
  for (const entry of entries) {
    const jobs = groupBy === 'service' ? (service === '' ? entry.jobs : [service]) : [];
    const keys = entry.derived ? [DERIVED_GROUP] : groupBy === 'prefix' ? [prefixOf(entry.name)] : jobs;
    for (const key of keys.length === 0 ? [OTHERS_GROUP] : keys) {
      const job = groupBy === 'service' && jobs.includes(key) ? key : service;
      const members = groups.get(key) ?? [];
      groups.set(key, members);
      members.push({ entry, job });
    }
  }
  if (groupBy === 'prefix') gatherSingles(groups);
  return [...groups]
    .map(([key, members]) => ({ key, members }))
    .toSorted((a, b) => order(a.key) - order(b.key) || (a.key < b.key ? -1 : 1));
}

function order(key: string): number {
  if (key === DERIVED_GROUP) return 0;
  return key === OTHERS_GROUP ? 2 : 1;
}

function prefixOf(name: string): string {
  return /[^_:.]+/.exec(name)?.[0] ?? name;
}

/** Um título para cada métrica não agrupa nada: as que estão sozinhas vão juntas. */
function gatherSingles(groups: Map<string, GroupMember[]>): void {
  const single = [...groups].filter(([key, { length }]) => length === 1 && key !== DERIVED_GROUP);
  if (single.length < 2) return;
  for (const [key] of single) groups.delete(key);
  groups.set(OTHERS_GROUP, [...(groups.get(OTHERS_GROUP) ?? []), ...single.flatMap(([, members]) => members)]);
}
