import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'wrong_path',
  severity: 'error',
  title: 'Telemetria mandada para um caminho que não existe',
  explanation:
    'A porta é de telemetria, mas o caminho do endereço não é o que ela atende. Acontece ao dar ao exporter OTLP um ' +
    '`url` sem `/v1/traces`, que ele usa como está, ou o caminho de outro protocolo.',
  fix: (port) =>
    `Por OTLP/HTTP (porta ${port('otlpHttp')}) os spans vão em \`/v1/traces\`. ` +
    'A opção `url` do exporter é o endereço inteiro; só a variável ' +
    '`OTEL_EXPORTER_OTLP_ENDPOINT` ganha o `/v1/traces` sozinha.',
});
