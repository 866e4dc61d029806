import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'binary_on_compact_port',
  severity: 'error',
  title: 'Thrift binário na porta do Thrift compacto',
  explanation:
    'O exporter Jaeger do Node manda Thrift binário, e a porta para onde manda só entende o compacto, que é o de ' +
    'Python, Go e Java. Como o UDP não responde, o programa não percebe, e todos os spans se perdem.',
  fix: (port) =>
    `Aponte o exporter para a porta do Thrift binário, a ${port('jaegerBinary')}, com a variável ` +
    '`OTEL_EXPORTER_JAEGER_AGENT_PORT`.',
});
