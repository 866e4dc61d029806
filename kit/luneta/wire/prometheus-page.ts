/** Uma página do Prometheus, linha a linha: que métricas ela declara, e que amostras tem cada uma. */
import type { MetricType } from '../store/metrics/metric-store.ts';
import { type LabelPair, type PageFormat, PrometheusLine, unescapeText } from './prometheus-line.ts';
import { WireError } from './wire-error.ts';

export interface PageExemplar {
  labels: LabelPair[];
  value: number;
  /** Ausente: o da amostra. */
  timestampMs?: number;
}

export interface PageSample {
  name: string;
  labels: LabelPair[];
  value: number;
  /** Ausente: o da visita. */
  timestampMs?: number;
  exemplar?: PageExemplar;
}

/** Uma métrica da página: as linhas de `# TYPE`, `# HELP` e `# UNIT`, e as amostras dela, na ordem. */
export interface PageFamily {
  /** Como a página a declara; `x_bucket`, `x_sum` e `x_count` são amostras da família `x`. */
  name: string;
  type: MetricType;
  help: string;
  unit: string;
  samples: PageSample[];
}

export interface PrometheusPage {
  families: PageFamily[];
  samples: number;
}

/** Acima disto uma linha não é uma amostra: é um engano, e não se procura nada nela. */
export const MAX_LINE = 1 << 18;
/** O `sample_limit` do Prometheus: mais que isto o armazenamento não guardaria, e uma visita por segundo não daria conta. */
export const MAX_PAGE_SAMPLES = 50_000;

const TYPES: Readonly<Record<PageFormat, Readonly<Record<string, MetricType>>>> = {
  text: { counter: 'counter', gauge: 'gauge', histogram: 'histogram', summary: 'summary', untyped: 'unknown' },
  openmetrics: {
    counter: 'counter',
    gauge: 'gauge',
    histogram: 'histogram',
    summary: 'summary',
    unknown: 'unknown',
    // Não há estes tipos no modelo: os valores são os de um gauge.
    gaugehistogram: 'gauge',
    info: 'gauge',
    stateset: 'gauge',
  },
};

/** Os sufixos das amostras de cada tipo de família. */
const SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['_sum', '_count', '_created'],
  gauge: ['_info', '_bucket', '_gsum', '_gcount'],
  unknown: [],
};

/** O que as linhas de uma página já disseram. */
export class PageReader {
  readonly #format: PageFormat;
  readonly #families = new Map<string, PageFamily>();
  #samples = 0;
  #ended = false;

  constructor(format: PageFormat) {
    this.#format = format;
  }

  read(text: string, number: number): void {
    const line = new PrometheusLine(text, number, this.#format);
    if (text.length > MAX_LINE) line.fail(`tem mais de ${MAX_LINE} caracteres`);
    if (this.#ended) line.fail('vem depois de # EOF, que é o fim da página');
    if (text.endsWith('\r')) line.fail('acaba em \\r\\n, e o formato pede só \\n');
    if (this.#format === 'text') {
      line.skipBlank();
      if (line.atEnd) return;
    }
    if (line.skip('#')) this.#readComment(line);
    else this.#readSample(line);
  }

  finish(lines: number): PrometheusPage {
    if (this.#format === 'openmetrics' && !this.#ended) {
      throw new WireError('malformed', `Linha ${lines}: a página OpenMetrics acaba sem # EOF: veio pela metade?`);
    }
    return { families: [...this.#families.values()].filter(isWorthKeeping), samples: this.#samples };
  }

  #readComment(line: PrometheusLine): void {
    const spaced = line.skipBlank();
    const keyword = spaced ? line.word() : undefined;
    if (this.#format === 'openmetrics' && keyword === 'EOF' && line.atEnd) {
      this.#ended = true;
      return;
    }
    if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT') {
      if (this.#format === 'openmetrics') line.fail('só # HELP, # TYPE, # UNIT e # EOF podem começar por #');
      return;
    }
    line.skipBlank();
    // No formato antigo `# UNIT` é um comentário como outro; o exporter do SDK de JavaScript o escreve, e o que diz vale.
    const family = this.#familyNamed(line.metricName());
    line.skipBlank();
    const text = line.rest();
    if (keyword === 'HELP') family.help = unescapeText(text);
    else if (keyword === 'UNIT') this.#setUnit(line, family, text);
    else {
      const type = TYPES[this.#format];
      if (!Object.hasOwn(type, text)) line.fail(`tipo desconhecido: ${text || 'nenhum'}`);
      family.type = type[text];
    }
  }

  #setUnit(line: PrometheusLine, family: PageFamily, unit: string): void {
    if (this.#format === 'openmetrics' && unit !== '' && !family.name.endsWith(`_${unit}`)) {
      line.fail(`a unidade ${unit} não é o fim do nome ${family.name}`);
    }
    family.unit = unit;
  }

  #readSample(line: PrometheusLine): void {
    const name = line.metricName();
    if (this.#format === 'text') line.skipBlank();
    const labels = line.skip('{') ? line.labels() : [];
    const spaced = line.skipBlank();
    if (this.#format === 'openmetrics' && !spaced) line.fail('esperava um espaço e o valor depois do nome');
    const value = line.number('o valor');
    const sample: PageSample = { name, labels, value };
    this.#readTail(line, sample);
    if (!line.atEnd) line.fail('há texto sobrando depois do valor');
    this.#familyOf(name).samples.push(sample);
    if (++this.#samples > MAX_PAGE_SAMPLES) line.fail(`a página passa de ${MAX_PAGE_SAMPLES} amostras`);
  }

  /** O instante e o exemplar, se há. */
  #readTail(line: PrometheusLine, sample: PageSample): void {
    if (this.#format === 'text') {
      line.skipBlank();
      if (line.atEnd) return;
      const timestampMs = line.number('o instante');
      if (!Number.isSafeInteger(timestampMs)) line.fail('o instante não é um número inteiro de milissegundos');
      sample.timestampMs = timestampMs;
      line.skipBlank();
      return;
    }
    if (line.atEnd) return;
    if (line.skip(' # {')) {
      sample.exemplar = readExemplar(line);
      return;
    }
    line.skipBlank();
    sample.timestampMs = readSeconds(line);
    if (line.skip(' # {')) sample.exemplar = readExemplar(line);
  }

  /** A família de uma amostra: a de nome igual, ou a que a declarou com um sufixo do seu tipo. */
  #familyOf(name: string): PageFamily {
    const exact = this.#families.get(name);
    if (exact) return exact;
    const cut = name.lastIndexOf('_');
    const owner = cut > 0 ? this.#families.get(name.slice(0, cut)) : undefined;
    if (owner && SUFFIXES[owner.type].includes(name.slice(cut))) return owner;
    return this.#familyNamed(name);
  }

  #familyNamed(name: string): PageFamily {
    let family = this.#families.get(name);
    if (!family) this.#families.set(name, (family = { name, type: 'unknown', help: '', unit: '', samples: [] }));
    return family;
  }
}

/** Depois de ` # {`. */
function readExemplar(line: PrometheusLine): PageExemplar {
  const labels = line.labels();
  if (!line.skipBlank()) line.fail('esperava um espaço e o valor do exemplar');
  const exemplar: PageExemplar = { labels, value: line.number('o valor do exemplar') };
  if (line.skipBlank()) exemplar.timestampMs = readSeconds(line);
  return exemplar;
}

/** No OpenMetrics os instantes são segundos. */
function readSeconds(line: PrometheusLine): number {
  const seconds = line.number('o instante');
  const timestampMs = Math.trunc(seconds * 1000);
  if (!Number.isSafeInteger(timestampMs)) line.fail('o instante não é um número de segundos');
  return timestampMs;
}

/** Uma descrição sem amostras não é uma métrica. */
function isWorthKeeping({ samples }: PageFamily): boolean {
  return samples.length > 0;
}
