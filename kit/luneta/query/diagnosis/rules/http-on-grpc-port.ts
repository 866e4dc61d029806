import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'http_on_grpc_port',
  severity: 'error',
  title: 'O OTLP/HTTP chegou à porta do gRPC',
  explanation: 'O exporter é o de HTTP, e o endereço é o da porta que só fala gRPC: nada é entendido.',
  fix: (port) =>
    `Aponte o exporter para a porta ${port('otlpHttp')} (\`OTEL_EXPORTER_OTLP_ENDPOINT\`), ou use o exporter OTLP/gRPC ` +
    `(…-otlp-grpc) com a ${port('otlpGrpc')}.`,
});
