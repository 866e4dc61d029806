/**
 * Todos os textos da interface, em português: os de toda página, os da busca e os do trace, aqui; os das outras, em
 * `texts/`. As páginas não têm frases próprias: quem revisa a redação lê só isto. `trace`, `span` e `exporter` não se
 * traduzem.
 */
import { count } from './texts/count.ts';

const integer = new Intl.NumberFormat('pt-BR');

export const texts = {
  productName: 'Luneta',
  tagline: 'observabilidade de perto',
  skipToContent: 'Ir para o conteúdo',
  nav: {
    label: 'Páginas',
    search: 'Traces',
    openTrace: 'Abrir trace pelo id',
    openTracePlaceholder: 'id do trace',
    open: 'Abrir',
  },
  footer: (traces: number, spans: number, used: string, limit: string): string =>
    `${count(traces, 'trace guardado', 'traces guardados')} · ${count(spans, 'span', 'spans')} · ${used} de ${limit}`,

  spans: (n: number): string => count(n, 'span', 'spans'),
  errors: (n: number): string => count(n, 'erro', 'erros'),
  services: (n: number): string => count(n, 'serviço', 'serviços'),
  levels: (n: number): string => count(n, 'nível', 'níveis'),
  unnamed: '(sem nome)',
  noRoot: 'raiz ausente',
  noRootHint: 'O span raiz deste trace não chegou: talvez ainda esteja em andamento, ou não foi exportado.',

  search: {
    title: 'Buscar traces',
    filters: 'Filtros',
    service: 'Serviço',
    allServices: 'Todos os serviços',
    operation: 'Operação',
    operationPlaceholder: 'qualquer operação',
    tags: 'Atributos',
    tagsPlaceholder: 'http.response.status_code=500 error=true',
    tagsHint: 'Pares chave=valor separados por espaço; aspas quando o valor tem espaço.',
    lookback: 'Período',
    lookbackUnits: { s: ['segundo', 'segundos'], m: ['minuto', 'minutos'], h: ['hora', 'horas'] } as Record<
      string,
      readonly [string, string]
    >,
    lookbackDays: ['dia', 'dias'] as const,
    lookbackWeeks: ['semana', 'semanas'] as const,
    lastOne: (unit: string, feminine: boolean): string => `${feminine ? 'Última' : 'Último'} ${unit}`,
    lastMany: (n: number, units: string, feminine: boolean): string =>
      `${feminine ? 'Últimas' : 'Últimos'} ${integer.format(n)} ${units}`,
    custom: 'Personalizado',
    customHint: 'Deixe um dos lados vazio para não limitá-lo.',
    start: 'De',
    end: 'Até',
    minDuration: 'Duração mínima',
    maxDuration: 'Duração máxima',
    durationPlaceholder: 'ex.: 1.5s, 200ms',
    limit: 'Máximo de resultados',
    submit: 'Buscar',
    clear: 'Limpar',
    results: (n: number): string => count(n, 'trace', 'traces'),
    resultsLabel: 'Resultados',
    limited: (n: number): string => `Estes são os ${integer.format(n)} mais recentes; há mais.`,
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
      hint: 'Arraste no gráfico para buscar só num trecho',
      scale: 'Escala da duração',
      scales: { linear: 'Linear', log: 'Logarítmica' },
    },
    serviceChip: (service: string, spans: string, errors: string): string =>
      errors ? `${service}: ${spans}, ${errors}` : `${service}: ${spans}`,
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
        `O campo “${field}” não é uma duração: “${value}”. Escreva número e unidade, como 1.5s, 200ms ou 100us.`,
      missing_unit: (field: string, value: string): string =>
        `Falta a unidade no campo “${field}”: “${value}”. Escreva, por exemplo, ${/^[\d.]+$/.test(value) ? value : '100'}ms.`,
      unknown_unit: (field: string, value: string): string =>
        `A unidade do campo “${field}” não existe: “${value}”. As unidades são ns, us, ms, s, m e h.`,
    },
    durationNegative: (field: string, value: string): string =>
      `O campo “${field}” é negativo: “${value}”. Uma duração vai de zero para cima.`,
    durationOrder: (min: string, max: string): string => `A duração mínima (${min}) é maior que a máxima (${max}).`,
    limit: (value: string, max: number): string =>
      `O máximo de resultados tem de ser um número inteiro de 1 a ${integer.format(max)}, e veio “${value}”.`,
    tagsJson: (value: string): string =>
      `Os atributos em JSON têm de ser um objeto de textos, como {"error":"true"}, e veio “${value}”.`,
    tagsQuote: 'Há aspas abertas e não fechadas nos atributos.',
    tagsPair: (value: string): string => `“${value}” não é um par chave=valor: escreva os atributos como error=true.`,
  },

  empty: {
    nothing: {
      title: 'Nenhum trace chegou ainda',
      lead: 'A Luneta está no ar e escutando. Falta um programa que exporte spans para ela:',
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

  trace: {
    back: 'Traces',
    title: (service: string, operation: string): string => `${service}: ${operation}`,
    facts: {
      start: 'Início',
      duration: 'Duração',
      services: 'Serviços',
      depth: 'Profundidade',
      spans: 'Spans',
      errors: 'Erros',
      traceId: 'Id do trace',
    },
    omitted: (shown: number, omitted: number): string =>
      `trace grande demais para uma página: estes são os ${integer.format(shown)} primeiros spans a chegar, e ${integer.format(omitted)} ficaram de fora (o JSON traz todos)`,
    duplicates: (n: number): string => `${count(n, 'cópia exata descartada', 'cópias exatas descartadas')}`,
    orphans: (n: number): string =>
      `${count(n, 'span cita um pai que não está aqui', 'spans citam um pai que não está aqui')}: o pai não terminou, não foi descarregado (flush) ou a amostragem o deixou de fora.`,
    roots: (n: number): string => `O trace tem ${integer.format(n)} raízes.`,
    cycles: 'Há spans que são antepassados de si mesmos; o ciclo foi desfeito no que começou primeiro.',
    servicesLabel: 'Serviços deste trace',
    actions: 'Ações',
    json: 'JSON',
    jsonTitle: 'O trace no formato da API do Jaeger',
    minimap: 'Visão geral do trace',
    search: 'Buscar neste trace',
    searchSubmit: 'Buscar',
    previous: 'Anterior',
    next: 'Próximo',
    collapseAll: 'Recolher tudo',
    expandAll: 'Expandir tudo',
    nextError: 'Próximo erro',
    help: 'Atalhos de teclado',
    waterfall: 'Linha do tempo (waterfall)',
    spanColumn: 'Serviço e operação',
    error: 'erro',
    toggle: (n: number): string => `Recolher ${count(n, 'descendente', 'descendentes')}`,
    legend: { title: 'Como ler esta página' },
  },

  span: {
    backToTrace: 'Ver no trace',
    service: 'Serviço',
    operation: 'Operação',
    kind: 'Tipo',
    status: 'Status',
    statusMessage: 'Mensagem',
    start: 'Início',
    startValue: (offset: string, time: string): string => `${offset} após o começo do trace, às ${time}`,
    duration: 'Duração',
    selfTime: 'Tempo próprio',
    selfTimeValue: (time: string, share: string): string => `${time} (${share} da duração)`,
    spanId: 'Id do span',
    parentId: 'Pai',
    noParent: 'nenhum: é a raiz',
    missingParent: 'não está neste trace',
    traceState: 'tracestate',
    permalink: 'Link para este span',
    attributes: 'Atributos',
    resource: 'Recurso',
    resourceHint: 'quem emitiu: o processo',
    scope: 'Escopo',
    scopeHint: 'qual biblioteca criou o span',
    scopeName: 'nome',
    scopeVersion: 'versão',
    events: 'Eventos',
    links: 'Links entre spans',
    warnings: 'Avisos',
    none: 'nenhum',
    emptyText: 'texto vazio',
    emptyValue: 'sem valor',
    bytes: (n: number): string => count(n, 'byte', 'bytes'),
    key: 'Chave',
    value: 'Valor',
    type: 'Tipo',
    dropped: (n: number): string => `e mais ${integer.format(n)} que o SDK descartou`,
    moreChars: (n: number): string =>
      `… e mais ${count(n, 'caractere', 'caracteres')}: o texto inteiro está no JSON do trace`,
    moreItems: (n: number): string => `e mais ${integer.format(n)} que não cabem aqui: estão no JSON do trace`,
    at: (offset: string): string => `em ${offset}`,
    before: (offset: string): string => `${offset} antes do começo do span`,
    exception: 'Exceção',
    stacktrace: 'Pilha de chamadas',
    linkTo: (traceId: string): string => `Span do trace ${traceId}`,
    linkSameTrace: 'Span deste mesmo trace',
    orphan: 'O pai deste span não está no trace.',
    cycle: 'Este span é antepassado de si mesmo; o pai foi ignorado.',
    kinds: [
      'não informado',
      'interno: trabalho dentro do processo',
      'servidor: atende um pedido',
      'cliente: faz um pedido',
      'produtor: publica uma mensagem',
      'consumidor: processa uma mensagem',
    ],
    statuses: ['não definido', 'OK', 'ERRO'],
    types: {
      empty: 'vazio',
      string: 'texto',
      bool: 'lógico',
      int: 'inteiro',
      double: 'decimal',
      bytes: 'bytes',
      array: 'lista',
      kvlist: 'mapa',
    },
  },

  keyboard: {
    title: 'Atalhos de teclado',
    close: 'Fechar',
    keys: [
      [['↑', '↓'], 'span anterior ou próximo'],
      [['→'], 'expandir; já expandido, ir ao primeiro filho'],
      [['←'], 'recolher; já recolhido, ir ao pai'],
      [['Enter'], 'abrir ou fechar os detalhes'],
      [['/'], 'buscar neste trace'],
      [['n', 'N'], 'próximo ou anterior entre os encontrados'],
      [['e'], 'próximo erro'],
      [['o'], 'só os encontrados, ou todos'],
      [['+', '−'], 'aproximar e afastar no tempo (ou Ctrl e a roda do mouse)'],
      [['0'], 'ver o trace inteiro'],
      [['z'], 'aproximar no span em foco'],
      [['c'], 'mostrar ou esconder o caminho crítico'],
      [['?'], 'esta ajuda'],
      [['Esc'], 'sair da busca ou fechar a ajuda'],
    ] as readonly (readonly [readonly string[], string])[],
  },

  notFound: {
    page: {
      title: 'Esta página não existe',
      lead: 'O endereço não leva a lugar nenhum.',
      action: 'Ir para a busca de traces',
    },
    malformed: {
      title: 'Este id de trace não é válido',
      lead: (id: string): string => `“${id}” não é um id de trace.`,
      how: 'Um id de trace tem até 32 dígitos hexadecimais (0 a 9, a até f), sem traços. Confira se ele veio inteiro.',
    },
    trace: {
      title: 'Este trace não está aqui',
      lead: (id: string): string => `Nenhum span com o id de trace ${id} chegou a esta Luneta. O que costuma ser:`,
      causes: [
        [
          'Ele ainda não foi exportado.',
          'Um span só é enviado quando termina: chame `span.end()` e espere o pedido acabar.',
        ],
        [
          'O lote não foi descarregado (flush).',
          'O `BatchSpanProcessor` guarda spans por alguns segundos; um programa curto precisa de `await provider.shutdown()` antes de sair.',
        ],
        [
          'Ele saiu para dar lugar a outros.',
          'A memória é limitada, e saem os traces mais antigos; reiniciar a Luneta também a esvazia.',
        ],
        [
          'Ele foi para outro backend.',
          'Confira `OTEL_EXPORTER_OTLP_ENDPOINT` e o endereço do exporter: deve ser uma das portas desta Luneta.',
        ],
      ] as readonly (readonly [string, string])[],
      evicted: (n: number): string =>
        `Desde que esta Luneta subiu, ${count(n, 'trace saiu', 'traces saíram')} pelo limite de memória.`,
      retry: 'Tentar de novo',
    },
    span: {
      title: 'Este span não está no trace',
      lead: (id: string): string => `O trace existe, mas não tem um span com o id ${id}.`,
    },
  },
} as const;
