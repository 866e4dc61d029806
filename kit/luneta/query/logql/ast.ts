/** Uma consulta LogQL já lida: as condições são funções prontas. */
import type { LabelMatcher } from '../../store/metrics/metric-store.ts';
import type { EntryFilter } from './label-filter.ts';

/** `{servico="loja"} |= "erro" | json | status >= 500` */
export interface LogSelector {
  type: 'log';
  /** Sobre os rótulos do stream. */
  matchers: readonly LabelMatcher[];
  /** As etapas, na ordem; a primeira que devolve `false` descarta a linha. */
  stages: readonly EntryFilter[];
  /** Trechos que a linha tem de conter, em UTF-8: descartam registros de texto sem os decodificar. */
  needles: readonly Uint8Array[];
}

/** `count_over_time(…[5m])` ou `rate(…[5m])`. */
export interface RangeExpr {
  type: 'range';
  log: LogSelector;
  perSecond: boolean;
  rangeNs: bigint;
  offsetNs: bigint;
}

export interface Grouping {
  without: boolean;
  labels: ReadonlySet<string>;
}

export interface SumExpr {
  type: 'sum';
  grouping: Grouping;
  of: MetricExpr;
}

/** `vector(1)`, e contas entre eles. */
export interface VectorExpr {
  type: 'vector';
  value: number;
}

export type MetricExpr = RangeExpr | SumExpr | VectorExpr;
export type LogqlExpr = LogSelector | MetricExpr;
