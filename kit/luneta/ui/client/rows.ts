/**
 * As linhas da linha do tempo no navegador: recolher e expandir trechos, e um só ponto de parada para o Tab.
 *
 * A hierarquia está em `data-level`: os descendentes de uma linha são as seguintes de nível maior.
 */
import { openDetails } from './lazy-details.ts';

export class Rows {
  readonly all: readonly HTMLElement[];
  readonly #levels: readonly number[];
  readonly #indexes = new Map<Element, number>();
  readonly #folded = new Set<number>();
  #current = 0;

  constructor(list: HTMLElement) {
    this.all = [...list.children] as HTMLElement[];
    this.#levels = this.all.map((row) => Number(row.dataset.level));
    this.all.forEach((row, index) => {
      this.#indexes.set(row, index);
      if (index > 0) summaryOf(row).tabIndex = -1;
    });
    list.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('.tw');
      const row = button && this.rowOf(button);
      if (row) this.fold(row, !this.isFolded(row));
    });
    list.addEventListener('focusin', (event) => {
      const row = this.rowOf(event.target as Element);
      if (row) this.#setCurrent(row);
    });
  }

  get current(): HTMLElement {
    return this.all[this.#current];
  }

  /** A última linha à vista. */
  get last(): HTMLElement {
    return this.all.findLast((row) => !row.hidden) ?? this.current;
  }

  rowOf(element: Element): HTMLElement | undefined {
    const row = element.closest<HTMLElement>('#rows > li');
    return row ?? undefined;
  }

  hasChildren(row: HTMLElement): boolean {
    const index = this.#index(row);
    return this.#levels[index + 1] > this.#levels[index];
  }

  isFolded(row: HTMLElement): boolean {
    return this.#folded.has(this.#index(row));
  }

  fold(row: HTMLElement, folded: boolean): void {
    if (!this.hasChildren(row)) return;
    if (folded) this.#folded.add(this.#index(row));
    else this.#folded.delete(this.#index(row));
    this.#apply();
  }

  /** Recolher tudo deixa à vista só as raízes e os filhos diretos delas. */
  foldAll(folded: boolean): void {
    this.#folded.clear();
    if (folded) {
      this.all.forEach((row, index) => {
        if (this.#levels[index] > 0 && this.hasChildren(row)) this.#folded.add(index);
      });
    }
    this.#apply();
  }

  parentOf(row: HTMLElement): HTMLElement | undefined {
    const from = this.#index(row);
    for (let i = from - 1; i >= 0; i--) if (this.#levels[i] < this.#levels[from]) return this.all[i];
    return undefined;
  }

  /** A linha visível vizinha; na ponta, a própria. */
  neighbour(row: HTMLElement, step: 1 | -1): HTMLElement {
    for (let i = this.#index(row) + step; i >= 0 && i < this.all.length; i += step) {
      if (!this.all[i].hidden) return this.all[i];
    }
    return row;
  }

  /** A próxima linha que serve, dando a volta no fim. */
  focusNext(wanted: (row: HTMLElement) => boolean, step: 1 | -1): HTMLElement | undefined {
    const size = this.all.length;
    for (let i = 1; i <= size; i++) {
      const row = this.all[(this.#current + step * i + size * 2) % size];
      if (wanted(row)) {
        this.focus(row);
        return row;
      }
    }
    return undefined;
  }

  /** Mostra, põe à vista e foca; os trechos recolhidos acima dela se expandem. */
  focus(row: HTMLElement, { open = false, scroll = true } = {}): void {
    if (row.hidden) {
      for (let above = this.parentOf(row); above; above = this.parentOf(above)) this.#folded.delete(this.#index(above));
      this.#apply();
    }
    this.#setCurrent(row);
    const summary = summaryOf(row);
    summary.focus({ preventScroll: true });
    if (open) openDetails(row);
    if (scroll) row.scrollIntoView({ block: 'nearest' });
  }

  /** Links para outro span deste trace não recarregam a página. */
  followLinks(): void {
    document.addEventListener('click', (event) => {
      const key = (event.target as Element).closest<HTMLElement>('a[data-span]')?.dataset.span;
      const row = key === undefined ? null : document.getElementById(`span-${key}`);
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.focus(row);
    });
  }

  #index(row: Element): number {
    return this.#indexes.get(row) ?? 0;
  }

  #setCurrent(row: HTMLElement): void {
    summaryOf(this.current).tabIndex = -1;
    this.#current = this.#index(row);
    summaryOf(row).tabIndex = 0;
  }

  /** Uma passada: tudo o que está abaixo de uma linha recolhida some, e ela avisa se ali dentro há um erro. */
  #apply(): void {
    let above = -1;
    this.all.forEach((row, index) => {
      if (above >= 0 && this.#levels[index] <= this.#levels[above]) above = -1;
      const hidden = above >= 0;
      if (row.hidden !== hidden) row.hidden = hidden;
      if (hidden && row.classList.contains('e')) this.all[above].classList.add('hides-error');
      const folded = this.#folded.has(index);
      row.classList.remove('hides-error');
      if (row.classList.contains('folded') !== folded) {
        row.classList.toggle('folded', folded);
        row.querySelector('.tw')?.setAttribute('aria-expanded', String(!folded));
      }
      if (folded && !hidden) above = index;
    });
  }
}

/** O que se foca e se aciona numa linha: um `<summary>` ou, em traces grandes, um link. */
export function summaryOf(row: HTMLElement): HTMLElement {
  return row.querySelector('.r')!;
}
