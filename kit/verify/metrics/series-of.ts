/** As séries desta tentativa, do que as fontes leram. */
import { ATTEMPT_ATTRIBUTE, type Attempt, exclusionAt, type ExclusionReason } from '../attempt.ts';
import type { NoteExcluded } from '../evidence.ts';
import { labelOf, type Labels } from '../labels.ts';
import type { Reading } from '../sources/source.ts';
import type { ObservedSeries, ReadSeries } from './series.ts';

/** `undefined` se nenhuma fonte mostra métricas. */
export function seriesOf(
  readings: readonly Pick<Reading, 'metrics'>[],
  attempt: Attempt,
  exclude: NoteExcluded,
): ObservedSeries[] | undefined {
  const read = readings.map(({ metrics }) => metrics).filter((metrics) => metrics !== undefined);
  if (read.length === 0) return undefined;
  const excluded = new Map<string, readonly [name: string, reason: ExclusionReason]>();
  const series = read.flat().flatMap((item) => {
    const observed = observe(item, attempt);
    if (typeof observed !== 'string') return [observed];
    excluded.set(`${observed} ${item.name}`, [item.name, observed]);
    return [];
  });
  for (const [name, reason] of excluded.values()) exclude('metrics', name, reason);
  return series;
}

/** De um processo sem `service.instance.id` podem-se ver os recursos de duas execuções: basta que um seja o desta. */
function observe({ samples, resources, ...series }: ReadSeries, attempt: Attempt): ObservedSeries | ExclusionReason {
  const idOf = (resource: Labels): string | undefined => labelOf(resource, ATTEMPT_ATTRIBUTE);
  const resource =
    resources.find((each) => attempt.id !== undefined && idOf(each) === attempt.id) ??
    resources.find((each) => idOf(each) === undefined) ??
    resources[0] ??
    {};
  const reasonAt = ([timeUs]: ReadSeries['samples'][number]) => exclusionAt({ timeUs, id: idOf(resource) }, attempt);
  const counted = samples.findLast((sample) => reasonAt(sample) === undefined);
  if (counted) return { ...series, resource, value: counted[1] };
  return samples.map(reasonAt).find((reason) => reason !== undefined) ?? 'before_attempt';
}
