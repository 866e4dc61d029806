/** Os textos do doutor: o que a página diz em volta dos achados, que trazem os seus. */
import { count, formatBytes, formatCount } from '../../../format.ts';

export const doctorTexts = {
  nav: 'Doutor',
  navBadge: (n: number): string => count(n, 'problema', 'problemas'),
  title: 'Doutor',
  guideTitle: 'O guia do doutor',
  intro: 'O que chegou a cada porta, e por que algo falta ou veio errado.',
  refreshed: 'Esta página se atualiza sozinha.',

  /** Um datagrama tem poucos: `11 bytes`, `12,5 kB`. */
  bytes: (n: number): string => (n < 1_024 ? count(n, 'byte', 'bytes') : formatBytes(n)),
  received: 'recebidos',

  severities: { error: 'erro', warning: 'aviso', info: 'bom saber' },
  status: (errors: number, warnings: number, infos: number): string => {
    const parts = [
      ...(errors > 0 ? [count(errors, 'erro', 'erros')] : []),
      ...(warnings > 0 ? [count(warnings, 'aviso', 'avisos')] : []),
      ...(infos > 0 ? [`${formatCount(infos)} para saber`] : []),
    ];
    return parts.length > 0 ? parts.join(', ') : 'Nenhum problema à vista';
  },

  finding: {
    title: 'Achados',
    times: (n: number): string => count(n, 'vez', 'vezes'),
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
      `${count(spans, 'span', 'spans')} em ${count(traces, 'trace', 'traces')}.`,
    search: 'Ver os traces',
    map: 'Ver o mapa',
  },
  quiet: {
    title: 'À espera do primeiro span',
    lead: 'Nenhum erro, e nada chegou ainda. Em outro terminal, envie um trace de exemplo:',
  },

  /** O trace de exemplo não tem por onde chegar. */
  exampleClosed: (label: string, flag: string): string =>
    `O exemplo não tem por onde chegar: a porta dele (${label}) está fechada nesta Luneta, com --${flag} off.`,

  path: {
    title: 'Caminho do span',
    lead: 'Do seu programa até aqui, com o que passou em cada estação.',
    stations: { app: 'Programa', processor: 'Processor', exporter: 'Exporter', door: 'Porta', store: 'Armazenamento' },
    /** O que cada estação faz, quando ela não tem nada a dizer de si. */
    roles: {
      app: 'cria os spans, e os termina com span.end()',
      processor: 'junta os spans terminados em lotes',
      exporter: 'manda cada lote pela rede',
      door: 'recebe e confere',
      store: 'guarda, e responde às páginas',
    },
    states: {
      ok: 'tudo passou',
      warning: 'passou só uma parte',
      dead: 'spans se perdem aqui',
      unknown: 'não dá para ver daqui',
    },
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
    metrics: (n: number): string => count(n, 'ponto de métrica', 'pontos de métrica'),
    logs: (n: number): string => count(n, 'log', 'logs'),
    refusedSpans: (n: number): string => count(n, 'span recusado', 'spans recusados'),
    last: (when: string): string => `última ${when}`,
    unknown: 'Esta página não foi aberta por uma Luneta com portas.',
  },
} as const;
