// A conversa: uma pergunta de cada vez, e o que veio de cada uma.

import { byId, setText } from '@lab-otel/comum/page/dom.ts';
import { ask, AskError } from './api.ts';
import { askFailure } from './failures.ts';
import { Follower } from './scroll.ts';
import type { Timing } from './facts.ts';
import { Turn } from './turn.ts';

const SLOW_MS = 3_000;

export interface ConversationOptions {
  /** Onde ver os traces. */
  backendUrl?: string;
  /** Faz uma pergunta que está na própria conversa. */
  onAsk(question: string): void;
  /** @param rejected A pergunta que precisa mudar, se é o caso. */
  onDone(rejected?: string): void;
}

export class Conversation {
  readonly #list = byId('turns');
  readonly #status = byId('status');
  readonly #follower = new Follower();
  readonly #options: ConversationOptions;
  #running: AbortController | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  stop(): void {
    this.#running?.abort();
  }

  /** Esquece tudo, e para o que estiver vindo. */
  clear(): void {
    this.stop();
    this.#running = undefined;
    this.#list.replaceChildren();
    setText(this.#status, '');
  }

  /** Não faz nada se outra ainda não acabou. */
  async ask(question: string, model?: string): Promise<void> {
    if (this.busy) return;
    const running = (this.#running = new AbortController());
    const { backendUrl, onAsk, onDone } = this.#options;
    const turn = new Turn({ number: this.#list.children.length + 1, question, backendUrl, onAsk });
    this.#list.append(turn.element);
    setText(this.#status, 'Pensando…');
    const grew = (): void => this.#follower.grew(turn.element);
    // A sugestão em que se clicou some, e o foco com ela.
    if (document.activeElement?.closest('#suggestions')) turn.focus();
    this.#follower.start(turn.element);

    const startedAt = performance.now();
    const timing = (): Timing => ({ total: performance.now() - startedAt, firstText });
    let firstText: number | undefined;
    let rejected: string | undefined;
    let said: string;
    const slow = setTimeout(() => {
      turn.showSlow();
      setText(this.#status, 'Ainda pensando…');
    }, SLOW_MS);
    try {
      const onPartial = (text: string): void => {
        if (!text) return;
        firstText ??= performance.now() - startedAt;
        turn.showPartial(text);
        grew();
      };
      said = turn.showReply(await ask(question, { model, signal: running.signal, onPartial }), timing());
    } catch (error) {
      if (running.signal.aborted) {
        said = turn.showStopped(timing());
      } else {
        const failure = error instanceof AskError ? error : new AskError(0);
        said = turn.showFailure(failure, timing());
        if (askFailure(failure).yours) rejected = question;
      }
    } finally {
      clearTimeout(slow);
    }
    // Quem começou outra conversa não espera mais por esta.
    if (this.#running !== running) return;
    this.#running = undefined;
    setText(this.#status, said);
    onDone(rejected);
    grew();
  }
}
