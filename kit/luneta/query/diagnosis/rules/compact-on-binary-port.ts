import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'compact_on_binary_port',
  severity: 'error',
  title: 'Thrift compacto na porta do Thrift binário',
  explanation:
    'O exporter Jaeger fala Thrift compacto, e a porta para onde manda só entende o binário. Como o UDP não ' +
    'responde, o programa não percebe, e todos os spans se perdem.',
  fix: (port) =>
    `Aponte o exporter para a porta do Thrift compacto, a ${port('jaegerCompact')}, ou troque o protocolo dele para o binário.`,
});
