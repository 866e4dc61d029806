/**
 * Amostras com os casos que separam um PromQL certo de um quase certo: recomeços, buracos, NaN, infinitos, séries de uma
 * amostra só, baldes fora de ordem, rótulos com acentos, aspas e quebras de linha. As mesmas vão para o Prometheus, numa
 * página que ele coleta, e para a Luneta.
 */
import {
  type Exemplar,
  type Labels,
  METRIC_NAME,
  type MetricFamily,
  type MetricType,
} from '../../store/metrics/metric-store.ts';

export const STEP_MS = 15_000;
/** Meia hora de coletas. */
export const SAMPLES = 121;

interface SampleSeries {
  name: string;
  labels: Labels;
  points: readonly (readonly [timestampMs: number, value: number])[];
  exemplar?: Exemplar;
}

export interface SampleFamily {
  name: string;
  type: MetricType;
  help: string;
  unit: string;
  series: SampleSeries[];
}

type PointValue = (index: number) => number | undefined;

/** @param startMs O instante da primeira amostra. */
export function sampleFamilies(startMs: number): SampleFamily[] {
  const series = (name: string, labels: Labels, value: PointValue): SampleSeries => ({
    name,
    labels,
    points: Array.from({ length: SAMPLES }, (_, i) => [startMs + i * STEP_MS, value(i)] as const).filter(
      (point): point is readonly [number, number] => point[1] !== undefined,
    ),
  });
  const family = (name: string, type: MetricType, all: SampleSeries[], help = `ajuda de ${name}`): SampleFamily => ({
    name,
    type,
    help,
    unit: '',
    series: all,
  });
  const endMs = startMs + (SAMPLES - 1) * STEP_MS;
  // Coletas que atrasam e adiantam: a distância até a borda da janela passa por todos os valores.
  const irregular = (labels: Labels, value: PointValue): SampleSeries => {
    const regular = series('irregular_total', labels, value);
    const points = regular.points.map(([timestampMs, each], i) => [timestampMs + ((i * 7919) % 14_000), each] as const);
    return { ...regular, points };
  };
  return [
    family('irregular', 'counter', [
      irregular([['k', 'a']], (i) => 100 + i),
      irregular([['k', 'b']], (i) => (i % 9) * 4),
      irregular([['k', 'c']], (i) => (i % 5 === 0 ? i / 3 : undefined)),
    ]),
    family('pedidos', 'counter', [
      ...['/a', '/b', '/café "10%"\n\\fim'].flatMap((rota, r) =>
        ['GET', 'POST'].map((metodo, m) =>
          // Recomeça a cada 37, 40, 43… coletas, e para por um tempo.
          series(
            'pedidos_total',
            [
              ['metodo', metodo],
              ['rota', rota],
            ],
            (i) => (i > 50 + r && i < 58 + m ? undefined : ((i + 5 * m) % (37 + 3 * r)) * (r + 1) * 1.5 + m),
          ),
        ),
      ),
      {
        ...series(
          'pedidos_total',
          [
            ['metodo', 'DELETE'],
            ['rota', '/a'],
          ],
          (i) => (i === 60 ? 7 : undefined),
        ),
      },
    ]),
    family('erros', 'counter', [
      series(
        'erros_total',
        [
          ['metodo', 'GET'],
          ['rota', '/a'],
        ],
        (i) => Math.floor(i / 7),
      ),
      series(
        'erros_total',
        [
          ['metodo', 'POST'],
          ['rota', '/b'],
        ],
        (i) => (i < 30 ? 0 : i),
      ),
      series(
        'erros_total',
        [
          ['metodo', 'PUT'],
          ['rota', '/x'],
        ],
        (i) => (i % 2 === 0 ? i * 1e9 : undefined),
      ),
    ]),
    family('temperatura', 'gauge', [
      series('temperatura', [['sala', 'norte']], (i) => Math.sin(i / 5) * 20),
      series('temperatura', [['sala', 'sul']], (i) => (i % 11 === 0 ? NaN : i - 60)),
      series('temperatura', [['sala', 'infinita']], (i) =>
        i % 13 === 0 ? Infinity : i % 17 === 0 ? -Infinity : 1e300,
      ),
      series('temperatura', [['sala', '日本🙂']], (i) => (i < 40 || i > 75 ? 0.1 * i : undefined)),
      series('temperatura', [['sala', 'zero']], () => -0),
    ]),
    // Os mesmos rótulos de `temperatura`, com outro nome: sem o nome, seriam as mesmas séries.
    family('umidade', 'gauge', [
      series('umidade', [['sala', 'norte']], (i) => i / 121),
      series('umidade', [['sala', 'sul']], (i) => (i < 60 ? i : undefined)),
      series('umidade', [['sala', 'leste']], (i) => 1e-9 * i),
    ]),
    family(
      'latencia_segundos',
      'histogram',
      ['/a', '/b'].flatMap((rota, r) => histogram(series, rota, r, endMs)),
    ),
    family('sem_infinito', 'histogram', [
      series('sem_infinito_bucket', [['le', '1']], (i) => i),
      series('sem_infinito_bucket', [['le', '2']], (i) => 2 * i),
    ]),
    // Contagens que diminuem de um balde ao seguinte, limites negativos e um `le` que não é número.
    family('torto', 'histogram', [
      ...['-1', '0', '0.5', '1e0', '1', '5', '+Inf'].map((le, b) =>
        series('torto_bucket', [['le', le]], (i) => [1, 5, 2, 4, 4, 7, 12][b] * i),
      ),
      series('torto_bucket', [['le', 'muito']], (i) => i),
    ]),
    family('unico', 'gauge', [series('unico', [], (i) => (i === 100 ? 42 : undefined))]),
  ];
}

const BOUNDS = ['0.1', '0.5', '1', '2.5', '+Inf'];

function histogram(
  series: (name: string, labels: Labels, value: PointValue) => SampleSeries,
  rota: string,
  offset: number,
  endMs: number,
): SampleSeries[] {
  const buckets = BOUNDS.map((le, b) => {
    const bucket = series(
      'latencia_segundos_bucket',
      [
        ['le', le],
        ['rota', rota],
      ],
      (i) => (i % 90) * (b + 1 + offset),
    );
    const labels: Labels = [
      ['span_id', 'b7ad6b7169203331'],
      ['trace_id', `0af7651916cd43dd8448eb211c80319${b}`],
    ];
    return { ...bucket, exemplar: { labels, value: 0.05 * (b + 1), timestampMs: endMs } };
  });
  return [
    ...buckets,
    series('latencia_segundos_count', [['rota', rota]], (i) => (i % 90) * (5 + offset)),
    series('latencia_segundos_sum', [['rota', rota]], (i) => (i % 90) * 3.7),
  ];
}

/** A página do OpenMetrics: cada linha com o seu instante, as de cada série em ordem. */
export function openMetricsPage(families: readonly SampleFamily[]): string {
  const lines = families.flatMap(({ name, type, help, series }) => [
    `# TYPE ${name} ${type}`,
    `# HELP ${name} ${help}`,
    ...series.flatMap(({ name: sampleName, labels, points, exemplar }) =>
      points.map(([timestampMs, value], i) => {
        const line = `${sampleName}${labelsText(labels)} ${numberText(value)} ${timestampMs / 1000}`;
        if (!exemplar || i < points.length - 1) return line;
        return `${line} # ${labelsText(exemplar.labels)} ${exemplar.value} ${exemplar.timestampMs / 1000}`;
      }),
    ),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

function labelsText(labels: Labels): string {
  const escape = (value: string): string =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${labels.map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
}

/** O que a coleta guardaria. @param target Os rótulos que ela põe em todas as séries. */
export function toMetricFamilies(families: readonly SampleFamily[], target: Labels): MetricFamily[] {
  return families.map(({ name, type, help, unit, series }) => ({
    metadata: { name, type, help, unit, isDelta: false },
    points: series.flatMap(({ name: sampleName, labels, points, exemplar }) => {
      const all = sorted([[METRIC_NAME, sampleName], ...target, ...labels]);
      return points.map(([timestampMs, value], i) => ({
        timestampMs,
        isDelta: false,
        samples: [{ labels: all, value, exemplars: exemplar && i === points.length - 1 ? [exemplar] : [] }],
      }));
    }),
  }));
}

export function sorted(labels: Labels): Labels {
  return labels.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
