import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'telemetry_on_ui_port',
  severity: 'error',
  title: 'Telemetria mandada para a porta da interface',
  explanation:
    'O endereço que se abre no navegador é o da interface, que só responde perguntas. O exporter mandou para ela, recebeu ' +
    'um erro, e os spans se perderam.',
  fix: (port) =>
    `Aponte o exporter para uma porta que recebe: OTLP/HTTP na ${port('otlpHttp')}, OTLP/gRPC na ${port('otlpGrpc')}, ` +
    `Zipkin na ${port('zipkin')}. A variável é \`OTEL_EXPORTER_OTLP_ENDPOINT\`.`,
});
