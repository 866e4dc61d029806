/** Os textos das páginas de métricas. */
import { count, formatCount, formatPercent } from '../../../format.ts';
import type { MetricType } from '../../store/metrics/metric-store.ts';
import type { Range } from '../charts/time-grid.ts';
import type { QueryKind } from '../metrics-queries.ts';

const series = (n: number): string => count(n, 'série', 'séries');

/** `1m` → `1 minuto`. */
const windowWords: Record<string, string> = {
  '1m': 'do último minuto',
  '2m': 'dos últimos 2 minutos',
  '5m': 'dos últimos 5 minutos',
  '10m': 'dos últimos 10 minutos',
  '15m': 'dos últimos 15 minutos',
  '30m': 'da última meia hora',
  '1h': 'da última hora',
  '6h': 'das últimas 6 horas',
  '1d': 'do último dia',
};

export const metricsTexts = {
  nav: 'Métricas',
  title: 'Métricas',
  intro: 'Um gráfico por métrica, com a consulta que o desenhou. Esta página se atualiza sozinha.',

  types: {
    counter: 'contador',
    gauge: 'medida (gauge)',
    histogram: 'histograma',
    summary: 'summary',
    unknown: 'tipo desconhecido',
  } satisfies Record<MetricType, string>,
  /** O que cada tipo é, para quem aponta para o nome dele. */
  typeHints: {
    counter: 'Só cresce, e recomeça do zero com o programa: interessa quanto cresce por segundo.',
    gauge: 'Sobe e desce: interessa o valor de agora.',
    histogram: 'Quantas medições caíram em cada faixa de valores: dele saem os percentis.',
    summary: 'Percentis já calculados pelo programa: não se somam aos de outro.',
    unknown: 'Quem a mandou não disse o tipo.',
  } satisfies Record<MetricType, string>,

  filter: {
    label: 'Que métricas mostrar',
    text: 'Nome ou descrição',
    textPlaceholder: 'http duration',
    service: 'Serviço',
    type: 'Tipo',
    allTypes: 'Todos os tipos',
    range: 'Período',
    grouping: 'Agrupar por',
    groupings: { prefix: 'Prefixo do nome', service: 'Serviço' },
    submit: 'Mostrar',
  },
  ranges: {
    '5m': '5 min',
    '15m': '15 min',
    '1h': '1 h',
    '6h': '6 h',
    all: 'Tudo',
  } satisfies Record<Range, string>,
  rangeNames: {
    '5m': 'Últimos 5 minutos',
    '15m': 'Últimos 15 minutos',
    '1h': 'Última hora',
    '6h': 'Últimas 6 horas',
    all: 'Tudo o que está guardado',
  } satisfies Record<Range, string>,

  groups: {
    label: 'Grupos',
    all: 'Todas',
    derived: 'Derivadas dos spans',
    others: 'Outras',
    noService: 'Sem serviço',
    title: (name: string, n: number): string => `${name} (${formatCount(n)})`,
  },
  summary: (metrics: number, n: number, samples: number): string =>
    `${count(metrics, 'métrica', 'métricas')} · ${series(n)} · ${count(samples, 'amostra', 'amostras')}`,
  matched: (shown: number, all: number): string => `${formatCount(shown)} de ${count(all, 'métrica', 'métricas')}`,
  free: 'Escrever uma consulta',
  more: (n: number): string => `Mostrar mais ${formatCount(n)}`,
  moreLeft: (n: number): string => `Faltam ${count(n, 'métrica', 'métricas')} na página.`,

  card: {
    series,
    total: (type: MetricType, value: string): string => (type === 'counter' ? `total ${value}` : `${value} medições`),
    delta: 'delta, acumulada aqui',
    now: { rate: 'agora', quantiles: 'p95 agora', mean: 'média agora', largest: 'a maior, agora', value: 'agora' },
    stopped: 'sem valor agora',
    copy: 'Copiar a consulta',
    copyOf: (query: string): string => `Copiar a consulta ${query}`,
  },
  chart: {
    nothing: 'sem pontos neste período',
    label: (what: string, lines: number, now: string): string =>
      `${what}: ${count(lines, 'linha', 'linhas')}${now === '' ? ', sem valor agora' : `, agora ${now}`}`,
    others: (n: number): string => `e mais ${count(n, 'linha', 'linhas')}`,
    some: (shown: number, all: number): string => `mostrando ${formatCount(shown)} de ${series(all)}, as maiores`,
  },

  explain: (kind: QueryKind, window: string, by: string): string => {
    const during = windowWords[window] ?? `de ${window}`;
    const each = by === '' || by === 'job' ? 'por serviço (job)' : `por valor de ${by}`;
    const sentences: Record<QueryKind, string> = {
      rate: `rate: quanto o contador cresce por segundo, na média ${during}. sum by: uma linha ${each}.`,
      value: 'O valor como o programa o informou, sem conta nenhuma: uma linha por série.',
      valueBy: `avg by: a média das séries, uma linha ${each}.`,
      quantiles: `p95: 95% das medições ${during} ficaram até este valor. Para p50 e p99 só muda o primeiro número.`,
      quantileBy: `p95, uma linha ${each}: 95% das medições ${during} ficaram até este valor.`,
      mean: `A média ${during}: a soma das medições, dividida por quantas foram. Sem baldes não há percentis.`,
      summary: 'Os percentis vieram prontos do programa: uma linha por série.',
      free: 'O resultado da sua consulta.',
    };
    return sentences[kind];
  },

  exemplar: {
    label: (value: string, time: string, traceId: string, stored: boolean): string =>
      `Exemplar: ${value} em ${time}. ${stored ? 'Abre' : 'Não está guardado aqui:'} o trace ${traceId.slice(0, 8)}`,
    key: 'exemplar: abre o trace',
  },

  red: {
    title: 'Derivadas dos spans',
    lead: 'A Luneta as conta dos spans que chegam, com os nomes do span_metrics do Collector: ninguém precisou escrevê-las.',
    allKinds: 'Nenhum span é de servidor nem de consumidor: a conta é de todos os spans.',
    service: 'Serviço',
    calls: 'Chamadas',
    rate: 'Por segundo',
    errors: 'Com erro',
    duration: 'Duração (p95)',
    traces: 'Traces',
    see: 'Ver traces',
    seeOf: (service: string): string => `Ver traces de ${service}`,
    queries: 'As consultas desta tabela',
    metrics: (n: number): string => `Ver ${n === 1 ? 'a métrica' : `as ${formatCount(n)} métricas`} uma a uma`,
    more: (n: number): string => `E mais ${count(n, 'serviço', 'serviços')}, com menos chamadas.`,
    none: '–',
    share: (share: number): string => (share > 0 && share < 0.001 ? '< 0,1%' : formatPercent(share)),
  },

  limits: {
    title: 'Cardinalidade',
    rejected: (kept: number, points: number): string =>
      `passou do limite: guarda ${series(kept)}, e teve ${count(points, 'ponto recusado', 'pontos recusados')}.`,
    widest: (label: string, values: number): string =>
      `O rótulo ${label} tem ${count(values, 'valor diferente', 'valores diferentes')}: identificadores vão no trace, e não na métrica.`,
    crowded: (used: number, most: number): string =>
      `tem ${formatCount(used)} das ${series(most)} que uma métrica pode ter: algum rótulo tem valores demais.`,
    near: (used: number, most: number): string =>
      `O armazenamento guarda ${formatCount(used)} das ${series(most)} que aceita. Perto do limite, séries novas são recusadas.`,
    badge: 'passou do limite',
    evicted: (n: number): string =>
      `${count(n, 'amostra antiga saiu', 'amostras antigas saíram')} pelo limite de memória.`,
    doctor: 'Ver no doutor',
  },

  targets: {
    title: 'Páginas lidas com --scrape',
    up: 'no ar',
    down: 'fora do ar',
    waiting: 'ainda não visitada',
    samples: (n: number): string => `${count(n, 'amostra', 'amostras')} na última visita`,
  },

  detail: {
    back: 'Todas as métricas',
    range: 'Período',
    by: 'Dividir por',
    byNone: 'nada',
    byJob: 'job',
    unit: 'unidade',
    values: (n: number): string => count(n, 'valor', 'valores'),
    query: 'Consulta PromQL',
    queryHint:
      'Mude e desenhe: seletores, rate, increase, sum, avg, min, max, count, histogram_quantile e contas entre eles.',
    draw: 'Desenhar',
    reset: 'Voltar à consulta da métrica',
    chart: 'Gráfico',
    heatmap: 'Mapa de calor',
    heatmapLead:
      'Cada coluna é um instante; cada faixa, um balde do histograma. Quanto mais forte a cor, mais medições caíram ali.',
    heatmapLabel: (rows: number): string => `Medições por balde no tempo: ${count(rows, 'faixa', 'faixas')}`,
    heatmapMost: (value: string): string => `A cor mais forte: ${value} medições.`,
    exemplars: 'Exemplars',
    exemplarsLead: 'Medições soltas que o SDK guardou com o trace em que foram feitas.',
    exemplarTime: 'Instante',
    exemplarValue: 'Valor',
    exemplarTrace: 'Trace',
    exemplarLabels: 'Atributos',
    gone: 'não está aqui: não foi amostrado, ou já saiu',
    series: 'Séries',
    seriesLabels: 'Rótulos',
    shape: 'No período',
    seriesNow: {
      counter: 'Por segundo, agora',
      gauge: 'Agora',
      histogram: 'p95 agora',
      summary: 'Agora',
      unknown: 'Agora',
    } satisfies Record<MetricType, string>,
    noLabels: 'sem rótulos',
    free: 'Consulta livre',
    freeLead: 'Uma consulta PromQL sobre tudo o que está guardado.',
    unknown: {
      title: (name: string): string => `Não há uma métrica chamada ${name}`,
      lead: 'Ela pode ainda não ter chegado, ou ter saído pelo limite de memória. Os nomes aqui são os do Prometheus: http.server.request.duration, em segundos, é http_server_request_duration_seconds.',
      like: 'Parecidas:',
    },
  },

  problem: {
    titles: {
      syntax: 'Esta consulta não é PromQL válido.',
      unsupported: 'A Luneta não avalia esta parte do PromQL.',
      execution: 'Esta consulta não pôde ser respondida.',
      timeout: 'Esta consulta demorou demais.',
    },
    at: (line: number, column: number): string => `Linha ${formatCount(line)}, coluna ${formatCount(column)}.`,
    said: 'O motor disse:',
    end: 'fim da consulta',
  },

  empty: {
    title: 'Nenhuma métrica ainda',
    derivedOnly: 'Nenhuma métrica própria ainda',
    lead: 'A página se enche assim que chegarem as primeiras. Um destes caminhos:',
    env: 'Um programa com o SDK do OpenTelemetry para Node: ligue o exportador de métricas por variáveis de ambiente. O padrão é exportar a cada 60 segundos; com um, quase não se espera.',
    code: 'Ou no código, no NodeSDK:',
    create: 'E meça alguma coisa:',
    scrape: 'Um programa que já tem uma página /metrics: suba a Luneta apontando para ela.',
    closed: 'A porta OTLP/HTTP está fechada nesta Luneta: use a do gRPC, ou suba-a de novo sem --otlp-http off.',
    doctor: ['Já devia ter chegado? ', 'Pergunte ao doutor', '.'],
    filtered: {
      title: 'Nenhuma métrica com estes filtros',
      lead: (all: number): string =>
        `Há ${count(all, 'métrica guardada', 'métricas guardadas')}, e nenhuma passa por todos eles.`,
      clear: 'Tirar os filtros',
    },
  },
} as const;
