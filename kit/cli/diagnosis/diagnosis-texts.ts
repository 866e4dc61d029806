/** O que o terminal diz do diagnóstico; os achados trazem as próprias frases. */
import { formatCount } from '../../format.ts';

export const diagnosisTexts = {
  pathTitle: 'O caminho do span, do seu programa à tela:',
  closedDoors: (n: number) => `… e mais ${formatCount(n)} portas, em que nada chegou`,
  findings: 'O que o doutor achou:',
  healthy: 'O doutor não achou nada de errado na telemetria.',
  seen: (times: number) => `(visto ${formatCount(times)} vezes)`,
  guide: 'Mais:',
  examples: 'Onde:',
};

/** Como se chama cada contagem de uma estação, e se ela é má notícia. */
export const COUNTS: Readonly<Record<string, { one: string; many: string; bad?: true }>> = {
  services: { one: 'serviço', many: 'serviços' },
  messages: { one: 'mensagem', many: 'mensagens' },
  spans: { one: 'span', many: 'spans' },
  traces: { one: 'trace', many: 'traces' },
  rejected: { one: 'recusada', many: 'recusadas', bad: true },
  rejectedSpans: { one: 'span recusado', many: 'spans recusados', bad: true },
  silentConnections: { one: 'conexão sem dados', many: 'conexões sem dados', bad: true },
  interrupted: { one: 'envio interrompido', many: 'envios interrompidos', bad: true },
  evictedTraces: { one: 'trace que saiu', many: 'traces que saíram', bad: true },
};
