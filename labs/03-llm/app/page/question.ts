// A pergunta, como aparece na conversa: uma muito longa começa dobrada.

import { element } from '@lab-otel/comum/page/dom.ts';

/** Em caracteres e em linhas: mais que isto empurraria a resposta para fora da tela. */
const LONG = { characters: 600, lines: 8 };

export function questionParts(question: string): Node[] {
  const words = element('span', '', question);
  const bubble = element('p', 'question', element('span', 'hidden', 'Você perguntou: '), words);
  if (question.length <= LONG.characters && question.split('\n').length <= LONG.lines) return [bubble];
  const toggle = element('button', 'more');
  toggle.setAttribute('type', 'button');
  const fold = (folded: boolean): void => {
    words.classList.toggle('folded', folded);
    toggle.setAttribute('aria-expanded', String(!folded));
    toggle.textContent = folded ? 'Mostrar a pergunta inteira' : 'Mostrar só o começo';
  };
  toggle.addEventListener('click', () => fold(!words.classList.contains('folded')));
  fold(true);
  return [bubble, toggle];
}
