// Uma pergunta na conversa, e o que veio dela: a espera, a resposta que cresce, e como acabou.

import { element, setText } from '@lab-otel/comum/page/dom.ts';
import type { AskError, Reply } from './api.ts';
import { failureFacts, replyFacts, type Timing } from './facts.ts';
import { askFailure } from './failures.ts';
import { questionParts } from './question.ts';

export interface TurnOptions {
  /** A partir de 1. */
  number: number;
  question: string;
  /** Onde ver o trace. */
  backendUrl?: string;
  /** Faz outra pergunta: a de volta, ou esta mesma. */
  onAsk(question: string): void;
}

export class Turn {
  readonly element: HTMLElement;
  readonly #options: TurnOptions;
  readonly #answer = element('div', 'answer');
  readonly #waiting = element('span', '', 'Pensando…');
  readonly #text = element('p', 'text');

  constructor(options: TurnOptions) {
    this.#options = options;
    const title = element('h2', 'hidden', `Pergunta ${options.number}`);
    // Quem clicou numa sugestão fica aqui quando ela some.
    title.tabIndex = -1;
    const dots = element('span', 'dots', element('i', ''), element('i', ''), element('i', ''));
    this.#answer.append(element('p', 'waiting', dots, this.#waiting));
    this.#answer.setAttribute('aria-busy', 'true');
    this.element = element('li', 'turn', title, ...questionParts(options.question), this.#answer);
  }

  focus(): void {
    this.element.querySelector('h2')?.focus({ preventScroll: true });
  }

  /** Quem espera merece saber que ainda se espera. */
  showSlow(): void {
    setText(this.#waiting, 'Ainda pensando: está demorando mais que o de costume…');
  }

  /** @param text Desde o começo: numa correção, o modelo recomeça. */
  showPartial(text: string): void {
    setText(this.#text, text);
    if (!this.#text.isConnected) this.#answer.replaceChildren(this.#text);
  }

  /** @returns O que se anuncia a quem ouve a página. */
  showReply(reply: Reply, timing: Timing): string {
    const { text, joke, question } = reply.answer;
    setText(this.#text, text);
    const parts: Node[] = [this.#text];
    if (joke) parts.push(element('div', 'joke', element('p', 'label', 'Uma piada'), element('p', '', joke)));
    if (question)
      parts.push(element('div', 'follow', element('p', 'label', 'E agora?'), this.#askButton(question, 'ask')));
    this.#finish(...parts, replyFacts(reply, timing, this.#options.backendUrl));
    return [text, joke && `Uma piada: ${joke}`, question && `E agora? ${question}`].filter(Boolean).join(' ');
  }

  /** @returns O que se anuncia a quem ouve a página. */
  showFailure(error: AskError, timing: Timing): string {
    const { title, advice, yours } = askFailure(error);
    const card = element('div', yours ? 'failure' : 'failure broken');
    card.append(element('h3', '', title), element('p', '', advice));
    if (!yours) card.append(this.#askButton(this.#options.question, 'again', 'Perguntar de novo'));
    this.#finish(...this.#started(), card, failureFacts(error, timing, this.#options.backendUrl));
    return `${title}. ${advice}`;
  }

  /** @returns O que se anuncia a quem ouve a página. */
  showStopped(timing: Timing): string {
    const said = 'Você parou esta resposta.';
    const again = this.#askButton(this.#options.question, 'again', 'Perguntar de novo');
    this.#finish(
      ...this.#started(),
      element('div', 'stopped', element('p', '', said), again),
      failureFacts(undefined, timing),
    );
    return said;
  }

  /** O que já se tinha lido, que não some. */
  #started(): Node[] {
    return this.#text.textContent ? [this.#text] : [];
  }

  #finish(...parts: Node[]): void {
    this.#answer.replaceChildren(...parts);
    this.#answer.removeAttribute('aria-busy');
  }

  #askButton(question: string, className: string, label = question): HTMLElement {
    const button = element('button', className, label);
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => this.#options.onAsk(question));
    return button;
  }
}
