// O que a página diz quando a resposta não vem: o que aconteceu, e o que fazer.

import type { AskError } from './api.ts';

export interface FailureText {
  title: string;
  advice: string;
  /** A pergunta é que precisa mudar: ela volta ao campo. O resto é pane, e se pode perguntar de novo. */
  yours: boolean;
}

export function askFailure({ code, status, message }: AskError): FailureText {
  // Um corpo tão grande nem chega a quem conta os caracteres.
  if (status === 413) return yours('A pergunta é longa demais', 'Encurte-a bastante, e envie de novo.');
  switch (code) {
    case 'question_required':
      return yours('Faltou a pergunta', 'Escreva o que você quer saber, e envie de novo.');
    case 'question_too_long':
      return yours('A pergunta é longa demais', `${message} Encurte-a, e envie de novo.`);
    case 'not_allowed':
      return yours('A moderação não deixou passar', 'Pergunte de outro jeito. O modelo nem chegou a ser chamado.');
    case 'unknown_model':
      return yours('Este modelo não está na lista', 'Escolha outro, embaixo da pergunta, e envie de novo.');
    case 'model_failed':
      return theirs('O modelo falhou', `${message} O trace tem cada tentativa, e o erro que voltou em cada uma.`);
    case 'model_busy':
      return theirs(
        'O modelo está com pedidos demais',
        'Ele recusou a chamada, e pediu que se esperasse. Espere um pouco antes de perguntar de novo: insistir logo só aumenta a fila.',
      );
    case 'model_slow':
      return theirs(
        'O modelo demorou demais',
        'O prazo acabou antes da resposta. O trace mostra quanto se esperou em cada tentativa.',
      );
    case 'bad_answer':
      return theirs(
        'A resposta veio fora da forma',
        'O modelo não escreveu o JSON combinado, nem quando se pediu que corrigisse. O trace tem as duas chamadas.',
      );
    case 'dependency_failed':
      return theirs(
        'Um dos serviços está fora do ar',
        'Veja, no terminal, se o backend está rodando, e o moderation, se há um. Depois pergunte de novo.',
      );
    case 'network':
      return theirs(
        'A resposta não chegou inteira',
        'O frontend não respondeu, ou a conexão caiu no meio: veja, no terminal, se ele está rodando. Depois pergunte de novo.',
      );
    default:
      return theirs('Algo falhou no caminho', `${message} O trace mostra onde (${code}).`);
  }
}

function yours(title: string, advice: string): FailureText {
  return { title, advice: advice.trim(), yours: true };
}

function theirs(title: string, advice: string): FailureText {
  return { title, advice: advice.trim(), yours: false };
}
