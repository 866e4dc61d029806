// O que a página diz quando não veio o que se pediu: o que aconteceu, e o que fazer.

import type { ApiError } from './api.ts';

export interface FailureText {
  title: string;
  advice: string;
  /** Uma resposta que não agrada não é um defeito: ninguém precisa procurar o trace dela. */
  broken: boolean;
}

export function searchFailure({ status }: ApiError, place: string): FailureText {
  if (status === 404) {
    return {
      title: `Não conhecemos “${place}”`,
      advice:
        'Confira como o nome se escreve, sem o estado: “Recife”, “Porto Alegre”. Um 404 é uma resposta, e não uma pane: os serviços funcionaram, e disseram que esse lugar não está na lista.',
      broken: false,
    };
  }
  if (status === 400) {
    return { title: 'Não deu para entender o pedido', advice: 'Escreva o nome de uma cidade.', broken: false };
  }
  return { title: 'A busca não chegou ao fim', advice: brokenAdvice(status), broken: true };
}

/** Por que não há posição nova, numa frase. */
export function stationFailure({ status }: ApiError): string {
  return status === 0 ? 'Sem resposta do frontend.' : `O frontend respondeu ${status}.`;
}

function brokenAdvice(status: number): string {
  switch (status) {
    case 0:
      return 'O frontend não respondeu, ou disse o que não se entende: veja, no terminal, se ele está rodando. Depois procure de novo.';
    case 502:
      return 'Um dos serviços está fora do ar, ou respondeu o que não se entende (502). O trace mostra até onde o pedido foi.';
    case 504:
      return 'Um dos serviços demorou demais, e quem esperava desistiu (504). O trace mostra onde o tempo passou.';
    default:
      return `Um dos serviços falhou (${status}). O trace mostra qual.`;
  }
}
