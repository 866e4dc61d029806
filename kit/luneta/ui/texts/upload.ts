/** Textos do envio de arquivos de traces. */
import { count, formatCount } from '../../../format.ts';

export const uploadTexts = {
  title: 'Abrir um arquivo de traces',
  summary: 'Abrir um arquivo',
  lead: 'JSON baixado daqui ou do Jaeger, OTLP em JSON, ou o que o exporter file do Collector grava (um JSON por linha). Até 20 MiB.',
  file: 'Arquivo',
  submit: 'Abrir',
  drop: 'Solte o arquivo para abri-lo na Luneta',

  problem: {
    title: (name: string): string => `Não deu para ler ${name === '' ? 'o arquivo' : `“${name}”`}`,
    nothingStored: 'Nada dele foi guardado.',
    fix: 'Um arquivo bom é o JSON que a Luneta ou o Jaeger baixam, um pedido OTLP em JSON, ou um por linha. Se você o editou, confira o trecho acima.',
    noFile: 'Nenhum arquivo veio no formulário. Escolha um e envie de novo.',
    wrongType: (type: string): string =>
      `O corpo veio como “${type}”. Envie pelo formulário desta página, ou com Content-Type: application/json.`,
    tooLarge: (limit: string): string =>
      `O arquivo passa de ${limit}. Divida-o, ou mande-o ao Collector, que o envia aos poucos para a porta OTLP.`,
    manyParts: (most: number): string =>
      `O formulário tem mais de ${formatCount(most)} partes; só o arquivo é preciso.`,
    form: 'O formulário chegou cortado ou malformado. Envie de novo.',
  },

  stored: {
    title: (n: number): string => count(n, 'trace do arquivo está aqui', 'traces do arquivo estão aqui'),
    nothing: 'Nada de novo neste arquivo',
    known: (n: number): string =>
      n === 1
        ? 'Um trace já estava aqui e ficou como estava: somar o mesmo trace duas vezes repetiria os spans.'
        : `${count(n, 'trace', 'traces')} já estavam aqui e ficaram como estavam: somar o mesmo trace duas vezes repetiria os spans.`,
    rejected: (n: number, reason: string): string => `${count(n, 'span ficou', 'spans ficaram')} de fora: ${reason}`,
    otherSignals: (n: number): string =>
      `${count(n, 'linha de métricas ou logs ficou', 'linhas de métricas ou logs ficaram')} de fora: aqui entram só traces.`,
    see: 'Ver na busca',
    more: (n: number): string => `e mais ${count(n, 'trace', 'traces')}`,
  },
} as const;
