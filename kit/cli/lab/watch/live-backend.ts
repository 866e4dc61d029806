/**
 * O backend de uma sessão, que pode durar mais que a Luneta que ela encontrou aberta. A que nós abrimos vive conosco; a que
 * já rodava pode ser fechada por quem a abriu, e o aluno rodaria sem ver nada.
 */
import { type Backend, openBackend } from '../../backend/backend.ts';
import { findLuneta } from '../../backend/find-luneta.ts';
import type { LabContext } from '../context.ts';
import { watchTexts } from './watch-texts.ts';

/** Uma Luneta ocupada demora; a que morreu recusa na hora. */
const ALIVE_MS = 3000;

export class LiveBackend {
  readonly #context: Pick<LabContext, 'env' | 'stop'>;
  readonly #onNews: (news: string) => void;
  #current: Backend;
  /** A que abrimos no lugar da que morreu: é nossa para fechar. */
  #own: Backend | undefined;
  #reviving: Promise<void> | undefined;
  #toldDead = false;
  #isClosed = false;

  /** @param onNews Recebe o que dizer ao aluno. */
  constructor(first: Backend, context: Pick<LabContext, 'env' | 'stop'>, onNews: (news: string) => void) {
    this.#current = first;
    this.#context = context;
    this.#onNews = onNews;
  }

  get current(): Backend {
    return this.#current;
  }

  /** Confere que ele está no ar; se era uma Luneta que já rodava e não está, abre outra. @throws BackendError */
  revive(): Promise<void> {
    return (this.#reviving ??= this.#revive().finally(() => (this.#reviving = undefined)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // Quem esperava por ela já disse o que houve.
    await this.#reviving?.catch(() => {});
    await this.#own?.close();
  }

  async #revive(): Promise<void> {
    const { kind, isLuneta, url } = this.#current;
    const { env, stop } = this.#context;
    if (kind === 'started' || !isLuneta || this.#isClosed) return;
    const isAlive = (await findLuneta(url, { timeoutMs: ALIVE_MS, signal: stop })) !== undefined;
    if (isAlive) this.#toldDead = false;
    if (isAlive || stop.aborted || this.#isClosed) return;
    if (kind === 'given') {
      // O aluno pediu aquele, e não outro.
      if (!this.#toldDead) this.#onNews(watchTexts.lunetaGone(url));
      this.#toldDead = true;
      return;
    }
    this.#own = await openBackend({ env, signal: stop, onWarning: this.#onNews });
    this.#current = this.#own;
    this.#onNews(watchTexts.lunetaReplaced(url, this.#own.url));
  }
}
