/** Textos da comparação de dois traces. */
import { count, formatCount } from '../../../format.ts';
import type { ComparedState } from '../../query/compare-traces.ts';

export const compareTexts = {
  back: 'Traces',
  title: (left: string, right: string): string => (left === right ? `${left}: antes e depois` : `${left} × ${right}`),
  heading: 'Comparação de dois traces',
  sides: { left: 'A', right: 'B' },
  sideLabel: (side: string, name: string): string => `${side}: ${name}`,
  swap: 'Trocar os lados',
  open: 'Abrir o trace',

  pick: 'Comparar',
  pickOne: (name: string): string => `Escolher para comparar: ${name}`,
  pickTitle: 'Escolher para comparar',

  delta: {
    longer: (delta: string, share: string): string => `B demorou ${delta} a mais (${share})`,
    shorter: (delta: string, share: string): string => `B demorou ${delta} a menos (${share})`,
    same: 'Os dois duraram o mesmo',
  },
  errorsAppeared: (n: number): string => `${count(n, 'erro novo', 'erros novos')} em B`,
  errorsDisappeared: (n: number): string => `${count(n, 'erro', 'erros')} de A ${n === 1 ? 'sumiu' : 'sumiram'}`,
  nothingInCommon:
    'Os dois não têm nenhum span em comum: as raízes são de serviços ou operações diferentes. Compare dois traces do mesmo pedido.',
  partial: (side: string, shown: number, omitted: number): string =>
    `O trace ${side} é grande demais para uma página: a lista compara os ${formatCount(shown)} primeiros spans dele a chegar, e ${formatCount(omitted)} ${omitted === 1 ? 'ficou' : 'ficaram'} de fora. Os números acima são do trace inteiro; as diferenças, só do que a lista mostra.`,

  states: {
    only_left: 'só em A',
    only_right: 'só em B',
    slower: 'mais lento',
    faster: 'mais rápido',
    same: 'igual',
  } satisfies Record<ComparedState, string>,
  counts: {
    only_left: (n: number): string => `${formatCount(n)} só em A`,
    only_right: (n: number): string => `${formatCount(n)} só em B`,
    slower: (n: number): string => `${formatCount(n)} ${n === 1 ? 'mais lento' : 'mais lentos'}`,
    faster: (n: number): string => `${formatCount(n)} ${n === 1 ? 'mais rápido' : 'mais rápidos'}`,
    same: (n: number): string => `${formatCount(n)} ${n === 1 ? 'igual' : 'iguais'}`,
  } satisfies Record<ComparedState, (n: number) => string>,
  countsLabel: 'Spans por situação',

  filter: 'O que mostrar',
  all: 'Todos os spans',
  onlyDifferences: 'Só diferenças',
  noDifferences: 'Nenhuma diferença: os dois têm os mesmos spans, com durações parecidas e os mesmos erros.',
  seeAll: 'Ver todos os spans',

  columns: {
    span: 'Serviço e operação',
    bars: 'A em cima, B embaixo, na mesma escala de tempo',
    left: 'A',
    right: 'B',
    delta: 'Diferença',
  },
  rows: 'Spans dos dois traces, lado a lado',
  absent: 'ausente',
  error: 'erro',
  errorAppeared: 'erro novo',
  errorDisappeared: 'erro sumiu',
  selfDelta: (delta: string): string => `tempo próprio: ${delta}`,
  legend: {
    title: 'Como ler esta página',
    lines: (sameShare: string, sameTime: string): string[] => [
      'Um span de A faz par com o de B que tem o mesmo caminho desde a raiz: os mesmos serviços e operações, um dentro do outro. Entre irmãos iguais, o primeiro com o primeiro.',
      `Diferenças de até ${sameShare} da duração, ou de até ${sameTime}, são oscilação e contam como iguais.`,
      'Um pai fica mais lento quando um filho fica: procure o span mais fundo que mudou.',
    ],
  },

  problem: {
    title: 'Não dá para comparar estes dois',
    choose: 'Escolha dois traces para comparar',
    wrongCount: (n: number): string =>
      `Comparar pede exatamente dois traces, e ${n === 0 ? 'nenhum foi escolhido' : `${n === 1 ? 'veio' : 'vieram'} ${formatCount(n)}`}. Marque dois na lista da busca, ou escreva os ids:`,
    malformed: (side: string, id: string): string =>
      id === ''
        ? `Falta o id do trace ${side}.`
        : `O id do trace ${side}, “${id}”, não é válido: são até 32 dígitos hexadecimais.`,
    missing: (side: string, id: string): string =>
      `O trace ${side}, ${id}, não está aqui: não foi exportado, saiu pelo limite de memória ou foi para outro backend.`,
    again: 'Se os ids estão trocados ou incompletos, corrija-os:',
    submit: 'Comparar',
    search: 'Escolher na busca',
  },
} as const;
