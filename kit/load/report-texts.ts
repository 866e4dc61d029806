/** O que o relatório diz, fora as linhas do resultado. */
import { count, formatCount } from '../format.ts';

export const reportTexts = {
  title: (date: string) => `Carga de ${date}`,
  asked: (url: string, rate: number, seconds: number, workers: number) =>
    `Mandada a ${url}, ${rate === 0 ? 'o mais depressa que deu' : `a ${formatCount(rate)} spans por segundo`}, por ` +
    `${formatCount(seconds)} s, com ${count(workers, 'pedido', 'pedidos')} ao mesmo tempo.`,
  facts: { acknowledged: 'spans confirmados', perSecond: 'por segundo', refusals: 'recusas', slowest: 'p99 da espera' },
  flow: 'Spans por segundo',
  flowHelp: 'Os confirmados em cada segundo e, se houve, os de pedidos que não foram aceitos.',
  acknowledged: 'confirmados',
  refused: 'não aceitos',
  slowest: 'O pedido mais demorado de cada segundo',
  slowestHelp: 'Contado de quando ele devia ter saído até a resposta. Onde a linha some, nada foi confirmado.',
  /** Para quem não vê o desenho. */
  flowLabel: (seconds: number, most: number, refused: number) =>
    `Linhas no tempo, ${count(seconds, 'segundo', 'segundos')}: no máximo ${count(most, 'span confirmado', 'spans confirmados')} ` +
    `num segundo; ${count(refused, 'não aceito', 'não aceitos')} ao todo.`,
  slowestLabel: (seconds: number, most: string) =>
    `Linha no tempo, ${count(seconds, 'segundo', 'segundos')}: o pedido mais demorado levou ${most}.`,
  result: 'O resultado',
  eachSecond: 'Segundo a segundo',
  columns: ['segundo', 'enviados', 'confirmados', 'não aceitos', 'mais demorado'],
  none: '–',
} as const;
