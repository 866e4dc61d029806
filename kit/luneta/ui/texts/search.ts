/** Os textos da busca: o formulário, os resultados, o que não se entende e as páginas vazias. */
import { count, formatCount } from '../../../format.ts';

/** Um intervalo de que pode faltar um dos lados. */
const between = (verb: string, least: string, most: string, from: string, to: string): string =>
  from && to ? `${verb} de ${from} a ${to}` : from ? `${verb} ${least} ${from}` : `${verb} ${most} ${to}`;

export const searchTexts = {
  title: 'Buscar traces',
  filters: 'Filtros',
  service: 'Serviço',
  allServices: 'Todos os serviços',
  operation: 'Operação',
  operationPlaceholder: 'qualquer operação',
  tags: 'Atributos',
  tagsPlaceholder: 'error http.route=/orders',
  tagsHint:
    'Pares chave=valor separados por espaço; aspas quando o valor tem espaço. Sozinho, error são os spans com erro.',
  lookback: 'Período',
  lookbackUnits: { s: ['segundo', 'segundos'], m: ['minuto', 'minutos'], h: ['hora', 'horas'] } as Record<
    string,
    readonly [string, string]
  >,
  lookbackDays: ['dia', 'dias'] as const,
  lookbackWeeks: ['semana', 'semanas'] as const,
  lastOne: (unit: string, feminine: boolean): string => `${feminine ? 'Última' : 'Último'} ${unit}`,
  lastMany: (n: number, units: string, feminine: boolean): string =>
    `${feminine ? 'Últimas' : 'Últimos'} ${formatCount(n)} ${units}`,
  custom: 'Personalizado',
  customHint: 'Deixe um dos lados vazio para não limitá-lo.',
  start: 'De',
  end: 'Até',
  minDuration: 'Duração mínima',
  maxDuration: 'Duração máxima',
  durationPlaceholder: 'ex.: 200ms',
  durationHint: 'De um span, e não do trace: como no Jaeger, basta um span assim para o trace aparecer.',
  limit: 'Máximo de resultados',
  submit: 'Buscar',
  clear: 'Limpar',
  results: (n: number): string => count(n, 'trace', 'traces'),
  resultsLabel: 'Resultados',
  limited: (n: number): string => `Estes são os ${formatCount(n)} mais recentes; pode haver mais.`,
  sort: 'Ordem',
  sorts: {
    recent: 'Recentes',
    longest: 'Longos',
    shortest: 'Curtos',
    spans: 'Mais spans',
    errors: 'Mais erros',
  },
  download: 'Baixar JSON',
  downloadTitle: 'Baixar os traces desta busca num arquivo só, no formato da API do Jaeger',
  chart: {
    label: 'Duração de cada trace ao longo do tempo',
    point: (name: string, duration: string, spans: string, errors: string, time: string): string =>
      [name, duration, spans, ...(errors ? [errors] : []), time].join(' · '),
    ok: 'sem erro',
    failed: 'com erro',
    size: 'tamanho: spans',
    hint: 'Arraste para buscar só num trecho: para o lado, de tempo; para cima, de duração',
    scale: 'Escala da duração',
    scales: { linear: 'Linear', log: 'Logarítmica' },
  },

  /** O trecho marcado no gráfico. */
  range: {
    lead: 'Só os traces do trecho marcado no gráfico:',
    started: (from: string, to: string): string => between('começaram', 'a partir de', 'até', from, to),
    lasted: (from: string, to: string): string => between('duraram', 'pelo menos', 'no máximo', from, to),
    remove: 'Tirar o trecho',
    fields: {
      minTraceStart: 'Início do trace, a partir de',
      maxTraceStart: 'Início do trace, até',
      minTraceDuration: 'Duração mínima do trace',
      maxTraceDuration: 'Duração máxima do trace',
    },
  },

  problems: {
    heading: 'Não dá para buscar assim',
    lookback: (value: string): string =>
      `O período “${value}” não é válido: use um número e uma unidade (15m, 1h, 2d, 1w) ou “custom”.`,
    time: (field: string, value: string): string =>
      `O campo “${field}” não é um instante válido: “${value}”. Use data e hora, ou microssegundos desde 1970.`,
    timeOrder: 'O período começa depois de terminar: troque “De” e “Até”.',
    duration: {
      invalid: (field: string, value: string): string =>
        `O campo “${field}” não é uma duração: “${value}”. Escreva número e unidade, como 1,5s, 200ms ou 100us.`,
      missing_unit: (field: string, value: string): string =>
        `Falta a unidade no campo “${field}”: “${value}”. Escreva, por exemplo, ${/^[\d.]+$/.test(value) ? value : '100'}ms.`,
      unknown_unit: (field: string, value: string): string =>
        `A unidade do campo “${field}” não existe: “${value}”. As unidades são ns, us, ms, s, m e h.`,
    },
    durationNegative: (field: string, value: string): string =>
      `O campo “${field}” é negativo: “${value}”. Uma duração vai de zero para cima.`,
    durationOrder: (min: string, max: string): string => `A duração mínima (${min}) é maior que a máxima (${max}).`,
    limit: (value: string, max: number): string =>
      `O máximo de resultados tem de ser um número inteiro de 1 a ${formatCount(max)}, e veio “${value}”.`,
    tagsJson: (value: string): string =>
      `Os atributos em JSON têm de ser um objeto de textos, como {"error":"true"}, e veio “${value}”.`,
    tagsQuote: 'Há aspas abertas e não fechadas nos atributos.',
    tagsPair: (value: string): string =>
      `“${value}” não é um par chave=valor: escreva os atributos como http.route=/orders.`,
  },

  empty: {
    nothing: {
      title: 'Nenhum trace chegou ainda',
      lead: 'A Luneta está no ar e escutando. Falta um programa que exporte spans para ela:',
      others: (signals: string): string =>
        `Há ${signals} aqui, mas nenhum span: o programa que mandou isso não exporta traces. No NodeSDK, é o traceExporter; pelo ambiente, OTEL_TRACES_EXPORTER=otlp.`,
      example: 'Em outro terminal, envie um trace de exemplo:',
      examplePort: (variable: string): string =>
        `Esta Luneta não está na porta padrão; defina antes, nesse terminal: ${variable}`,
      start: 'Ou suba o aplicativo de exemplo e abra as páginas dele:',
      own: 'Ou aponte o seu programa para uma destas portas:',
      after: 'Depois, recarregue esta página.',
      afterLive: 'O primeiro trace aparece aqui sozinho, assim que chegar.',
      doctor: ['Já enviou e nada apareceu? ', 'O doutor', ' mostra o que bateu em cada porta e por que não entrou.'],
    },
    noMatch: {
      title: 'Nenhum trace com estes filtros',
      lead: (traces: number): string =>
        `Há ${count(traces, 'trace guardado', 'traces guardados')}, mas nenhum com tudo isto ao mesmo tempo. Todas as condições valem para um mesmo span.`,
      wider: 'Buscar em qualquer período',
      clear: 'Tirar todos os filtros',
      doctor: ['Esperava um trace que não está aqui? ', 'O doutor', ' diz o que chegou e o que ficou pelo caminho.'],
    },
    unknownService: {
      title: (service: string): string => `O serviço “${service}” não enviou nada`,
      lead: 'Confira o nome: ele é o atributo de recurso service.name, e maiúsculas contam. Estes já enviaram:',
      how: 'O nome vem da variável de ambiente OTEL_SERVICE_NAME ou do recurso montado no código.',
      doctor: ['Se o programa já rodou com esse nome, ', 'o doutor', ' mostra se o que ele enviou foi recusado.'],
    },
  },

  doors: {
    otlpHttp: ['OTLP/HTTP', 'o padrão dos exporters OTLP (http/protobuf e http/json)'],
    otlpGrpc: ['OTLP/gRPC', 'exporters OTLP com protocolo grpc'],
    jaegerBinary: ['Agente Jaeger, Thrift binário (UDP)', '@opentelemetry/exporter-jaeger e jaeger-client do Node'],
    jaegerCompact: ['Agente Jaeger, Thrift compacto (UDP)', 'clientes Jaeger de Python, Go e Java'],
    jaegerHttp: ['Coletor Jaeger, Thrift por HTTP', 'exporters Jaeger configurados com um endereço (em /api/traces)'],
    zipkin: ['Zipkin', 'exporters e bibliotecas do Zipkin (em /api/v2/spans)'],
  } as Record<string, readonly [label: string, who: string]>,
} as const;
