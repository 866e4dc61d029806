/** O que o `lab responder` diz. */
import { list } from '../../../format.ts';

const COMMAND = 'npm run lab responder';
const EITHER = new Intl.ListFormat('pt-BR', { type: 'disjunction' });

export const mysteryTexts = {
  /** O que digitar. */
  typed: (...words: readonly string[]) => [COMMAND, ...words].join(' '),

  listTitle: 'Mistérios: o trace do programa de outra pessoa. O que aconteceu aqui?',
  title: (id: string, title: string) => `${id} ${title}`,
  toOpen: 'Para abrir um:',
  allDone: 'Você resolveu todos. Agora, um sistema inteiro: npm run lab investigar',

  labels: (traces: number) => (traces === 1 ? ['o trace'] : Array.from({ length: traces }, (_, i) => `trace ${i + 1}`)),
  toAnswer: 'Leia o trace antes de responder. Depois:',
  answerOf: {
    choice: 'LETRA',
    span: 'NOME DO SPAN',
    number: 'NÚMERO',
  },

  right: 'É isso.',
  wrong: 'Não é isso.',
  again: 'Olhe de novo o trace, e responda outra vez:',
  next: 'O próximo:',

  noLuneta:
    'O trace de um mistério se lê na Luneta, e não achei nenhuma aberta. Abra uma noutro terminal (npm run luneta, ou npm run lab) ' +
    'e rode de novo; se ela está noutra porta, diga qual: --backend=http://localhost:36686',
  unknown: (written: string, alike: readonly string[]) =>
    `Não existe o mistério "${written}". Os mais parecidos: ${alike.join(', ')}. Veja todos com: ${COMMAND}`,
  noSuchLetter: (written: string, letters: readonly string[]) =>
    `A resposta é uma letra (${EITHER.format(letters)}); recebido: "${written}".`,
  noSuchSpan: (written: string, alike: readonly string[]) =>
    `Não há no trace um span chamado "${written}". Os mais parecidos: ${list(alike)}. O nome é o da primeira coluna da tela.`,
  notNumber: (written: string, unit: string) =>
    `A resposta é um número (de ${unit}), como 120; recebido: "${written}".`,
};
