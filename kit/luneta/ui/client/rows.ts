/**
 * As linhas da linha do tempo no navegador: recolher e expandir trechos, e um só ponto de parada para o Tab.
 *
 * A hierarquia está em `data-level`: os descendentes de uma linha são as seguintes de nível maior.
 */
import { wantsNewTab } from './dom.ts';
import { openDetails } from './lazy-details.ts';

const ROW = '#rows > ol > li';

export class Rows {
  readonly all: readonly HTMLElement[];
  /** As linhas de spans que vieram, na ordem do servidor: sem os fantasmas. */
  readonly spans: readonly HTMLElement[];
  readonly #list: HTMLElement;
  /** As listas em que as linhas vêm: fora da tela, o navegador as salta inteiras. */
  readonly #chunks: readonly HTMLElement[];
  readonly #levels: readonly number[];
  readonly #indexes = new Map<Element, number>();
  /** De cada linha, a posição do span entre os spans; a de um fantasma é a do span acima dele. */
  readonly #spanPositions: readonly number[];
  readonly #folded = new Set<number>();
  /** Com um filtro, as que ficam à vista. */
  #kept: Set<number> | undefined;
  #current = 0;

  constructor(list: HTMLElement) {
    this.#list = list;
    this.all = [...list.querySelectorAll<HTMLElement>(':scope > ol > li')];
    this.#chunks = [...list.children] as HTMLElement[];
    this.spans = this.all.filter((row) => !isGhost(row));
    let spansSoFar = 0;
    this.#spanPositions = this.all.map((row) => Math.max((spansSoFar += isGhost(row) ? 0 : 1) - 1, 0));
    if (this.all.some((row) => row.hidden)) {
      this.#kept = new Set(this.all.flatMap((row, index) => (row.hidden ? [] : [index])));
    }
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
    const row = element.closest<HTMLElement>(ROW);
    return row ?? undefined;
  }

  /** A linha do span com esta chave, se ela veio na página. */
  ofSpan(key: string): HTMLElement | undefined {
    return document.getElementById(`span-${key}`) ?? undefined;
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
    this.foldOnly(folded ? this.all.filter((row, index) => this.#levels[index] > 0 && this.hasChildren(row)) : []);
  }

  foldOnly(rows: readonly HTMLElement[]): void {
    this.#folded.clear();
    for (const row of rows) this.#folded.add(this.#index(row));
    this.#apply();
  }

  /** Esconde as outras; os antepassados ficam, esmaecidos, para que se veja de onde cada uma vem. */
  showOnly(wanted: readonly HTMLElement[] | undefined): void {
    for (const index of this.#kept ?? []) this.all[index].classList.remove('a');
    this.#kept = wanted && new Set(wanted.map((row) => this.#index(row)));
    for (const row of wanted ?? []) this.#keepAncestors(row);
    this.#list.classList.toggle('filtered', wanted !== undefined);
    this.#apply();
  }

  /** Quem está numa linha continua nela, e a vê; se ela some, passa à vizinha que ficou. */
  keepPlace(change: () => void): void {
    const inside = this.current.contains(document.activeElement);
    change();
    if (!inside) return;
    const next = this.neighbour(this.current, 1);
    const near = next.hidden ? this.neighbour(this.current, -1) : next;
    this.focus(this.current.hidden ? near : this.current);
  }

  #keepAncestors(row: HTMLElement): void {
    for (let above = this.parentOf(row); above; above = this.parentOf(above)) {
      const index = this.#index(above);
      if (this.#kept?.has(index)) return;
      this.#kept?.add(index);
      above.classList.add('a');
    }
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

  /** As posições, entre os spans, do primeiro e do último à vista na janela do navegador. */
  inSight(): [first: number, last: number] {
    const head = document.querySelector('.waterfall .head')?.getBoundingClientRect().bottom ?? 0;
    const x = this.current.getBoundingClientRect().left + 20;
    const at = (y: number, fallback: number): number => {
      const found = document.elementFromPoint(x, y);
      // Uma lista que ainda não foi desenhada não tem linhas para achar: vale a primeira dela.
      const row = found?.closest(ROW) ?? (found?.parentElement === this.#list ? found.firstElementChild : undefined);
      return this.#spanPositions[row ? this.#index(row) : fallback];
    };
    const top = this.all[0].getBoundingClientRect().top;
    const first = at(Math.max(head, top) + 4, top > 0 ? 0 : this.all.length - 1);
    return [first, Math.max(at(innerHeight - 4, this.all.length - 1), first)];
  }

  /** Foca a linha do span nesta posição ou, se ela não está à vista, a seguinte que está. */
  focusNear(position: number): void {
    const row = this.spans[position];
    if (row) this.focus(row.hidden ? this.neighbour(row, 1) : row);
  }

  /** A próxima linha que serve, dando a volta no fim. */
  focusNext(wanted: (row: HTMLElement) => boolean, step: 1 | -1): HTMLElement | undefined {
    const size = this.all.length;
    for (let i = 1; i <= size; i++) {
      const row = this.all[(this.#current + step * i + size * 2) % size];
      if (wanted(row) && (this.#kept?.has(this.#index(row)) ?? true)) {
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
      this.#kept?.add(this.#index(row));
      this.#keepAncestors(row);
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
      const row = key === undefined ? undefined : this.ofSpan(key);
      if (!row || wantsNewTab(event)) return;
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
      const hidden = above >= 0 || (this.#kept !== undefined && !this.#kept.has(index));
      if (row.hidden !== hidden) row.hidden = hidden;
      if (above >= 0 && row.classList.contains('e')) this.all[above].classList.add('hides-error');
      const folded = this.#folded.has(index);
      row.classList.remove('hides-error');
      if (row.classList.contains('folded') !== folded) {
        row.classList.toggle('folded', folded);
        row.querySelector('.tw')?.setAttribute('aria-expanded', String(!folded));
      }
      if (folded && !hidden) above = index;
    });
    for (const chunk of this.#chunks) resize(chunk);
  }
}

/** Um span que se esperava e não veio. */
function isGhost(row: HTMLElement): boolean {
  return row.classList.contains('ghost');
}

/** O que se foca e se aciona numa linha: um `<summary>` ou, em traces grandes, um link. */
export function summaryOf(row: HTMLElement): HTMLElement {
  return row.querySelector('.r')!;
}

/** Enquanto não está à vista, o navegador supõe a altura de uma lista; sem isto a rolagem contaria as linhas escondidas. */
function resize(chunk: HTMLElement): void {
  const size = chunk.children.length;
  const shown = size - chunk.querySelectorAll(':scope > [hidden]').length;
  chunk.hidden = shown === 0;
  const height = shown === size ? '' : `calc(${shown} * var(--row))`;
  if (chunk.style.containIntrinsicBlockSize !== height) chunk.style.containIntrinsicBlockSize = height;
}
