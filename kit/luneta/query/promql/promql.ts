/**
 * O PromQL da Luneta: a parte que os painéis dos labs usam, na gramática oficial e com as contas do Prometheus. O que não
 * está aqui é recusado pelo nome, com o lugar na consulta.
 */
import type { Labels, MetricStore } from '../../store/metrics/metric-store.ts';
import type { PromqlExpr } from './ast.ts';
import { everyStep, evaluateScalar, evaluateVector } from './evaluate.ts';
import { Evaluation, type StepRange, type Work } from './evaluation.ts';
import { type Matrix, sortByLabels, type StepSeries } from './matrix.ts';
import { MESSAGES, TYPE_NAMES } from './messages.ts';
import { PromqlError } from './promql-error.ts';
import { selectRaw } from './select-steps.ts';
import { typeOf } from './types.ts';

export type { PromqlExpr } from './ast.ts';
export type { StepRange } from './evaluation.ts';
export { sortByLabels } from './matrix.ts';
export { MAX_QUERY_CHARS, parsePromql, parseSeriesSelector } from './parse.ts';
export { PromqlError, type PromqlErrorKind } from './promql-error.ts';
export { selectorsOf } from './ast.ts';

export type Point = readonly [timestampMs: number, value: number];

export interface PromqlSample {
  labels: Labels;
  value: number;
}

export interface PromqlSeries {
  labels: Labels;
  points: Point[];
}

/** O valor de uma expressão num instante; vetores e séries em ordem de rótulos. */
export type PromqlValue =
  | { type: 'scalar'; value: number }
  | { type: 'string'; value: string }
  | { type: 'vector'; samples: PromqlSample[] }
  | { type: 'matrix'; series: PromqlSeries[] };

export interface EvaluationOptions {
  /** Até quando uma amostra ainda vale; cinco minutos se não se diz. */
  lookbackMs?: number;
}

/** Quem chama sem poder parar não prende o processo por mais que isto. */
const MAX_SYNC_MS = 2_000;

/** @throws PromqlError `execution` ou `timeout` */
export function evaluateInstant(
  store: MetricStore,
  expr: PromqlExpr,
  timeMs: number,
  options: EvaluationOptions = {},
): PromqlValue {
  return runToEnd(instantWork(store, expr, timeMs, options));
}

/**
 * Em cada instante de `startMs` a `endMs`, de `stepMs` em `stepMs`; as séries em ordem de rótulos, e um ponto em cada passo
 * em que há valor. Um número é uma série sem rótulos.
 * @throws PromqlError `execution` ou `timeout`; `syntax` se o tipo da expressão não serve.
 */
export function evaluateRange(
  store: MetricStore,
  expr: PromqlExpr,
  range: StepRange,
  options: EvaluationOptions = {},
): PromqlSeries[] {
  return runToEnd(rangeWork(store, expr, range, options)).map((series) => ({
    labels: series.labels,
    points: [...pointsOf(series, range)],
  }));
}

/** `evaluateInstant` em pedaços. */
export function* instantWork(
  store: MetricStore,
  expr: PromqlExpr,
  timeMs: number,
  { lookbackMs }: EvaluationOptions = {},
): Work<PromqlValue> {
  const evaluation = new Evaluation(store, { startMs: timeMs, endMs: timeMs, stepMs: 1 }, lookbackMs);
  switch (expr.kind) {
    case 'string':
      return { type: 'string', value: expr.value };
    case 'range': {
      const series = sortByLabels(selectRaw(evaluation, expr)).map(({ labels, timestampsMs, values }) => ({
        labels,
        points: Array.from(values, (value, i): Point => [timestampsMs[i], value]),
      }));
      return { type: 'matrix', series };
    }
    default:
  }
  if (typeOf(expr) === 'scalar') return { type: 'scalar', value: (yield* evaluateScalar(evaluation, expr))[0] };
  const matrix = yield* evaluateVector(evaluation, expr);
  const samples = sortByLabels(withValues(matrix)).map(({ labels, values }) => ({ labels, value: values[0] }));
  return { type: 'vector', samples };
}

/** `evaluateRange` em pedaços, e sem desdobrar os pontos: `pointsOf` os percorre. */
export function* rangeWork(
  store: MetricStore,
  expr: PromqlExpr,
  range: StepRange,
  { lookbackMs }: EvaluationOptions = {},
): Work<StepSeries[]> {
  const type = typeOf(expr);
  if (type !== 'vector' && type !== 'scalar') {
    throw new PromqlError('syntax', MESSAGES.rangeQueryType(TYPE_NAMES[type]));
  }
  const evaluation = new Evaluation(store, range, lookbackMs);
  if (type === 'scalar') return [everyStep(yield* evaluateScalar(evaluation, expr))];
  return sortByLabels(withValues(yield* evaluateVector(evaluation, expr)));
}

/** Só as séries com algum valor. */
function withValues(matrix: Matrix): Matrix {
  return matrix.filter((series) => series.present.includes(1));
}

export function* pointsOf({ values, present }: StepSeries, { startMs, stepMs }: StepRange): Generator<Point> {
  for (let step = 0; step < values.length; step++) {
    if (present[step]) yield [startMs + step * stepMs, values[step]];
  }
}

function runToEnd<T>(work: Work<T>): T {
  const deadline = performance.now() + MAX_SYNC_MS;
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    if (performance.now() > deadline) throw new PromqlError('timeout', MESSAGES.timeout);
  }
}
