/** Onde se estava lendo a linha do tempo, para a página atualizada: o que está aberto, recolhido e no alto da janela. */
import { isOpen, openDetails } from './lazy-details.ts';
import type { Rows } from './rows.ts';
import { readStored, store } from './storage.ts';

interface ReadingPlace {
  path: string;
  open: string[];
  folded: string[];
  /** A linha que não pode sair do lugar (a última em foco, se à vista; senão, a primeira à vista), e a que altura está. */
  row: string;
  top: number;
  focused: boolean;
}

const KEY = 'luneta.place';

export function savePlace(rows: Rows): void {
  const [first, last] = rows.inSight();
  const focused = rows.spans.slice(first, last + 1).includes(rows.current);
  const row = focused ? rows.current : rows.spans[first];
  if (!row) return;
  const idsOf = (wanted: (one: HTMLElement) => boolean): string[] => rows.all.filter(wanted).map(({ id }) => id);
  const place: ReadingPlace = {
    path: location.pathname,
    open: idsOf(isOpen),
    folded: idsOf((one) => rows.isFolded(one)),
    row: row.id,
    top: row.getBoundingClientRect().top,
    focused,
  };
  store('sessionStorage', KEY, JSON.stringify(place));
  // O navegador voltaria à mesma altura em pixels, onde agora há outra linha.
  removeEventListener('pagehide', letBrowserScroll);
  history.scrollRestoration = 'manual';
}

function letBrowserScroll(): void {
  history.scrollRestoration = 'auto';
}

/** Vale uma vez: quem volta a este trace mais tarde o abre do começo. */
export function restorePlace(rows: Rows): void {
  const saved = readStored('sessionStorage', KEY);
  if (saved === undefined) return;
  store('sessionStorage', KEY, undefined);
  // Só ao sair: o navegador ainda pode estar por rolar a página.
  addEventListener('pagehide', letBrowserScroll);
  const place = JSON.parse(saved) as ReadingPlace;
  if (place.path !== location.pathname) return;
  const rowsOf = (ids: readonly string[]): HTMLElement[] => ids.flatMap((id) => document.getElementById(id) ?? []);
  if (place.folded.length > 0) rows.foldOnly(rowsOf(place.folded));
  for (const row of rowsOf(place.open)) openDetails(row);
  const row = document.getElementById(place.row);
  if (!row) return;
  if (place.focused) rows.focus(row, { scroll: false });
  scrollBy({ top: row.getBoundingClientRect().top - place.top, behavior: 'instant' });
}
