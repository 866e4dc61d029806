/** Textos da página do trace que não cabem em `texts.ts`: vistas, janela de tempo, filtro, vãos, fantasmas. */
import { count, formatCount, formatDuration, formatPercent } from '../../../format.ts';
import type { GapPlace } from '../../query/gaps.ts';
import type { MomentSeverity } from '../../query/trace-events.ts';
import type { StatisticsSort, TraceViewName } from '../trace-params.ts';

/** Os dois tempos que mais se confundem, com as mesmas palavras na legenda, nos detalhes e nas estatísticas. */
const terms = {
  selfTime: 'o tempo em que o span estava em andamento e nenhum filho dele estava',
  critical: 'os trechos que seguraram o fim do trace',
} as const;

export const traceTexts = {
  terms,

  views: {
    label: 'Visões do trace',
    names: {
      timeline: 'Linha do tempo',
      spans: 'Spans',
      statistics: 'Estatísticas',
      flamegraph: 'Flamegraph',
      graph: 'Grafo',
      events: 'Eventos e logs',
      explanation: 'Explicação',
    } satisfies Record<TraceViewName, string>,
  },

  downloads: {
    label: 'Baixar',
    jaeger: 'JSON do Jaeger',
    jaegerTitle: 'Baixar o trace no formato da API do Jaeger',
    otlp: 'OTLP JSON',
    otlpTitle: 'Baixar o trace como OTLP em JSON, que a Luneta, o Jaeger e o Collector leem',
    tooLong:
      'Este trace é grande demais para um arquivo. Mande menos spans por trace, ou baixe-o no formato do Jaeger.',
  },

  zoom: {
    label: 'Zoom no tempo',
    in: 'Aproximar (+)',
    out: 'Afastar (−)',
    reset: 'Trace inteiro',
    hint: 'Arraste na régua ou na visão geral para aproximar um trecho; dois cliques mostram o trace inteiro.',
    rulerTitle: 'Arraste para aproximar; dois cliques mostram o trace inteiro',
  },

  filter: {
    only: 'só os encontrados',
    placeholder: 'texto, chave=valor, error, share>5%…',
    help: 'Como filtrar',
    lead: 'Os termos valem todos ao mesmo tempo; um “-” na frente nega.',
    examples: [
      ['pagamento', 'o texto em qualquer lugar do span'],
      ['http.route=/orders', 'o atributo com exatamente este valor'],
      ['db.query.text~select', 'o atributo que contém o texto'],
      ['service=loja kind=server', 'serviço, nome (name), tipo ou status'],
      ['error', 'spans com erro'],
      ['share>5%', 'mais de 5% da duração do trace'],
      ['duration>=10ms', '10 ms ou mais'],
    ] as readonly (readonly [string, string])[],
    byValue: 'Só spans com este valor',
    copy: 'Copiar valor',
  },

  columns: { duration: 'Duração' },

  partial: (shown: number, omitted: number): string =>
    `Este trace é grande demais para uma página: aqui estão os ${formatCount(shown)} primeiros spans a chegar, e ${formatCount(omitted)} ficaram de fora (o JSON traz todos). Os números acima são do trace inteiro; a profundidade, o caminho crítico e os tempos próprios, só do que aparece.`,

  row: {
    missingParent: 'pai ausente',
    missingParentTitle:
      'O pai deste span não está no trace: não terminou, não foi descarregado (flush) ou a amostragem o deixou de fora.',
    skew: 'relógio',
    skewTitle: (ahead: string): string =>
      `Começa ${ahead} antes de quem o chamou: os relógios das duas máquinas não batem. Os tempos estão como vieram.`,
  },

  gap: {
    titles: {
      before_first: (time: string): string => `Vão sem explicação: ${time} antes do primeiro filho`,
      between: (time: string): string => `Vão sem explicação: ${time} entre um filho e outro`,
      after_last: (time: string): string => `Vão sem explicação: ${time} depois do último filho`,
    } satisfies Record<GapPlace, (time: string) => string>,
    heading: 'Vãos sem explicação',
    hint: 'o span estava em andamento e nenhum filho dele estava',
    why: 'Pode ser trabalho que ninguém instrumentou, espera por um recurso (conexão, trava, fila) ou uma pausa do processo. Um span em volta desse trecho diria.',
  },

  critical: {
    toggle: 'Caminho crítico',
    toggleTitle: `Mostrar ou esconder ${terms.critical} (c)`,
    inSpan: 'No caminho crítico',
    inSpanValue: (us: number, share: number): string => `${formatDuration(us)} (${formatPercent(share)} do trace)`,
    fact: 'Caminho crítico',
  },

  ghost: {
    label: 'esperado, não veio',
    legend: (n: number): string =>
      `${count(n, 'span esperado não veio', 'spans esperados não vieram')}: na linha do tempo, as barras tracejadas.`,
    badList:
      'A lista de spans esperados (?expected=) não pôde ser lida: ela é uma lista JSON, como [{"name":"meu-span","parent":"pai"}]. O resto da página vale.',
    badItems: (n: number): string =>
      `${count(n, 'item', 'itens')} da lista de spans esperados (?expected=) ${n === 1 ? 'ficou' : 'ficaram'} de fora: cada um precisa de um "name" em texto; "parent" e "service" são opcionais.`,
    tooMany: (max: number): string => `Só os ${formatCount(max)} primeiros spans esperados (?expected=) aparecem.`,
  },

  explanation: {
    title: 'Explique este trace',
    lead: 'Frases tiradas dos próprios spans, por regras fixas. Cada nome leva ao span.',
    empty: 'Não há o que explicar: este trace não tem spans.',
    partial:
      'Este trace não cabe inteiro na página, e uma explicação tirada só de uma parte dos spans enganaria: o que falta a ela pode ser justamente o que importa.',
    teaser: 'Explique este trace',
    more: 'Abrir a explicação numa página',
  },

  statistics: {
    title: 'Estatísticas',
    lead: `Tempo próprio é ${terms.selfTime}: o trabalho dele mesmo.`,
    table: 'Tabela de estatísticas',
    group: 'Agrupar por',
    groups: {
      service: 'Serviço',
      operation: 'Operação',
      service_operation: 'Serviço e operação',
      attribute: 'Atributo',
    },
    attributeKey: 'Chave do atributo',
    attributeSubmit: 'Agrupar',
    columns: {
      name: 'Grupo',
      count: 'Spans',
      errors: 'Erros',
      self: 'Tempo próprio',
      share: 'do total',
      duration: 'Duração somada',
      avg: 'Média',
      min: 'Mínima',
      p95: 'p95',
      max: 'Máxima',
    } satisfies Record<StatisticsSort, string>,
    noValue: '(sem o atributo)',
    showSpans: 'Ver estes spans na linha do tempo',
    more: (n: number): string => `e mais ${count(n, 'grupo', 'grupos')}`,
    sortBy: (column: string): string => `Ordenar por ${column}`,
    notEnough: 'Menos de 20 spans: o p95 não diria nada',
  },

  events: {
    title: 'Eventos e logs',
    lead: 'O que os spans anotaram (eventos, exceções) e os logs escritos dentro deles, numa linha do tempo só.',
    empty: 'Nenhum span deste trace anotou um evento, e nenhum log dele chegou.',
    emptyHow: 'Um evento é um instante dentro de um span; um log escrito dentro dele também aparece aqui:',
    emptyCode: "span.addEvent('pedido validado', { itens: 3 })",
    none: 'Nada aqui com este filtro.',
    clear: 'Tirar o filtro',
    severities: { error: 'erro', warning: 'aviso', info: 'informação', debug: 'depuração' } satisfies Record<
      MomentSeverity,
      string
    >,
    event: 'evento',
    log: 'log',
    counts: (events: number, logs: number): string =>
      [count(events, 'evento', 'eventos'), count(logs, 'log', 'logs')].join(' e '),
    found: (n: number, total: number): string => `${formatCount(n)} de ${formatCount(total)}`,
    filterLabel: 'Filtrar os eventos e logs',
    textPlaceholder: 'texto ou chave=valor',
    partial: (n: number): string =>
      `Aqui estão os ${formatCount(n)} primeiros logs do trace; os outros estão na página dos logs.`,
    pages: 'Páginas dos eventos e logs',
    range: (from: number, to: number, total: number): string =>
      `${formatCount(from)} a ${formatCount(to)} de ${formatCount(total)}`,
    toLogs: 'ver nos logs',
    all: 'todos',
    filter: 'Severidade',
    inSpan: 'no span',
    before: (offset: string): string => `−${offset}`,
  },

  details: {
    eventMark: (name: string, offset: string): string => `${name}, em ${offset}`,
    linkMissing: 'não está nesta Luneta',
  },

  legend: {
    lines: [
      'Um trace é o caminho de um pedido; cada linha é um span, um trecho de trabalho com início e fim.',
      'O recuo mostra quem chamou quem; a barra mostra quando e por quanto tempo.',
      'O tempo próprio diz quem trabalhou; o caminho crítico, o que fez o trace demorar. Um trabalho fora do caminho crítico pode encolher sem que o trace termine antes.',
    ],
    items: {
      self: `cor cheia: tempo próprio, ${terms.selfTime}`,
      waiting: 'cor clara: havia um filho em andamento',
      critical: `filete no pé: caminho crítico, ${terms.critical}`,
      gap: 'hachura: vão, um trecho longo de tempo próprio que nada explica',
      event: 'losango: evento (vermelho, exceção ou erro; amarelo, aviso)',
      error: 'ponta vermelha: terminou em erro',
      ghost: 'tracejado: span esperado que não veio',
    },
    logs: 'etiqueta: logs escritos dentro do span (◆, há um erro; ▲, um aviso); estão nos detalhes dele',
  },
};
