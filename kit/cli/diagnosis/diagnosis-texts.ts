/** O que o terminal diz do diagnóstico; os achados trazem as próprias frases. */
import { count, formatCount } from '../../format.ts';
import type { Finding } from '../../luneta/query/diagnosis/finding.ts';

export const diagnosisTexts = {
  pathTitle: 'O caminho do span, do seu programa à tela:',
  idleDoors: (n: number) => `… e mais ${count(n, 'porta', 'portas')} em que nada chegou`,
  findings: 'O que o doutor achou:',
  others: 'E de outros programas que mandam para esta Luneta:',
  healthy: 'O doutor não achou nada de errado na telemetria.',
  seen: (times: number) => `(visto ${formatCount(times)} vezes)`,
  guide: 'Mais:',
  examples: 'Onde:',
  explains: ({ title, fix, link }: Finding) => `O doutor achou: ${title}. ${fix} Mais: ${link}`,
};
