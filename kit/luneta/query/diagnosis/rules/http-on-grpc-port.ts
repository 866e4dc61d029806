import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'http_on_grpc_port',
  severity: 'error',
  title: 'O OTLP/HTTP chegou à porta do gRPC',
  explanation: 'O exporter é o de HTTP, e o endereço é o da porta que só fala gRPC: nada é entendido.',
  fix: 'Aponte o exporter para `http://localhost:4318`, ou use o exporter OTLP/gRPC (…-otlp-grpc) com a 4317.',
});
