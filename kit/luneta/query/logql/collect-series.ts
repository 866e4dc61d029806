/**
 * `count_over_time` e `rate`: quantas linhas há na janela `(t − faixa, t]` de cada instante `t` da resposta. Cada linha
 * conta de uma vez, em quantas janelas for:
 *
 *   instantes     t0   t1   t2   t3   t4        uma linha entre t0 e t1, com faixa de 2,5 passos
 *   diferenças         +1             −1        a soma corrente dá 1 em t1, t2 e t3
 */
import type { Grouping, RangeExpr } from './ast.ts';
import { streamKey } from './collect-streams.ts';
import { ERROR_LABEL, type LogEntry } from './log-entry.ts';
import { LogqlError } from './logql-error.ts';

type Labels = ReadonlyMap<string, string>;

/** Os instantes em que se calcula: `startNs`, e de passo em passo até `endNs`, inclusive. */
export interface Steps {
  startNs: bigint;
  endNs: bigint;
  stepNs: bigint;
}

/** Uma série: o valor em cada instante, ou `NaN` onde não há. */
export interface LogSeries {
  labels: Labels;
  values: Float64Array;
}

/** O padrão do Loki. */
export const MAX_SERIES = 500;
/** Pontos de todas as séries, com os que faltam. */
export const MAX_POINTS = 2_000_000;

export function stepCount({ startNs, endNs, stepNs }: Steps): number {
  return Number((endNs - startNs) / stepNs) + 1;
}

export class SeriesCollector {
  readonly #expr: RangeExpr;
  readonly #steps: Steps;
  readonly #count: number;
  readonly #grouping: Grouping | undefined;
  readonly #series = new Map<string, { labels: Labels; differences: Int32Array }>();

  /** @param grouping O da soma em volta, se há uma: as linhas já se contam juntas. */
  constructor(expr: RangeExpr, steps: Steps, grouping: Grouping | undefined) {
    this.#expr = expr;
    this.#steps = steps;
    this.#count = stepCount(steps);
    this.#grouping = grouping;
  }

  /** De quando são as linhas que contam: do primeiro instante, inclusive, até antes do segundo. */
  get window(): { startUnixNano: bigint; endUnixNano: bigint } {
    const { rangeNs, offsetNs } = this.#expr;
    const { startNs, endNs } = this.#steps;
    return { startUnixNano: startNs - offsetNs - rangeNs + 1n, endUnixNano: endNs - offsetNs + 1n };
  }

  /** @throws LogqlError se a linha tem um erro que ninguém tratou, ou se há séries demais. */
  add(entry: LogEntry): void {
    const error = entry.get(ERROR_LABEL);
    if (error !== undefined) throw pipelineError(error, entry.labels);
    const { startNs, stepNs } = this.#steps;
    const time = entry.record.timeUnixNano + this.#expr.offsetNs - startNs;
    const first = clamp(ceilDivide(time, stepNs), this.#count);
    const after = clamp(ceilDivide(time + this.#expr.rangeNs, stepNs), this.#count);
    if (after === first) return;
    const { differences } = this.#seriesOf(this.#labelsOf(entry));
    differences[first]++;
    differences[after]--;
  }

  #labelsOf(entry: LogEntry): Labels {
    return this.#grouping ? groupLabels(this.#grouping, entry) : entry.labels;
  }

  #seriesOf(labels: Labels): { labels: Labels; differences: Int32Array } {
    const key = streamKey(labels);
    let series = this.#series.get(key);
    if (series) return series;
    if (this.#series.size === MAX_SERIES) throw tooManySeries();
    if ((this.#series.size + 1) * this.#count > MAX_POINTS) throw tooManyPoints();
    series = { labels, differences: new Int32Array(this.#count + 1) };
    this.#series.set(key, series);
    return series;
  }

  result(): LogSeries[] {
    const seconds = Number(this.#expr.rangeNs) / 1e9;
    return [...this.#series.values()].map(({ labels, differences }) => {
      const values = new Float64Array(this.#count).fill(NaN);
      let sum = 0;
      for (let i = 0; i < this.#count; i++) {
        sum += differences[i];
        if (sum > 0) values[i] = this.#expr.perSecond ? sum / seconds : sum;
      }
      return { labels, values };
    });
  }
}

/** Soma séries por grupos. Onde nenhuma tem valor, a soma também não tem. */
export function sumSeries(grouping: Grouping, series: readonly LogSeries[]): LogSeries[] {
  const groups = new Map<string, LogSeries>();
  for (const { labels, values } of series) {
    const grouped = groupLabels(grouping, { labels, get: (name) => labels.get(name) });
    const key = streamKey(grouped);
    const group = groups.get(key);
    if (!group) groups.set(key, { labels: grouped, values: values.slice() });
    else values.forEach((value, i) => (group.values[i] = addMissing(group.values[i], value)));
  }
  return [...groups.values()];
}

function addMissing(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

interface LabelSource {
  readonly labels: Labels;
  get(name: string): string | undefined;
}

/** Todos os rótulos de uma linha só se juntam se for preciso: custa mais que perguntar por dois. */
function groupLabels({ without, labels }: Grouping, from: LabelSource): Labels {
  if (without) return new Map([...from.labels].filter(([name]) => !labels.has(name)));
  const kept = new Map<string, string>();
  for (const name of labels) {
    const value = from.get(name);
    if (value !== undefined && value !== '') kept.set(name, value);
  }
  return kept;
}

/** O quociente, arredondado para cima. */
function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return dividend > 0n ? (dividend + divisor - 1n) / divisor : dividend / divisor;
}

function clamp(value: bigint, max: number): number {
  if (value <= 0n) return 0;
  return value >= BigInt(max) ? max : Number(value);
}

function pipelineError(error: string, labels: Labels): LogqlError {
  const pairs = [...labels].map(([name, value]) => `${name}=${JSON.stringify(value)}`).toSorted();
  return new LogqlError(
    `pipeline error: '${error}' for series: '{${pairs.join(', ')}}'.\n` +
      `Use a label filter to intentionally skip this error. (e.g | __error__!="${error}").\n` +
      'To skip all potential errors you can match empty errors.(e.g __error__="")',
  );
}

function tooManySeries(): LogqlError {
  return new LogqlError(
    `maximum number of series (${MAX_SERIES}) reached for a single query; consider reducing query cardinality by ` +
      'adding more specific stream selectors, reducing the time range, or aggregating results with sum()',
  );
}

function tooManyPoints(): LogqlError {
  return new LogqlError(`the answer exceeds ${MAX_POINTS} points; reduce the time range or raise 'step'`);
}
