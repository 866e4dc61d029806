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
  likely: ({ fix, link }: Pick<Finding, 'fix' | 'link'>) =>
    `O mais provável é que elas não saiam do programa. ${fix} Mais: ${link}`,
  likelyNoLogs:
    'O mais provável é que eles não saiam do programa. Dê ao provider `processors: [new BatchLogRecordProcessor({ exporter })]`, ' +
    'registre-o com `logs.setGlobalLoggerProvider` antes de pedir um logger, e espere `loggerProvider.shutdown()` no fim.',
  nobodyListens: (endpoint: string) =>
    `Ninguém atende em ${endpoint}, para onde o programa manda: o Collector está no ar? Se ele está noutro endereço, diga qual em ` +
    'OTEL_EXPORTER_OTLP_ENDPOINT (HTTP) ou em LAB_OTLP_GRPC_ENDPOINT (gRPC).',
  explains: ({ title, fix, link }: Finding) => `O doutor achou: ${title}. ${fix} Mais: ${link}`,
};
