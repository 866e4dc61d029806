/**
 * Contrato do armazenamento de métricas. Toda implementação passa pela mesma suíte (`metric-store-contract.ts`).
 *
 * O modelo é o do Prometheus, que é o das consultas: uma série é um conjunto de rótulos (o nome é o rótulo `__name__`), com
 * amostras de instante (milissegundos Unix inteiros) e valor (double). O que vem do OTLP já chega com esses nomes.
 *
 *  1. Dois conjuntos de rótulos iguais, em qualquer ordem, são a mesma série. Rótulo vazio é como rótulo que não existe.
 *  2. As amostras de uma série ficam em ordem de instante. Uma no mesmo instante de outra, ou antes da última, não entra:
 *     a que já estava vale, como no Prometheus. Não é erro, e não conta como recusada. Com `delta` é diferente: regra 3.
 *  3. Uma soma `delta` vira cumulativa aqui: cada ponto se soma ao que a série já tinha. Um que não é posterior à última
 *     amostra se soma a ela: o que foi aceito não some da conta. Só não se soma o que repete o início e o instante do último:
 *     é o mesmo ponto, mandado de novo por quem não soube que ele chegou.
 *  4. Um contador que recomeçou (`startMs` posterior ao último visto) sem que o valor caísse ganha um zero em `startMs`: sem
 *     ele o recomeço não se veria, e `rate` erraria.
 *  5. Marca de ausência: um ponto sem valor guarda `STALE`, e a série some das consultas a partir dele.
 *  6. Visibilidade: quando `append` retorna, as amostras aparecem em todas as consultas.
 *  7. Limites: `maxBytes` para tudo, `maxSeries` séries ao todo, `maxSeriesPerMetric` de uma mesma métrica. Faltando espaço,
 *     saem as amostras mais antigas de todas, e uma série sem amostra nenhuma sai inteira, com as entradas de índice; se o que pesa
 *     são as séries, e não as amostras, saem as da métrica que tem mais. No limite de séries, a nova toma o lugar de uma que há
 *     mais de cinco minutos não recebe nada numa métrica grande (de mais de cem séries). Se não há, a de uma métrica pequena toma
 *     o de uma da maior, e a de uma grande é recusada, e só ela.
 *  8. O que se recusou conta por métrica, para que o doutor diga qual.
 *  9. O que uma leitura devolve não muda depois.
 * 10. Nomes estranhos (`__proto__`, vazio, com quebras de linha) são nomes como outros quaisquer.
 * 11. Os exemplars de uma série ficam em ordem de chegada, os últimos `MAX_EXEMPLARS_PER_SERIES`; um igual a outro que ainda
 *     está lá não entra de novo.
 */

/** Pares nome e valor em ordem alfabética de nome (pontos de código), sem repetição nem valor vazio; um é `__name__`. */
export type Labels = readonly (readonly [name: string, value: string])[];

export const METRIC_NAME = '__name__';
export const MAX_EXEMPLARS_PER_SERIES = 10;

/** O NaN que marca o fim de uma série, com os bits do Prometheus. Compare com `isStale`: dois NaN nunca são iguais. */
export const STALE_BITS = 0x7ff0000000000002n;

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';

/** De uma métrica inteira: `name` é o da família (`x`, e não `x_bucket`, `x_sum`, `x_count`). */
export interface MetricMetadata {
  name: string;
  type: MetricType;
  /** Descrição, e unidade como veio (UCUM: `s`, `By`); `''` se não veio. */
  help: string;
  unit: string;
  /** Chegou como `delta` e foi acumulada aqui (regra 3). */
  isDelta: boolean;
}

export interface Exemplar {
  /** `trace_id` e `span_id`, se há, e o que mais o filtro guardou. */
  labels: Labels;
  value: number;
  timestampMs: number;
}

/** Um valor de um ponto. Um ponto de histograma tem vários: um por balde, a soma e a contagem. */
export interface PointSample {
  labels: Labels;
  /** `STALE` se o ponto não tem valor. */
  value: number;
  exemplars?: readonly Exemplar[];
}

/** Um ponto do OTLP, ou uma linha de uma página do Prometheus: entra inteiro ou é recusado inteiro. */
export interface MetricPoint {
  timestampMs: number;
  /** Desde quando se acumula; `undefined` se não se sabe, ou não se acumula. */
  startMs?: number;
  /** Os valores são o que se acrescentou desde o ponto anterior, e não o total. */
  isDelta: boolean;
  samples: readonly PointSample[];
}

export interface MetricFamily {
  metadata: MetricMetadata;
  points: readonly MetricPoint[];
}

export interface AppendedPoints {
  accepted: number;
  rejected: number;
  /** Por que alguns foram recusados, com o nome da métrica; `''` se nenhum foi. */
  reason: string;
}

/** Uma condição sobre um rótulo; o que falta vale `''`. */
export interface LabelMatcher {
  name: string;
  matches(value: string): boolean;
  /** O único valor que serve, se é um só: o índice acha por ele. */
  equals?: string;
}

/** As amostras de uma série num intervalo: cópias, ou vistas que não mudam. Mesmo comprimento, instantes em ordem. */
export interface SeriesSamples {
  labels: Labels;
  timestampsMs: Float64Array;
  values: Float64Array;
}

export interface SeriesExemplars {
  labels: Labels;
  exemplars: readonly Exemplar[];
}

/** O que uma métrica perdeu ao passar dos limites. */
export interface RejectedSeries {
  metric: string;
  /** Pontos recusados. */
  points: number;
  /** Séries que ela tem guardadas, e o rótulo com mais valores diferentes entre elas, que é quase sempre o culpado. */
  series: number;
  widestLabel?: { name: string; values: number };
}

export interface MetricStats {
  metrics: number;
  series: number;
  samples: number;
  bytes: number;
  maxBytes: number;
  maxSeries: number;
  /** Desde o início: amostras que saíram pelo limite, e pontos recusados. */
  evictedSamples: number;
  rejectedPoints: number;
  /** Muda a cada `append` que muda alguma coisa. */
  version: number;
}

export interface MetricStore {
  append(families: readonly MetricFamily[]): AppendedPoints;
  /**
   * As séries que satisfazem todas as condições e têm alguma amostra em [minMs, maxMs], com as amostras dele. Sem ordem
   * definida. A última amostra `STALE` vem também: quem lê decide o que ela quer dizer.
   */
  select(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesSamples[];
  /** Só os rótulos de cada uma: mais barato. */
  selectLabels(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): Labels[];
  selectExemplars(matchers: readonly LabelMatcher[], minMs: number, maxMs: number): SeriesExemplars[];
  /** Em ordem alfabética de nome; com `name`, só a dele (ou nenhuma). */
  getMetadata(name?: string): MetricMetadata[];
  getRejected(): RejectedSeries[];
  getStats(): MetricStats;
}
