/**
 * RED (rate, errors, duration) por serviço e operação, calculado dos spans guardados: o que o Jaeger pergunta por PromQL
 * às séries do `span_metrics` do Collector, com as mesmas regras e sem as aproximações.
 *
 *   t − ratePer            t                 um span conta no ponto t se terminou em (t − ratePer, t]
 *   ──────(──────●────●────]──────▶          é ao terminar que o `span_metrics` o veria
 *
 * Onde uma série tem pontos: desde o primeiro span dela que terminou (antes disso o contador não existiria) e enquanto a
 * janela alcança o agora, ou o último span que terminou até o fim da pergunta. Entre um e outro há ponto mesmo sem
 * chamadas: taxa 0, e NaN no que é divisão por zero.
 */
import { compareText } from '../store/attribute-text.ts';
import { StatusCode } from '../store/model.ts';
import type { SpanMeasure, SpanStore } from '../store/store.ts';
import { slidingQuantile } from './sliding-quantile.ts';
import { type GridTimes, TimeGrid } from './time-grid.ts';

export interface RedQuery extends GridTimes {
  services: readonly string[];
  groupByOperation: boolean;
  /** Números de `SpanKind` que contam. */
  spanKinds: ReadonlySet<number>;
}

export interface RedSeries {
  service: string;
  /** Ausente quando não se agrupa por operação. */
  operation?: string;
  /** Índice do primeiro ponto com valor; `values[i]` é o do ponto `first + i`. */
  first: number;
  values: Float64Array;
}

/** Pontos de uma resposta inteira, somadas as séries: cada um ocupa uns 100 bytes de JSON. */
export const MAX_RED_POINTS = 1_000_000;
/** Séries de uma resposta: nomes de operação com ids dentro passam disto. */
export const MAX_RED_SERIES = 10_000;

/** A resposta passaria de `MAX_RED_POINTS` ou `MAX_RED_SERIES`. */
export class RedLimitError extends Error {
  readonly code: 'too_many_series' | 'too_many_points';

  constructor(code: RedLimitError['code']) {
    super(code);
    this.name = 'RedLimitError';
    this.code = code;
  }
}

/** Chamadas por segundo. @throws RedLimitError */
export function callRates(store: MeasureSource, query: RedQuery): RedSeries[] {
  const grid = new TimeGrid(query);
  const groups = collect(store, query, grid, (labels) => new CallCounts(labels, grid.points));
  const seconds = query.ratePerMs / 1000;
  return groups.map((group) => countSeries(group, grid, group.first, (calls) => calls / seconds)).filter(hasPoints);
}

/**
 * Fração das chamadas que falhou. Como no Jaeger, uma série começa no primeiro erro dela, e zero em toda parte só
 * aparece quando nenhuma das séries tem erro. @throws RedLimitError
 */
export function errorRates(store: MeasureSource, query: RedQuery): RedSeries[] {
  const grid = new TimeGrid(query);
  const groups = collect(store, query, grid, (labels) => new CallCounts(labels, grid.points));
  const failing = groups
    .filter(({ firstError }) => firstError < grid.points)
    .map((group) => countSeries(group, grid, group.firstError, (calls, errors) => errors / calls))
    .filter(hasPoints);
  if (failing.length > 0) return failing;
  return groups.map((group) => countSeries(group, grid, group.first, () => 0)).filter(hasPoints);
}

/**
 * O quantil das durações em milissegundos (ver `slidingQuantile`). Cada série é calculada quando se chega a ela: quem
 * responde pode parar entre duas. @throws RedLimitError já na chamada
 */
export function latencyQuantiles(store: MeasureSource, query: RedQuery, quantile: number): Iterable<RedSeries> {
  const grid = new TimeGrid(query);
  const groups = collect(store, query, grid, (labels) => new Durations(labels));
  return quantileSeries(groups, grid, quantile);
}

function* quantileSeries(groups: readonly Durations[], grid: TimeGrid, quantile: number): Generator<RedSeries> {
  for (const group of groups) {
    const values = slidingQuantile(group, grid.until(group), quantile).subarray(group.first);
    const series = { ...group.labels, first: group.first, values };
    if (hasPoints(series)) yield series;
  }
}

function hasPoints({ values }: RedSeries): boolean {
  return values.length > 0;
}

type MeasureSource = Pick<SpanStore, 'visitMeasures'>;

interface Labels {
  service: string;
  operation?: string;
}

/** O que toda série sabe: seus rótulos, o primeiro ponto em que existe e o primeiro depois do seu último span. */
abstract class Group {
  readonly labels: Labels;
  first = Infinity;
  last = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  abstract add(measure: SpanMeasure, enter: number, leave: number): void;
}

/** Chamadas e erros por ponto, guardados como diferenças: um span que conta em mil pontos custa duas somas. */
class CallCounts extends Group {
  readonly calls: Int32Array;
  readonly errors: Int32Array;
  firstError = Infinity;

  constructor(labels: Labels, points: number) {
    super(labels);
    this.calls = new Int32Array(points + 1);
    this.errors = new Int32Array(points + 1);
  }

  add({ statusCode }: SpanMeasure, enter: number, leave: number): void {
    if (statusCode === StatusCode.ERROR) {
      this.firstError = Math.min(this.firstError, enter);
      this.errors[enter]++;
      this.errors[leave]--;
    }
    this.calls[enter]++;
    this.calls[leave]--;
  }
}

/** As durações em milissegundos, com os pontos em que contam. */
class Durations extends Group {
  readonly values: number[] = [];
  readonly enter: number[] = [];
  readonly leave: number[] = [];

  add({ durationNs }: SpanMeasure, enter: number, leave: number): void {
    // Terminou entre duas janelas, ou antes da primeira: só prova que a série existia.
    if (enter === leave) return;
    this.values.push(durationNs / 1e6);
    this.enter.push(enter);
    this.leave.push(leave);
  }
}

/** Uma passada pelos spans de cada serviço; os grupos saem na ordem dos rótulos. */
function collect<G extends Group>(
  store: MeasureSource,
  query: RedQuery,
  grid: TimeGrid,
  create: (labels: Labels) => G,
): G[] {
  const all: G[] = [];
  const open = (labels: Labels): G => {
    if (all.length === MAX_RED_SERIES) {
      throw new RedLimitError('too_many_series');
    }
    if ((all.length + 1) * grid.points > MAX_RED_POINTS) {
      throw new RedLimitError('too_many_points');
    }
    const group = create(labels);
    all.push(group);
    return group;
  };
  for (const service of [...new Set(query.services)].toSorted(compareText)) {
    const ofService = new Map<string, G>();
    store.visitMeasures(service, (measure) => {
      if (!query.spanKinds.has(measure.kind)) return;
      const enter = grid.enter(measure.endMs);
      if (enter === grid.points) return;
      const operation = query.groupByOperation ? measure.operation : '';
      let group = ofService.get(operation);
      if (!group) {
        group = open(query.groupByOperation ? { service, operation } : { service });
        ofService.set(operation, group);
      }
      const leave = grid.leave(measure.endMs);
      if (enter < group.first) group.first = enter;
      if (leave > group.last) group.last = leave;
      group.add(measure, enter, leave);
    });
  }
  return all.toSorted(byLabels);
}

function byLabels({ labels: a }: Group, { labels: b }: Group): number {
  return compareText(a.service, b.service) || compareText(a.operation ?? '', b.operation ?? '');
}

function countSeries(
  group: CallCounts,
  grid: TimeGrid,
  first: number,
  valueOf: (calls: number, errors: number) => number,
): RedSeries {
  const until = grid.until(group);
  const values = new Float64Array(until - first);
  let calls = 0;
  let errors = 0;
  for (let i = 0; i < until; i++) {
    calls += group.calls[i];
    errors += group.errors[i];
    if (i >= first) values[i - first] = valueOf(calls, errors);
  }
  return { ...group.labels, first, values };
}
