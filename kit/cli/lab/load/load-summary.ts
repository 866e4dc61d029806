/** O que as visitas deram: quantas, quantas falharam, quanto demoraram. */
import { quantileOf } from '../../../luneta/query/quantile.ts';
import { VISIT_KINDS, type VisitKind } from './visit.ts';

export interface LoadRow {
  visits: number;
  /** As que não responderam o que se esperava, ou não responderam. */
  errors: number;
  /** Em ms; 0 sem nenhuma visita. */
  p50: number;
  p95: number;
}

export interface LoadSummary extends LoadRow {
  durationMs: number;
  kinds: Readonly<Record<VisitKind, LoadRow>>;
}

/** Das durações se guardam as mais recentes: horas de visitas não enchem a memória. */
const MAX_KEPT = 20_000;

export class LoadStatistics {
  readonly #kinds = new Map(VISIT_KINDS.map((kind) => [kind, { visits: 0, errors: 0, times: [] as number[] }]));

  add(kind: VisitKind, ms: number, isError: boolean): void {
    const row = this.#kinds.get(kind)!;
    row.times[row.visits % MAX_KEPT] = ms;
    row.visits++;
    if (isError) row.errors++;
  }

  read(durationMs: number): LoadSummary {
    const rows = [...this.#kinds.values()];
    const all = {
      visits: rows.reduce((sum, { visits }) => sum + visits, 0),
      errors: rows.reduce((sum, { errors }) => sum + errors, 0),
      times: rows.flatMap(({ times }) => times),
    };
    const kinds = Object.fromEntries([...this.#kinds].map(([kind, row]) => [kind, rowOf(row)]));
    return { durationMs, ...rowOf(all), kinds: kinds as Record<VisitKind, LoadRow> };
  }
}

function rowOf({ visits, errors, times }: { visits: number; errors: number; times: readonly number[] }): LoadRow {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => (sorted.length === 0 ? 0 : quantileOf(sorted, share));
  return { visits, errors, p50: at(0.5), p95: at(0.95) };
}
