/**
 * Métricas derivadas dos spans: taxa, erros e duração, com os nomes e rótulos do conector `span_metrics` do Collector como saem
 * do exporter do Prometheus, para que um painel feito para ele sirva aqui.
 *
 *   chegadas do armazenamento ──(a cada segundo)──> contas ──(a cada 5 s, e antes de cada consulta)──> armazenamento de métricas
 *
 * Quem recebe spans não paga nada: a conta é feita depois, sobre o índice, sem abrir span nenhum. O que sai do
 * armazenamento antes de ser contado não se adivinha: conta em `lostSpans`.
 *
 * Escreve-se o que mudou, e o resto uma vez por minuto durante dez, que é mais que a janela de um `rate` comum: o gráfico desce
 * a zero em vez de sumir, e uma Luneta parada deixa de escrever. A conta que volta depois de um silêncio, ou que começa, ganha
 * cinco segundos antes a amostra do que era: sem ela o `increase` não veria os primeiros spans (no Collector, não vê).
 */
import type { MetricStore } from '../store/metrics/metric-store.ts';
import { SPAN_KIND_NAMES, StatusCode } from '../store/model.ts';
import type { ArrivedSpan, SpanStore } from '../store/store.ts';
import { spanFamilies, type SpanPoints, SpanSeries } from './span-series.ts';

export interface SpanMetricsDeps {
  spans: Pick<SpanStore, 'visitArrivals'>;
  metrics: Pick<MetricStore, 'append'>;
  /** Relógio em milissegundos Unix. */
  now: () => number;
}

export interface SpanMetrics {
  /** Conta tudo o que chegou e escreve o que mudou. Síncrono. */
  refresh(): void;
  /** Passa a contar e a escrever sozinho, sem prender o processo. O que já estava guardado é ponto de partida, e não aumento. */
  start(): void;
  close(): void;
  /** Spans que saíram do armazenamento antes de serem contados, desde o início. */
  readonly lostSpans: number;
}

const COUNT_MS = 1_000;
/** Sem ninguém olhando, escreve-se menos: vinte amostras por operação e por segundo encheriam a memória em uma hora. */
const WRITE_MS = 5_000;
const REPEAT_MS = 60_000;
const REPEAT_FOR_MS = 600_000;
/** Spans contados de uma vez pelo relógio: uns poucos milissegundos, e as portas voltam a receber. */
const SPANS_PER_TURN = 5_000;
/** O tamanho do cache de dimensões do conector. */
export const MAX_SPAN_SERIES = 1_000;

export function createSpanMetrics(deps: SpanMetricsDeps): SpanMetrics {
  return new Connector(deps);
}

class Connector implements SpanMetrics {
  readonly #deps: SpanMetricsDeps;
  readonly #table = new SeriesTable();
  #cursor = 0;
  #started = false;
  /** Já houve uma escrita: daqui em diante uma conta nova começa do zero. */
  #primed = false;
  #writtenAtMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  lostSpans = 0;

  constructor(deps: SpanMetricsDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#timer = setInterval(() => this.#takeTurn(), COUNT_MS).unref();
    this.#takeTurn();
  }

  close(): void {
    this.#started = false;
    clearInterval(this.#timer);
    clearImmediate(this.#turn);
  }

  refresh(): void {
    const nowMs = this.#deps.now();
    this.#count(nowMs);
    this.#write(nowMs);
  }

  #takeTurn(): void {
    clearImmediate(this.#turn);
    const nowMs = this.#deps.now();
    if (this.#count(nowMs, SPANS_PER_TURN)) this.#turn = setImmediate(() => this.#takeTurn()).unref();
    else if (nowMs - this.#writtenAtMs >= WRITE_MS) this.#write(nowMs);
  }

  /** @returns Ficaram spans para a próxima vez. */
  #count(nowMs: number, maxSpans?: number): boolean {
    const known = new VisitTable(this.#table);
    const { next, lost, more } = this.#deps.spans.visitArrivals(
      this.#cursor,
      (span) => known.seriesOf(span).observe(span, nowMs),
      maxSpans,
    );
    this.#cursor = next;
    this.lostSpans += lost;
    return more;
  }

  #write(nowMs: number): void {
    // Duas amostras no mesmo instante: a segunda não entraria. O que mudou espera a próxima vez.
    if (nowMs <= this.#writtenAtMs) return;
    const before: SpanPoints[] = [];
    const points: SpanPoints[] = [];
    for (const series of this.#table.all()) {
      const quiet = series.isQuiet(nowMs, REPEAT_MS);
      if (!series.changed && !(quiet && nowMs - series.changedAtMs <= REPEAT_FOR_MS)) continue;
      if (series.changed && quiet && this.#primed) before.push(series.pointsBefore(nowMs - WRITE_MS));
      points.push(series.takePoints(nowMs));
    }
    this.#primed = true;
    if (points.length === 0) return;
    this.#writtenAtMs = nowMs;
    if (before.length > 0) this.#deps.metrics.append(spanFamilies(before));
    this.#deps.metrics.append(spanFamilies(points));
  }
}

const STATUS_NAMES = Object.keys(StatusCode);

/** As contas já achadas numa visita, pelos números que os nomes têm nela: comparar textos seria o mais caro de contar. */
class VisitTable {
  readonly #table: SeriesTable;
  readonly #byOperation: SpanSeries[][][] = [];

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  seriesOf(span: ArrivedSpan): SpanSeries {
    const byPlace = ((this.#byOperation[span.operationId] ??= [])[span.serviceId] ??= []);
    return (byPlace[placeOf(span)] ??= this.#table.seriesOf(span));
  }
}

function placeOf({ kind, statusCode }: ArrivedSpan): number {
  return kind * STATUS_NAMES.length + statusCode;
}

/** As contas, achadas sem montar uma chave por span: serviço, depois operação, depois tipo e status. */
class SeriesTable {
  readonly #services = new Map<string, Map<string, SpanSeries[]>>();
  readonly #all: SpanSeries[] = [];
  /** A conta dos que já não cabem: nomes com ids dentro não podem encher a memória. */
  #overflow: SpanSeries | undefined;

  all(): readonly SpanSeries[] {
    return this.#all;
  }

  seriesOf(span: ArrivedSpan): SpanSeries {
    const { service, operation, kind, statusCode } = span;
    const place = placeOf(span);
    const known = this.#services.get(service)?.get(operation)?.[place];
    if (known) return known;
    if (this.#all.length >= MAX_SPAN_SERIES) return this.#overflowSeries();
    const series = this.#add({
      job: service,
      service_name: service,
      span_kind: `SPAN_KIND_${(SPAN_KIND_NAMES[kind] || 'unspecified').toUpperCase()}`,
      span_name: operation,
      status_code: `STATUS_CODE_${STATUS_NAMES[statusCode] ?? 'UNSET'}`,
    });
    let operations = this.#services.get(service);
    if (!operations) this.#services.set(service, (operations = new Map()));
    const places = operations.get(operation);
    if (places) places[place] = series;
    else {
      const sparse: SpanSeries[] = [];
      sparse[place] = series;
      operations.set(operation, sparse);
    }
    return series;
  }

  /** Como nos SDKs e no conector: um rótulo que diz o que é, e nenhum outro. */
  #overflowSeries(): SpanSeries {
    return (this.#overflow ??= this.#add({ otel_metric_overflow: 'true' }));
  }

  #add(dimensions: Readonly<Record<string, string>>): SpanSeries {
    const series = new SpanSeries(dimensions);
    this.#all.push(series);
    return series;
  }
}
