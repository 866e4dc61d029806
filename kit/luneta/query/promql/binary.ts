/** Contas e comparações: entre números, entre um vetor e um número, e entre vetores, uma série com uma. */
import { type Labels, METRIC_NAME } from '../../store/metrics/metric-store.ts';
import { labelsKey } from '../labels-key.ts';
import type { BinaryExpr } from './ast.ts';
import type { Evaluation } from './evaluation.ts';
import { dropLabels, dropName, formatLabels, keepLabels } from './labels.ts';
import { dropNames, type Matrix, mergeSeries, newStepSeries, type StepSeries } from './matrix.ts';
import { MESSAGES } from './messages.ts';
import { ARITHMETIC, COMPARISONS } from './operators.ts';
import { PromqlError } from './promql-error.ts';

/** O valor que fica, ou `undefined` se a comparação o tirou. `kept` é o que uma comparação verdadeira conserva. */
type Operation = (left: number, right: number, kept: number) => number | undefined;

function operationOf({ operator, returnBool }: BinaryExpr): Operation {
  const compare = COMPARISONS[operator];
  if (!compare) return ARITHMETIC[operator]!;
  if (returnBool) return (left, right) => Number(compare(left, right));
  return (left, right, kept) => (compare(left, right) ? kept : undefined);
}

export function scalarWithScalar(expr: BinaryExpr, left: Float64Array, right: Float64Array): Float64Array {
  const operation = operationOf(expr);
  return left.map((value, step) => operation(value, right[step], value)!);
}

/** Uma comparação conserva o valor do vetor, esteja ele de que lado estiver. */
export function vectorWithScalar(expr: BinaryExpr, vector: Matrix, scalar: Float64Array, isSwapped: boolean): Matrix {
  const operation = operationOf(expr);
  const result = vector.map((series) =>
    mapSteps(series, (value, step) =>
      isSwapped ? operation(scalar[step], value, value) : operation(value, scalar[step], value),
    ),
  );
  return losesName(expr) ? dropNames(result) : result;
}

function mapSteps(series: StepSeries, change: (value: number, step: number) => number | undefined): StepSeries {
  const changed = newStepSeries(series.labels, series.values.length);
  for (let step = 0; step < series.values.length; step++) {
    const value = series.present[step] ? change(series.values[step], step) : undefined;
    if (value === undefined) continue;
    changed.values[step] = value;
    changed.present[step] = 1;
  }
  return changed;
}

/** O resultado de uma conta, ou o 0 ou 1 de `bool`, já não é a métrica. */
function losesName({ operator, returnBool }: BinaryExpr): boolean {
  return returnBool || operator in ARITHMETIC;
}

export function vectorWithVector(evaluation: Evaluation, expr: BinaryExpr, left: Matrix, right: Matrix): Matrix {
  const operation = operationOf(expr);
  const signatureOf = matchingLabels(expr);
  const rights = groupBy(right, signatureOf);
  const lefts = groupBy(left, signatureOf);
  // Num passo em que um lado não tem nada, nada casa, e nada está repetido.
  const isOpen = bothPresent(evaluation, left, right);
  const result: StepSeries[] = [];
  for (const [signature, group] of rights) {
    const one = onlySeries(group, isOpen, signatureOf);
    const taken = new Uint8Array(evaluation.steps);
    for (const series of lefts.get(signature) ?? []) {
      evaluation.spend(evaluation.steps);
      const combined = mapSteps(series, (value, step) => {
        if (!one.present[step]) return undefined;
        const computed = operation(value, one.values[step], value);
        if (computed === undefined) return undefined;
        if (taken[step]) throw new PromqlError('execution', MESSAGES.multipleMatches);
        taken[step] = 1;
        return computed;
      });
      result.push({ ...combined, labels: resultLabels(expr, series.labels) });
    }
  }
  return mergeSeries(result);
}

function groupBy(matrix: Matrix, signatureOf: (labels: Labels) => Labels): Map<string, StepSeries[]> {
  const groups = new Map<string, StepSeries[]>();
  for (const series of matrix) {
    const key = labelsKey(signatureOf(series.labels));
    const group = groups.get(key);
    if (group) group.push(series);
    else groups.set(key, [series]);
  }
  return groups;
}

/** O que de uma série decide com qual ela casa. */
function matchingLabels({ matching }: BinaryExpr): (labels: Labels) => Labels {
  const names = new Set(matching.on ? matching.labels : [METRIC_NAME, ...matching.labels]);
  return (labels) => (matching.on ? keepLabels(labels, names) : dropLabels(labels, names));
}

function resultLabels(expr: BinaryExpr, left: Labels): Labels {
  const named = losesName(expr) ? dropName(left) : left;
  const names = new Set(expr.matching.labels);
  return expr.matching.on ? keepLabels(named, names) : dropLabels(named, names);
}

function bothPresent({ steps }: Evaluation, left: Matrix, right: Matrix): Uint8Array {
  const some = [left, right].map((matrix) => {
    const found = new Uint8Array(steps);
    for (const { present } of matrix) for (let step = 0; step < steps; step++) found[step] |= present[step];
    return found;
  });
  return some[0].map((found, step) => found & some[1][step]);
}

/** As séries do lado direito que casam com as mesmas: em cada passo, só uma pode ter valor. */
function onlySeries(
  group: readonly StepSeries[],
  isOpen: Uint8Array,
  signatureOf: (labels: Labels) => Labels,
): StepSeries {
  const [first, ...others] = group;
  if (others.length === 0) return first;
  const only = newStepSeries(first.labels, first.values.length);
  const owners: StepSeries[] = [];
  for (const series of group) {
    for (let step = 0; step < series.values.length; step++) {
      if (!series.present[step] || !isOpen[step]) continue;
      if (owners[step]) {
        const [signature, now, before] = [signatureOf(series.labels), series.labels, owners[step].labels].map(
          formatLabels,
        );
        throw new PromqlError('execution', MESSAGES.duplicateSeries(signature, now, before));
      }
      owners[step] = series;
      only.values[step] = series.values[step];
      only.present[step] = 1;
    }
  }
  return only;
}
