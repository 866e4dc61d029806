import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'wrong_content_type',
  severity: 'error',
  title: 'O tipo do conteúdo não é o que a porta lê',
  explanation:
    'O endereço está certo, mas o cabeçalho `Content-Type` diz um formato que esta porta não lê, e o corpo nem chega a ' +
    'ser aberto.',
  fix:
    'OTLP/HTTP é `application/x-protobuf` ou `application/json`; o coletor do Jaeger, `application/x-thrift`. Se quem manda ' +
    'é um exporter pronto, o protocolo dele é outro: confira a porta.',
});
