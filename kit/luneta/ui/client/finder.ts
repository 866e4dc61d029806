/**
 * O filtro dentro do trace. Quem procura é o servidor (só ele tem os atributos de todos os spans); aqui as linhas
 * encontradas se destacam, ou ficam sozinhas, sem recarregar, e a URL passa a guardar o filtro.
 */
import { liveTexts } from '../texts/trace-live.ts';
import { find, saveInUrl, wantsNewTab } from './dom.ts';
import { summaryOf, type Rows } from './rows.ts';

const DEBOUNCE_MS = 150;
/** Destacar o texto de milhares de linhas custa mais do que ajuda. */
const MAX_HIGHLIGHTS = 500;

interface Answer {
  /** As chaves dos spans encontrados. */
  spans: string[];
  problem?: string;
}

export class TraceFinder {
  readonly #rows: Rows;
  readonly #form = find<HTMLFormElement>('#find');
  readonly #only = find<HTMLInputElement>('[name=only]', this.#form);
  readonly #output = find<HTMLOutputElement>('#found');
  readonly #problem = find<HTMLElement>('#problem');
  readonly #steppers = find<HTMLElement>('#steppers');
  readonly input = find<HTMLInputElement>('[name=uiFind]', this.#form);
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
    this.#only.addEventListener('change', () => this.#apply());
    document.addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a.funnel');
      if (!link || wantsNewTab(event)) return;
      event.preventDefault();
      this.input.value = new URL(link.href).searchParams.get('uiFind') ?? '';
      this.#only.checked = true;
      void this.#search();
    });
    this.#show();
  }

  /** Vai ao encontrado seguinte (ou anterior), dando a volta. */
  step(direction: 1 | -1): void {
    const row = this.#rows.focusNext((candidate) => candidate.classList.contains('m'), direction);
    if (row) this.#output.value = liveTexts.foundAt(this.#found.indexOf(row) + 1, this.#found.length);
  }

  toggleOnly(): void {
    this.#only.checked = !this.#only.checked;
    this.#rows.keepPlace(() => this.#apply());
  }

  clear(): void {
    this.input.value = '';
    void this.#search();
  }

  async #search(): Promise<void> {
    const text = this.input.value.trim();
    this.#request.abort();
    this.#request = new AbortController();
    const answer = text === '' ? { spans: [] } : await this.#ask(text, this.#request.signal);
    if (!answer) return;
    for (const row of this.#found) row.classList.remove('m');
    this.#found = answer.spans.flatMap((key) => this.#rows.ofSpan(key) ?? []);
    for (const row of this.#found) row.classList.add('m');
    const missing = answer.spans.length - this.#found.length;
    const problem = answer.problem ?? (missing > 0 ? liveTexts.traceChanged(missing) : undefined);
    this.#problem.textContent = problem ?? '';
    this.#problem.hidden = problem === undefined;
    this.#apply();
  }

  #apply(): void {
    const only = this.#only.checked && this.#found.length > 0;
    this.#rows.showOnly(only ? this.#found : undefined);
    saveInUrl({
      uiFind: this.input.value.trim() || undefined,
      only: this.#only.checked ? '1' : undefined,
    });
    this.#show();
  }

  /** `undefined` quando a pessoa já digitou outra coisa. */
  async #ask(text: string, signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const response = await fetch(`${location.pathname}/find?uiFind=${encodeURIComponent(text)}`, { signal });
      if (!response.ok) throw new Error(String(response.status));
      return (await response.json()) as Answer;
    } catch {
      return signal.aborted ? undefined : { spans: [], problem: liveTexts.searchFailed };
    }
  }

  #show(): void {
    const text = this.input.value.trim();
    this.#output.value = text === '' || !this.#problem.hidden ? '' : liveTexts.found(this.#found.length);
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
      const nodes = document.createTreeWalker(find('.name', summaryOf(row)), NodeFilter.SHOW_TEXT);
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
