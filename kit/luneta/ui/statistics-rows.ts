/** As linhas das estatísticas na ordem pedida, e o filtro que acha os spans de cada uma. */
import type { StatisticsGrouping, StatisticsRow } from '../query/trace-statistics.ts';
import type { TraceTree } from '../query/trace-tree.ts';
import { compareText } from '../store/attribute-text.ts';
import { filterTerm, type StatisticsSort, type TraceParams } from './trace-params.ts';

export function groupingOf({ group, key }: Pick<TraceParams, 'group' | 'key'>): StatisticsGrouping {
  return group === 'attribute' ? { by: group, key } : { by: group };
}

/** Do maior para o menor; os nomes, em ordem alfabética. */
export function sortStatistics(rows: readonly StatisticsRow[], sort: StatisticsSort): StatisticsRow[] {
  if (sort === 'name') return rows.toSorted((a, b) => compareText(rowName(a), rowName(b)));
  const measure = MEASURES[sort];
  return rows.toSorted((a, b) => measure(b) - measure(a));
}

const MEASURES: Record<Exclude<StatisticsSort, 'name'>, (row: StatisticsRow) => number> = {
  count: (row) => row.count,
  errors: (row) => row.errorCount,
  self: (row) => row.self.totalUs,
  share: (row) => row.selfShare,
  duration: (row) => row.duration.totalUs,
  avg: (row) => row.duration.avgUs,
  min: (row) => row.duration.minUs,
  // Sem p95, no fim.
  p95: (row) => row.durationP95Us ?? -1,
  max: (row) => row.duration.maxUs,
};

/** `''` no grupo dos spans que não têm o atributo. */
export function rowName({ service, operation, value }: StatisticsRow): string {
  return [service, operation, value].filter((part) => part !== undefined).join(' ');
}

/** O filtro da linha do tempo que mostra os spans deste grupo. */
export function rowFilter({ service, operation, value }: StatisticsRow, key: string): string {
  const terms = [];
  if (service !== undefined) terms.push(filterTerm('service', service));
  if (operation !== undefined) terms.push(filterTerm('name', operation));
  if (value !== undefined) terms.push(filterTerm(key, value));
  return terms.join(' ');
}

/** As chaves que há nos spans e nos recursos, em ordem alfabética, no máximo `max`. */
export function attributeKeys({ nodes }: TraceTree, max: number): string[] {
  const keys = new Set<string>();
  for (const { span } of nodes) {
    for (const owner of [span, span.resource]) for (const { key } of owner.attributes) keys.add(key);
    if (keys.size > max) break;
  }
  return [...keys].toSorted(compareText).slice(0, max);
}
