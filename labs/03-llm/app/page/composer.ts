// Onde se escreve a pergunta, e se escolhe quem a responde.

import { byId, element, setText } from '@lab-otel/comum/page/dom.ts';
import type { Config } from './config.ts';

export interface ComposerOptions extends Config {
  onAsk(question: string, model?: string): void;
  onStop(): void;
}

export class Composer {
  readonly #options: ComposerOptions;
  readonly #form = byId<HTMLFormElement>('composer');
  readonly #field = byId<HTMLTextAreaElement>('question');
  readonly #model = byId<HTMLSelectElement>('model');
  readonly #button = byId<HTMLButtonElement>('send');
  readonly #problem = byId('question-error');
  #busy = false;

  constructor(options: ComposerOptions) {
    this.#options = options;
    this.#fillModels(options);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#busy) this.#send();
    });
    this.#button.addEventListener('click', (event) => {
      if (!this.#busy) return;
      // O envio também: nada do que está escrito sai agora. O segundo clique de um clique duplo não é um pedido para parar.
      event.preventDefault();
      if (event.detail < 2) options.onStop();
    });
    this.#field.addEventListener('keydown', (event) => {
      // Quem ainda compõe um caractere aperta Enter para escolhê-lo.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (this.#busy) this.#say('Espere o fim desta resposta, ou pare.');
      else this.#send();
    });
    this.#field.addEventListener('input', () => this.#say(''));
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.#busy) options.onStop();
    });
    for (const suggestion of document.querySelectorAll('#suggestions button')) {
      suggestion.addEventListener('click', () => this.ask(suggestion.textContent));
    }
    this.#button.disabled = false;
  }

  /** Pergunta isto, e não o que está escrito. */
  ask(question: string): void {
    if (this.#busy) return;
    this.#say('');
    this.#options.onAsk(question, this.#model.value || undefined);
  }

  /** Enquanto a resposta vem, o botão de perguntar é o de parar. */
  setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#form.dataset.busy = String(busy);
    setText(byId('send-label'), busy ? 'Parar' : 'Perguntar');
    this.#say('');
  }

  /** Devolve ao campo uma pergunta que precisa mudar, se ninguém já escreve outra. */
  giveBack(question: string): void {
    if (!this.#field.value) this.#field.value = question;
    this.focus();
  }

  focus(): void {
    this.#field.focus();
  }

  #send(): void {
    const question = this.#field.value.trim();
    if (!question) {
      this.#say('Escreva a pergunta.');
      this.#field.setAttribute('aria-invalid', 'true');
      return this.focus();
    }
    this.#field.value = '';
    this.ask(question);
  }

  #say(problem: string): void {
    setText(this.#problem, problem);
    this.#field.removeAttribute('aria-invalid');
  }

  #fillModels({ models, model }: Config): void {
    this.#model.replaceChildren(
      ...models.map(({ id, label }) => {
        const option = element('option', '', label);
        option.setAttribute('value', id);
        return option;
      }),
    );
    if (model) this.#model.value = model;
    byId('model-choice').hidden = models.length === 0;
  }
}
