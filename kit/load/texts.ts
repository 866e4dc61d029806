/** Tudo o que o `npm run load` diz no terminal. Frases sem cor nem largura: quem as arruma na tela é a `Screen`. */
import { count, formatCount, formatPercent } from '../format.ts';
import { alignedRows } from '../help-rows.ts';
import type { LoadProgress } from './load-book.ts';

const SEE_HELP = 'Veja o que se pode escrever: npm run load help';
const RECORD = 'Grave um trace com: curl -o forma.json http://localhost:16686/api/traces/ID';
const LUNETA = 'A Luneta está no ar? Ligue-a noutro terminal:\nnpm run luneta';
const OTHER_BACKEND =
  'Se o backend é outro, diga onde ele recebe OTLP por HTTP:\nnpm run load url=http://ENDEREÇO:4318';

const pace = (rate: number): string =>
  rate === 0 ? 'o mais depressa que der' : `${formatCount(rate)} spans por segundo`;

export const loadTexts = {
  help: [
    'Manda uma carga de traces a um backend, por OTLP/HTTP, e conta de quantos spans',
    'ele disse "recebi", quantos recusou, e quanto demorou a responder.',
    '',
    'Uso: npm run load [palavras]',
    '',
    ...alignedRows([
      ['url=http://localhost:4318', 'onde o backend recebe OTLP por HTTP'],
      ['rate=1000', 'spans por segundo; 0 é o mais depressa que der'],
      ['seconds=10', 'quanto dura'],
      ['workers=4', 'quantos pedidos ao mesmo tempo'],
      ['errors=2', 'de cem traces, quantos falham'],
      ['slow=5', 'de cem traces, quantos demoram dez vezes mais'],
      ['shape=ARQUIVO', 'a forma dos traces: um gravado de /api/traces/ID'],
      ['service=NOME', 'o nome do serviço, no lugar dos da forma'],
      ['seed=42', 'repete os mesmos traces, até os ids'],
      ['report=PASTA', 'onde escrever o relatório (padrão: meu-lab/carga)'],
      ['help', 'mostra esta ajuda'],
    ]),
    '',
    'Ctrl+C encerra antes, com o resultado até ali. A saída é 0; 1, se nada foi',
    'confirmado; 2, se uma palavra não serve.',
  ].join('\n'),

  unknownWord: (word: string, like: string) => `Não conheço "${word}". Seria "${like}"? ${SEE_HELP}`,
  repeated: (key: string) => `"${key}" aparece duas vezes. Deixe uma só.`,
  noValue: (key: string) => `"${key}" precisa de um valor, colado: ${key}=… ${SEE_HELP}`,
  badAmount: (key: string, least: number, most: number, value: string) =>
    `${key} precisa de um número inteiro de ${formatCount(least)} a ${formatCount(most)}; recebido: "${value}".`,
  badPercent: (key: string, value: string) =>
    `${key} precisa de uma porcentagem de 0 a 100, como ${key}=2 ou ${key}=0,5; recebido: "${value}".`,
  badUrl: (what: string, value: string) => `url precisa ${what}, como url=http://localhost:4318; recebido: "${value}".`,
  longService: (most: number, length: number) =>
    `service precisa de um nome de até ${most} caracteres; o recebido tem ${formatCount(length)}.`,
  unreadableShape: (file: string, reason: string) => `Não deu para ler a forma em "${file}": ${reason}. ${RECORD}`,
  noSuchFile: 'o arquivo não existe',
  isFolder: 'é uma pasta, e não um arquivo',
  badShape: (file: string, reason: string) => `O arquivo "${file}" não serve de forma: ${reason}. ${RECORD}`,

  starting: (url: string, rate: number, seconds: number) =>
    `Mandando a ${url}: ${pace(rate)}, por ${formatCount(seconds)} s. Ctrl+C encerra antes.`,
  progress: ({ share, acknowledged, refused }: LoadProgress) =>
    `${formatPercent(Math.floor(share * 100) / 100)} · ${count(acknowledged, 'span confirmado', 'spans confirmados')} · ` +
    count(refused, 'recusa', 'recusas'),
  interrupted: 'Interrompida: o resultado é o do que se mandou até aqui.',
  interruptedEarly: 'Interrompida antes que o backend confirmasse alguma coisa.',

  rows: {
    sent: 'spans enviados',
    acknowledged: 'spans confirmados',
    perSecond: 'confirmados por segundo',
    unacknowledged: 'traces sem confirmação',
    requests: 'pedidos',
    retries: 'novas tentativas',
    refusals: 'recusas',
    refused: (reason: string) => `recusas: ${reason}`,
    latency: (quantile: string) => `espera pela resposta, ${quantile}`,
    none: '–',
    bytes: 'bytes por span',
    duration: 'duração',
    seed: 'semente',
  },
  /** @param reached Spans por segundo. */
  slower: (asked: number, reached: number) =>
    `O ritmo pedido era de ${pace(asked)}, e saíram ${formatCount(reached)}. O backend demora a responder; com mais pedidos ` +
    'ao mesmo tempo (workers=…), talvez dê.',
  report: (file: string) => `Relatório: ${file}`,
  noReport: (folder: string, reason: string) =>
    `O relatório não pôde ser escrito em "${folder}": ${reason}. Escolha outra pasta: report=PASTA`,

  nobody: (url: string, reason: string) => `Ninguém atende em ${url} (${reason}). ${LUNETA}\n${OTHER_BACKEND}`,
  silent: (url: string, reason: string) =>
    `Em ${url} a conexão abre, mas nada é confirmado (${reason}). Confira se quem atende ali é um backend, e se ele não está ` +
    `travado. ${OTHER_BACKEND}`,
  noReceiver: (url: string, reason: string) =>
    `Quem atende em ${url} não recebe traces: POST ${url}/v1/traces deu ${reason}. A porta do OTLP por HTTP costuma ser a ` +
    `4318; a 16686 é a da tela. ${OTHER_BACKEND}`,
  forbidden: (url: string, reason: string) =>
    `Quem atende em ${url} pede que se identifique: POST ${url}/v1/traces deu ${reason}. Esta carga não manda senhas; mande-a ` +
    `a quem não as peça. ${LUNETA}`,
  busy: (url: string, reason: string) =>
    `Quem atende em ${url} respondeu ${reason}, que é "agora não", todas as vezes. Veja no terminal dele por quê, ou mande ` +
    'menos:\nnpm run load rate=100',
  partial: (url: string, reason: string) =>
    `Quem atende em ${url} aceitou os pedidos, mas disse ter recusado spans de todos eles (${reason}). O motivo deve estar no ` +
    'terminal dele.',
  refusedAll: (url: string, reason: string) =>
    `Quem atende em ${url} recusou tudo: POST ${url}/v1/traces deu ${reason}. O motivo deve estar no terminal dele.`,
} as const;
