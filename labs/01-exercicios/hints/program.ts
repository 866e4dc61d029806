/** As dicas de um programa que não chegou bem ao fim: mudam as linhas, não as perguntas. */
import type { HintStages } from '../../../kit/course/manifest.ts';

export type Hints = Readonly<Record<string, HintStages>>;

export interface ProgramLines {
  /** O que se costuma quebrar ao editar, e a linha certa. */
  readonly broken: string;
  /** O que deixa o programa acabar. */
  readonly end: string;
  /** O que ele faz uma vez só. */
  readonly once: string;
}

export function programHints({ broken, end, once }: ProgramLines): Hints {
  return {
    program_failed: [
      'O programa parou com um erro antes do fim. O que diz a última mensagem do terminal, e de que linha ela fala?',
      'Um "is not defined" costuma ser um nome usado fora da função em que nasceu, ou sem import. Um "SyntaxError" costuma ser um parêntese que abriu e não fechou.',
      `Confira: ${broken}.`,
    ],
    'program_failed:deadline': [
      'O programa não terminou sozinho, e foi encerrado. O que ele ainda está esperando, ou repetindo?',
      'O Node acaba quando não resta nada por fazer. Procure um laço sem saída, um setInterval que ninguém desliga, ou uma promessa que nunca se resolve.',
      `O que deixa este programa acabar: ${end}.`,
    ],
    'program_failed:output_limit': [
      'O programa escreveu sem parar, e foi encerrado. Qual linha está sendo repetida?',
      'Procure um laço em volta de um console.log ou de um span. Uma função que chama a si mesma também é um laço.',
      `No guia, o trabalho é feito uma vez: ${once}.`,
    ],
    'program_failed:signal': [
      'O sistema matou o programa antes do fim. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
      'O motivo mais comum é faltar memória: uma lista que cresce dentro de um laço, ou spans criados sem fim.',
      `Tire o que repete, e deixe o que havia: ${once}.`,
    ],
  };
}
