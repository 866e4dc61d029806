/** A avaliação de cada nó, em todos os passos de uma vez. */
import { aggregate } from './aggregate.ts';
import type { BinaryExpr, Call, PromqlExpr, RangeSelector } from './ast.ts';
import { scalarWithScalar, vectorWithScalar, vectorWithVector } from './binary.ts';
import type { Evaluation, Work } from './evaluation.ts';
import { histogramQuantile } from './histogram-quantile.ts';
import { dropNames, type Matrix, type StepSeries } from './matrix.ts';
import { applyToWindows, selectInstants } from './select-steps.ts';
import { typeOf } from './types.ts';
import { WINDOW_FUNCTIONS } from './window-functions.ts';

/** Um vetor. @throws PromqlError `execution` */
export function* evaluateVector(evaluation: Evaluation, expr: PromqlExpr): Work<Matrix> {
  yield;
  switch (expr.kind) {
    case 'selector':
      return yield* selectInstants(evaluation, expr);
    case 'negation': {
      const operand = yield* evaluateVector(evaluation, expr.operand);
      return dropNames(operand.map((series) => ({ ...series, values: series.values.map((value) => -value) })));
    }
    case 'aggregate':
      return aggregate(evaluation, expr, yield* evaluateVector(evaluation, expr.operand));
    case 'binary':
      return yield* evaluateVectorBinary(evaluation, expr);
    case 'call':
      return yield* evaluateVectorCall(evaluation, expr);
    default:
      throw new TypeError(`${expr.kind} não é um vetor`);
  }
}

function* evaluateVectorBinary(evaluation: Evaluation, expr: BinaryExpr): Work<Matrix> {
  const { left, right } = expr;
  if (typeOf(right) === 'scalar') {
    const vector = yield* evaluateVector(evaluation, left);
    return vectorWithScalar(expr, vector, yield* evaluateScalar(evaluation, right), false);
  }
  if (typeOf(left) === 'scalar') {
    const vector = yield* evaluateVector(evaluation, right);
    return vectorWithScalar(expr, vector, yield* evaluateScalar(evaluation, left), true);
  }
  const leftMatrix = yield* evaluateVector(evaluation, left);
  return vectorWithVector(evaluation, expr, leftMatrix, yield* evaluateVector(evaluation, right));
}

function* evaluateVectorCall(evaluation: Evaluation, { function: name, args }: Call): Work<Matrix> {
  const windowFunction = WINDOW_FUNCTIONS.get(name);
  if (windowFunction) return yield* applyToWindows(evaluation, args[0] as RangeSelector, windowFunction);
  const scalar = yield* evaluateScalar(evaluation, args[0]);
  if (name === 'vector') return [everyStep(scalar)];
  return histogramQuantile(evaluation, scalar, yield* evaluateVector(evaluation, args[1]));
}

/** Um número em cada passo. @throws PromqlError `execution` */
export function* evaluateScalar(evaluation: Evaluation, expr: PromqlExpr): Work<Float64Array> {
  const { steps } = evaluation;
  evaluation.spend(steps);
  switch (expr.kind) {
    case 'number':
      return new Float64Array(steps).fill(expr.value);
    case 'negation':
      return (yield* evaluateScalar(evaluation, expr.operand)).map((value) => -value);
    case 'binary': {
      const left = yield* evaluateScalar(evaluation, expr.left);
      return scalarWithScalar(expr, left, yield* evaluateScalar(evaluation, expr.right));
    }
    case 'call':
      if (expr.function === 'time') return new Float64Array(steps).map((_, step) => evaluation.timeOf(step) / 1000);
      return onlyValues(steps, yield* evaluateVector(evaluation, expr.args[0]));
    default:
      throw new TypeError(`${expr.kind} não é um número`);
  }
}

/** `scalar(v)`: o valor da única série; NaN nos passos em que não há uma só. */
function onlyValues(steps: number, matrix: Matrix): Float64Array {
  const values = new Float64Array(steps);
  const counts = new Uint32Array(steps);
  for (const series of matrix) {
    for (let step = 0; step < steps; step++) {
      if (!series.present[step]) continue;
      values[step] = series.values[step];
      counts[step]++;
    }
  }
  return values.map((value, step) => (counts[step] === 1 ? value : NaN));
}

/** Um número como série sem rótulos. */
export function everyStep(values: Float64Array): StepSeries {
  return { labels: [], values, present: new Uint8Array(values.length).fill(1) };
}
