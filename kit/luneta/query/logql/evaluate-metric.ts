/** Uma expressão de métrica → o que ler do armazenamento e o que fazer com o lido. */
import type { Grouping, LogSelector, MetricExpr } from './ast.ts';
import { type LogSeries, SeriesCollector, stepCount, type Steps, sumSeries } from './collect-series.ts';

export interface MetricPlan {
  /** O que alimentar, e com que linhas; `undefined` se a expressão não lê nenhuma. */
  input: { log: LogSelector; collector: SeriesCollector } | undefined;
  /** As séries, depois de alimentado. */
  result(): LogSeries[];
}

export function planMetric(expr: MetricExpr, steps: Steps, grouping?: Grouping): MetricPlan {
  switch (expr.type) {
    case 'vector':
      return {
        input: undefined,
        result: () => [{ labels: new Map(), values: new Float64Array(stepCount(steps)).fill(expr.value) }],
      };
    case 'range': {
      const collector = new SeriesCollector(expr, steps, grouping);
      return { input: { log: expr.log, collector }, result: () => collector.result() };
    }
    case 'sum': {
      const inner = planMetric(expr.of, steps, expr.grouping);
      return { input: inner.input, result: () => sumSeries(expr.grouping, inner.result()) };
    }
  }
}
