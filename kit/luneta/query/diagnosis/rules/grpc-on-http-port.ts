import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'grpc_on_http_port',
  severity: 'error',
  title: 'O gRPC chegou a uma porta HTTP',
  explanation: 'O exporter é o de gRPC, que fala HTTP/2, e o endereço é o de uma porta HTTP/1.1: nada é entendido.',
  fix: (port) =>
    `Aponte o exporter gRPC para a porta ${port('otlpGrpc')}, ou use o exporter OTLP/HTTP (…-otlp-proto ou …-otlp-http) ` +
    `com a ${port('otlpHttp')}.`,
});
