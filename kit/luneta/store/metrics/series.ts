/** Uma série guardada: os rótulos, onde estão as amostras dela em `SamplePool`, e o que se sabe da última. */
import type { Exemplar, Labels } from './metric-store.ts';
import type { StoredMetric } from './stored-metric.ts';

export class Series {
  /** Imutáveis: são os mesmos objetos que as leituras devolvem. */
  readonly labels: Labels;
  readonly metric: StoredMetric;
  /** Na tabela de séries: o hash, e a próxima com o mesmo. */
  hash = 0;
  nextSameHash: Series | undefined = undefined;
  head = -1;
  tail = -1;
  headFrom = 0;
  tailCount = 0;
  /** Da última amostra; `-Infinity` antes da primeira. */
  lastMs = -Infinity;
  /** O último valor que não é NaN. */
  lastValue = 0;
  /** O último `startMs` visto; NaN se nenhum. */
  startMs = Number.NaN;
  /** Quando chegou alguma coisa dela pela última vez. */
  arrivedMs = 0;
  /** A que veio depois dela da última vez: um processo exporta as suas sempre na mesma ordem. */
  follower: Series | undefined = undefined;
  exemplars: Exemplar[] | undefined = undefined;
  /** Saiu; quem ainda a menciona deve pular. */
  isGone = false;

  constructor(labels: Labels, metric: StoredMetric) {
    this.labels = labels;
    this.metric = metric;
  }
}
