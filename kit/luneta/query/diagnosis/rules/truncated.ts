import { rejectionRule } from '../rejections.ts';

export const rule = rejectionRule({
  code: 'truncated',
  severity: 'error',
  title: 'Mensagem cortada no limite do UDP',
  explanation:
    'Um datagrama UDP leva no máximo cerca de 65.000 bytes. O que passou disso foi cortado no caminho, e o lote inteiro ' +
    'se perdeu: sem o fim, ele não pode ser lido.',
  fix: (port) =>
    `Mande lotes menores e atributos menores, ou troque para OTLP/HTTP (porta ${port('otlpHttp')}), que não tem esse limite.`,
});
