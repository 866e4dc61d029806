/**
 * A busca dentro do trace. Quem procura é o servidor (só ele tem os atributos de todos os spans); aqui as linhas
 * encontradas se destacam, sem recarregar, e a URL passa a guardar a busca.
 */
import { liveTexts } from '../texts.ts';
import { summaryOf, type Rows } from './rows.ts';

const DEBOUNCE_MS = 150;
/** Destacar o texto de milhares de linhas custa mais do que ajuda. */
const MAX_HIGHLIGHTS = 500;

export class TraceFinder {
  readonly #rows: Rows;
  readonly #form = document.querySelector<HTMLFormElement>('#find')!;
  readonly #output = document.querySelector<HTMLOutputElement>('#found')!;
  readonly #steppers = document.querySelector<HTMLElement>('#steppers')!;
  #found: HTMLElement[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request = new AbortController();

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#found = rows.all.filter((row) => row.classList.contains('m'));
    this.input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), DEBOUNCE_MS);
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(this.#timer);
      void this.#search().then(() => this.step(1));
    });
    this.#show();
  }

  get input(): HTMLInputElement {
    return this.#form.querySelector('input')!;
  }

  /** Vai ao encontrado seguinte (ou anterior), dando a volta. */
  step(direction: 1 | -1): void {
    const row = this.#rows.focusNext((candidate) => candidate.classList.contains('m'), direction);
    if (row) this.#output.value = liveTexts.foundAt(this.#found.indexOf(row) + 1, this.#found.length);
  }

  clear(): void {
    this.input.value = '';
    void this.#search();
  }

  async #search(): Promise<void> {
    const text = this.input.value.trim();
    this.#request.abort();
    this.#request = new AbortController();
    const indexes = text === '' ? [] : await this.#ask(text, this.#request.signal);
    if (!indexes) return;
    for (const row of this.#found) row.classList.remove('m');
    this.#found = indexes.map((index) => this.#rows.all[index]);
    for (const row of this.#found) row.classList.add('m');
    const url = new URL(location.href);
    if (text === '') url.searchParams.delete('uiFind');
    else url.searchParams.set('uiFind', text);
    history.replaceState(null, '', url);
    this.#show();
  }

  /** `undefined` quando a pessoa já digitou outra coisa, ou o servidor não respondeu. */
  async #ask(text: string, signal: AbortSignal): Promise<number[] | undefined> {
    try {
      const response = await fetch(`${location.pathname}/find?uiFind=${encodeURIComponent(text)}`, { signal });
      return response.ok ? ((await response.json()) as { rows: number[] }).rows : undefined;
    } catch {
      return undefined;
    }
  }

  #show(): void {
    const text = this.input.value.trim();
    this.#output.value = text === '' ? '' : liveTexts.found(this.#found.length);
    this.#steppers.hidden = this.#found.length === 0;
    this.#highlight(text);
  }

  /** Marca o texto onde ele aparece, sem mexer no documento. */
  #highlight(text: string): void {
    if (!('highlights' in CSS)) return;
    CSS.highlights.delete('found');
    if (text === '') return;
    const ranges: Range[] = [];
    for (const row of this.#found.slice(0, MAX_HIGHLIGHTS)) {
      const nodes = document.createTreeWalker(summaryOf(row).querySelector('.name')!, NodeFilter.SHOW_TEXT);
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        const at = (node.textContent ?? '').toLowerCase().indexOf(text.toLowerCase());
        if (at < 0) continue;
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(at + text.length, (node.textContent ?? '').length));
        ranges.push(range);
      }
    }
    CSS.highlights.set('found', new Highlight(...ranges));
  }
}
