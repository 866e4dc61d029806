// A rolagem acompanha a resposta que cresce, sem tirar ninguém de onde está lendo.

/** Entre o alto da janela e a pergunta que se acompanha, em pixels: o cabeçalho e um respiro. */
const MARGIN = 80;

export class Follower {
  readonly #scroller = document.scrollingElement ?? document.documentElement;
  #lastTop = 0;
  #following = true;

  constructor() {
    addEventListener('scroll', () => this.#noticeReader(), { passive: true });
  }

  /** Mostra uma pergunta nova, esteja a pessoa onde estiver. */
  start(turn: Element): void {
    this.#following = true;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#show(turn, calm ? 'instant' : 'smooth');
  }

  /** Depois que a resposta cresceu. Quem subiu para reler fica onde está. */
  grew(turn: Element): void {
    if (this.#following) this.#show(turn, 'instant');
  }

  /** Até o fim da página, mas sem que a pergunta saia por cima: é do começo que se lê. */
  #show(turn: Element, behavior: ScrollBehavior): void {
    const end = this.#scroller.scrollHeight - innerHeight;
    const top = Math.min(end, scrollY + turn.getBoundingClientRect().top - MARGIN);
    if (top > scrollY) scrollTo({ top, behavior });
  }

  #noticeReader(): void {
    const end = this.#scroller.scrollHeight - innerHeight;
    // Quem rola para baixo é a página; para cima, só a pessoa.
    if (scrollY < this.#lastTop) this.#following = false;
    if (end - scrollY < 2) this.#following = true;
    this.#lastTop = scrollY;
  }
}
