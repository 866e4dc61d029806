/** Os textos dos logs: a página deles, cada linha, e o que se ensina quando não há nenhum. */
import { count, formatCount } from '../../../format.ts';
import type { ShownLevel } from '../log-search.ts';

const logs = (n: number): string => count(n, 'log', 'logs');

export const logTexts = {
  nav: 'Logs',
  title: 'Logs',
  count: logs,
  resultsLabel: 'Resultados',

  levels: {
    fatal: 'fatal',
    error: 'erro',
    warn: 'aviso',
    info: 'info',
    debug: 'debug',
    trace: 'trace',
    none: 'sem nível',
  } satisfies Record<ShownLevel, string>,

  form: {
    filters: 'Filtros',
    level: 'Nível mínimo',
    anyLevel: 'Qualquer nível',
    orWorse: (level: string): string => `${level} ou mais grave`,
    worst: (level: string): string => `só ${level}`,
    text: 'Texto',
    textPlaceholder: 'cartão pedido.id=1042',
    textHint: 'No corpo, num atributo ou num id; maiúsculas não contam.',
    traceId: 'Id do trace',
    traceIdPlaceholder: 'qualquer trace',
    anyTime: 'Qualquer período',
    limit: 'Logs por vez',
    submit: 'Filtrar',
    clear: 'Limpar',
  },

  help: {
    title: 'O que se pode escrever',
    lead: 'Os termos valem todos ao mesmo tempo; um “-” na frente nega.',
    examples: [
      ['cartão', 'o texto, em qualquer lugar do registro'],
      ['"cartão recusado"', 'as palavras juntas'],
      ['pedido.id=1042', 'o atributo, ou campo do corpo, com exatamente este valor'],
      ['http.route~/pedidos', 'o que contém o texto'],
      ['exception.type~', 'o atributo que existe'],
      ['duracao_ms>=500', 'o número; também >, < e <='],
      ['span_id=… scope=… event=…', 'os campos do registro'],
    ] as readonly (readonly [string, string])[],
  },

  head: {
    levels: 'Logs por nível',
    onlyFrom: (level: string): string => `Só de ${level} para cima`,
    every: 'Todos os níveis',
    download: 'Baixar JSONL',
    downloadTitle: 'Baixar estes logs num arquivo, um JSON por linha',
    liveHint: 'Mostra os logs novos assim que chegam',
    older: 'Carregar mais antigos',
    newest: 'Voltar aos mais novos',
    fromHere: 'Continuação: só os mais antigos que os da página anterior.',
    end: 'Estes são todos.',
    stopped: (time: string, read: string): string =>
      `O filtro de texto leu ${read} registros e parou nos de ${time}. Para procurar antes disso, escolha o período.`,
  },

  chart: {
    label: 'Logs ao longo do tempo, por nível',
    most: (n: number, duration: string): string => `até ${logs(n)} em ${duration}`,
    bar: (from: string, to: string, n: number, bad: string): string =>
      `${from} a ${to}: ${logs(n)}${bad ? `, ${bad}` : ''}`,
    ofLevel: (n: number, level: string): string => `${formatCount(n)} ${level}`,
    hint: 'Clique numa barra para ver só esse trecho do tempo.',
    period: (from: string, to: string): string =>
      from && to ? `De ${from} a ${to}.` : from ? `A partir de ${from}.` : `Até ${to}.`,
    remove: 'Tirar o período',
  },

  row: {
    seeIn: 'ver no ',
    trace: 'trace',
    traceTitle: 'O span que escreveu este log, na linha do tempo',
    noBody: '(sem corpo)',
    attributes: (n: number): string => count(n, 'atributo', 'atributos'),
    open: 'Detalhes do log',
  },

  details: {
    body: 'Corpo',
    bodyFormats: { json: 'JSON em texto', map: 'estruturado', text: 'texto' },
    bodyKey: 'corpo',
    seeTrace: 'Ver no trace',
    traceLogs: 'Logs deste trace',
    spanLogs: 'Logs deste span',
    traceMissing: (traceId: string): string =>
      `O trace ${traceId} não está nesta Luneta: os spans dele não terminaram, a amostragem os descartou, ou deram lugar a outros.`,
    noTrace: 'Sem trace: este log foi escrito fora de um span ativo.',
    attributes: 'Atributos',
    resource: 'Recurso',
    scope: 'Escopo',
    scopeHint: 'quem escreveu: a biblioteca ou o logger',
    time: 'Instante',
    observed: 'Observado',
    observedAfter: (delay: string): string => `${delay} depois`,
    severity: 'Severidade',
    severityValue: (n: number, text: string): string => (text ? `${text} (${n})` : String(n)),
    traceId: 'Id do trace',
    spanId: 'Id do span',
    event: 'Evento',
    flags: 'Flags',
    sampled: 'amostrado',
    notSampled: 'não amostrado',
  },

  problems: {
    heading: 'Não dá para filtrar assim',
    level: (value: string, known: string): string => `O nível “${value}” não existe. Use um destes: ${known}.`,
    traceId: (value: string): string =>
      `“${value}” não é um id de trace: são até 32 dígitos hexadecimais (0 a 9, a até f). Confira se ele veio inteiro.`,
    before: (value: string): string =>
      `“${value}” não é um lugar na lista. Tire o parâmetro before do endereço e use “Carregar mais antigos”.`,
  },

  empty: {
    nothing: {
      title: 'Nenhum log chegou ainda',
      lead: 'A Luneta está no ar e recebe logs por OTLP, na mesma porta dos spans.',
      spansOnly: (services: string, n: number): string =>
        `De ${services} já chegaram spans, mas nenhum log: ${n === 1 ? 'esse programa exporta' : 'esses programas exportam'} traces e não ${n === 1 ? 'exporta' : 'exportam'} logs.`,
      othersOnly: (signals: string): string => `Há ${signals} aqui, mas nenhum log: falta ligar o exporter de logs.`,
      auto: 'Se o programa usa o NodeSDK, ou a instrumentação automática (de qualquer linguagem), ligue o exporter de logs no ambiente e rode-o de novo:',
      code: 'Ou, sem mexer em nada do que existe, escreva um log agora. Salve como log.mjs na raiz do repositório e rode com node log.mjs:',
      trace:
        'Um log escrito dentro de um span leva o id do trace sozinho: é assim que ele aparece ao lado do span, e que daqui se chega ao trace.',
      live: 'O primeiro log aparece aqui sozinho, assim que chegar.',
      reload: 'Depois, recarregue esta página.',
      closed: 'A porta OTLP/HTTP desta Luneta está fechada: abra-a para receber logs.',
      doctor: ['Já enviou e nada apareceu? ', 'O doutor', ' mostra o que bateu em cada porta e por que não entrou.'],
    },
    noMatch: {
      title: 'Nenhum log com estes filtros',
      lead: (stored: number): string =>
        `Há ${count(stored, 'log guardado', 'logs guardados')}, mas nenhum com tudo isto ao mesmo tempo.`,
      belowLevel: (n: number, level: string): string =>
        `Sem o nível mínimo (${level}) ${n === 1 ? 'seria' : 'seriam'} ${formatCount(n)}.`,
      anyLevel: 'Ver todos os níveis',
      wider: 'Procurar em qualquer período',
      clear: 'Tirar todos os filtros',
      doctor: ['Esperava um log que não está aqui? ', 'O doutor', ' diz o que chegou e o que ficou pelo caminho.'],
    },
    unknownService: {
      title: (service: string): string => `O serviço “${service}” não enviou logs`,
      spans: 'Spans dele chegaram. O SDK de logs se liga à parte: ',
      known: 'Estes enviaram:',
      how: 'ver como',
    },
    traceWithoutLogs: {
      title: 'Este trace não tem logs',
      lead: 'Nenhum log com este id de trace chegou. Um log só o leva quando é escrito dentro do span ativo, no mesmo contexto.',
      open: 'Abrir o trace',
    },
  },

  /** Os logs dentro da página do trace. */
  inTrace: {
    fact: 'Logs',
    badge: logs,
    section: 'Logs',
    all: 'Abrir na página dos logs',
    more: (n: number): string => `e mais ${logs(n)}: na página dos logs estão todos`,
    loose: (n: number): string => `${logs(n)} deste trace fora dos spans`,
    looseHint: 'Sem o id do span, ou de um span que não está aqui.',
    otherSpan: (spanId: string): string => `do span ${spanId}, que não está aqui`,
    noSpan: 'sem span',
    offset: (offset: string): string => `em ${offset}`,
    before: (offset: string): string => `${offset} antes`,
  },

  onlyLogs: {
    title: 'Deste trace só chegaram os logs',
    lead: (n: number): string => `Há ${logs(n)} com este id de trace, e nenhum span. O que costuma ser:`,
    causes: [
      [
        'Os spans ainda não foram exportados.',
        'Um span só é enviado quando termina: chame `span.end()` e espere o lote sair.',
      ],
      ['A amostragem descartou o trace.', 'O sampler decide sobre os spans; os logs são enviados assim mesmo.'],
      [
        'O programa exporta logs para cá e traces para outro lugar.',
        'Confira `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` e `OTEL_TRACES_EXPORTER`.',
      ],
      ['Os spans deram lugar a outros.', 'A memória é limitada, e a dos spans não é a dos logs.'],
    ] as readonly (readonly [string, string])[],
  },
} as const;
