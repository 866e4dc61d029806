/** Uma série como foi vista: uma métrica, com um conjunto de rótulos, de um processo. */
import type { Labels } from '../labels.ts';

/** Os tipos do Prometheus: nele, um UpDownCounter é um gauge. */
export type PrometheusType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** Um instante (microssegundos Unix) e um número: o total de um contador, a contagem de um histograma. */
export type Sample = readonly [timeUs: number, value: number];

interface Series {
  /** Como o Prometheus o escreve; o de um histograma, sem `_bucket`, `_sum` e `_count`. */
  name: string;
  /** Ausente se o backend não diz. */
  type?: PrometheusType;
  /** Como veio (`s`, `By`) ou por extenso (`seconds`); `''` se não tem, ausente se o backend não diz. */
  unit?: string;
  /** Os atributos da medida. */
  labels: Labels;
  /** `service.name` do recurso. */
  service: string;
  /** Os limites dos baldes de um histograma, em ordem, sem o infinito. */
  bounds?: readonly number[];
  /** Os traces a que os exemplares dela levam; ausente se não se perguntou por eles, ou se o backend não os mostra. */
  exemplars?: readonly string[];
}

/** O que uma fonte lê: ainda não se sabe se é desta tentativa. */
export interface ReadSeries extends Series {
  /** Em ordem de tempo; pelo menos uma. */
  samples: readonly Sample[];
  /** Os recursos que se viram deste processo: sem `service.instance.id`, duas execuções parecem um só. */
  resources: readonly Labels[];
}

/** Uma série desta tentativa. */
export interface ObservedSeries extends Series {
  /** O da última amostra. */
  value: number;
  /** Os atributos do recurso, menos `service.name`. */
  resource: Labels;
}
