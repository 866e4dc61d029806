/** Os textos do doutor: o que a página diz em volta dos achados, que trazem os seus. */
import { formatBytes, formatCount } from '../../../format.ts';

export const doctorTexts = {
  nav: 'Doutor',
  navBadge: (n: number): string => `${formatCount(n)} ${n === 1 ? 'problema' : 'problemas'}`,
  title: 'Doutor',
  intro: 'O que chegou a cada porta, e por que algo falta ou veio errado.',
  refreshed: 'Esta página se atualiza sozinha.',

  /** Um datagrama tem poucos: `11 bytes`, `12,5 kB`. */
  bytes: (n: number): string => (n < 1_024 ? `${n} ${n === 1 ? 'byte' : 'bytes'}` : formatBytes(n)),
  received: 'recebidos',

  severities: { error: 'erro', warning: 'atenção', info: 'bom saber' },
  status: (errors: number, warnings: number, infos: number): string => {
    const parts = [
      ...(errors > 0 ? [`${formatCount(errors)} ${errors === 1 ? 'erro' : 'erros'}`] : []),
      ...(warnings > 0 ? [`${formatCount(warnings)} ${warnings === 1 ? 'aviso' : 'avisos'}`] : []),
      ...(infos > 0 ? [`${formatCount(infos)} para saber`] : []),
    ];
    return parts.length > 0 ? parts.join(', ') : 'Nenhum problema à vista';
  },

  finding: {
    title: 'Achados',
    times: (n: number): string => `${formatCount(n)} ${n === 1 ? 'vez' : 'vezes'}`,
    fix: 'Como corrigir',
    guide: 'Ler no guia',
    examples: 'Exemplos',
    span: (id: string): string => `span ${id.slice(0, 8)}`,
    trace: (id: string): string => `trace ${id.replace(/^0{16}/, '').slice(0, 8)}`,
  },

  healthy: {
    title: 'Céu limpo',
    lead: 'O que chegou está bem formado, e nada ficou pelo caminho.',
    counts: (spans: number, traces: number): string =>
      `${formatCount(spans)} ${spans === 1 ? 'span' : 'spans'} em ${formatCount(traces)} ${traces === 1 ? 'trace' : 'traces'}.`,
    search: 'Ver os traces',
    map: 'Ver o mapa',
  },
  quiet: {
    title: 'À espera do primeiro span',
    lead: 'Nenhum erro, e nada chegou ainda. Em outro terminal, envie um trace de exemplo:',
  },

  path: {
    title: 'Caminho do span',
    lead: 'Do seu programa até aqui, com o que passou em cada estação.',
    stations: { app: 'Programa', processor: 'Processador', exporter: 'Exporter', door: 'Porta', store: 'Memória' },
    /** O que cada estação faz, quando ela não tem nada a dizer de si. */
    roles: {
      app: 'cria os spans, e os termina com span.end()',
      processor: 'junta os spans terminados em lotes',
      exporter: 'manda cada lote pela rede',
      door: 'recebe e confere',
      store: 'guarda, e responde às páginas',
    },
    states: { ok: 'tudo passou', warning: 'atenção', dead: 'spans se perdem aqui', unknown: 'não dá para ver daqui' },
    counts: {
      messages: 'mensagens',
      bytes: 'bytes',
      spans: 'spans',
      traces: 'traces',
      rejected: 'mensagens recusadas',
      rejectedSpans: 'spans recusados',
      metricPoints: 'pontos de métricas',
      logRecords: 'logs',
      evictedTraces: 'traces que saíram',
      services: 'serviços',
      silentConnections: 'conexões caladas',
      interrupted: 'envios interrompidos',
    } as Readonly<Record<string, string>>,
    waiting: (n: number, all: number): string =>
      n === all ? 'nada chegou a nenhuma' : n === 1 ? 'uma à espera' : `${formatCount(n)} à espera`,
    emptyStore: 'à espera',
    empty: 'O caminho aparece com a primeira mensagem.',
  },

  doors: {
    title: 'O que cada porta recebeu',
    door: 'Porta',
    messages: 'Mensagens',
    bytes: 'Bytes',
    spans: 'Spans',
    others: 'Métricas e logs',
    refused: 'Recusadas',
    none: 'nenhuma',
    noOthers: 'nada',
    metrics: (n: number): string => `${formatCount(n)} ${n === 1 ? 'ponto' : 'pontos'} de métrica`,
    logs: (n: number): string => `${formatCount(n)} ${n === 1 ? 'log' : 'logs'}`,
    refusedSpans: (n: number): string => `${formatCount(n)} ${n === 1 ? 'span recusado' : 'spans recusados'}`,
    last: (when: string): string => `última ${when}`,
    unknown: 'Esta página não foi aberta por uma Luneta com portas.',
  },
} as const;
