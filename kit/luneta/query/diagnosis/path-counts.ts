/** O que se conta nas estações do caminho do span, como se diz: a página e o terminal leem daqui. */

export interface PathCount {
  one: string;
  many: string;
  /** É má notícia. */
  bad?: true;
}

const PATH_COUNTS = {
  services: { one: 'serviço', many: 'serviços' },
  messages: { one: 'mensagem', many: 'mensagens' },
  spans: { one: 'span', many: 'spans' },
  traces: { one: 'trace', many: 'traces' },
  metricPoints: { one: 'ponto de métrica', many: 'pontos de métrica' },
  logRecords: { one: 'log', many: 'logs' },
  rejected: { one: 'mensagem recusada', many: 'mensagens recusadas', bad: true },
  rejectedSpans: { one: 'span recusado', many: 'spans recusados', bad: true },
  // Pode ser só um teste de porta.
  silentConnections: { one: 'conexão sem dados', many: 'conexões sem dados' },
  interrupted: { one: 'envio interrompido', many: 'envios interrompidos', bad: true },
  evictedTraces: { one: 'trace que saiu', many: 'traces que saíram', bad: true },
  evictedSpans: { one: 'span que saiu', many: 'spans que saíram', bad: true },
  // Vieram da pasta de `--data`, ou de um arquivo aberto na página.
  otherSpans: { one: 'span de disco ou arquivo', many: 'spans de disco ou arquivo' },
} as const satisfies Readonly<Record<string, PathCount>>;

/** Os bytes se dizem com a unidade (`12,5 kB`), e não com um nome. */
export type PathCountName = keyof typeof PATH_COUNTS | 'bytes';

/** `undefined` se a contagem não tem nome: os bytes, ou a de uma Luneta de outra versão. */
export function pathCountOf(name: string): PathCount | undefined {
  return Object.hasOwn(PATH_COUNTS, name) ? PATH_COUNTS[name as keyof typeof PATH_COUNTS] : undefined;
}
