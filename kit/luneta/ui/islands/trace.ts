/** Ilha do trace: liga as partes. A página já está completa; aqui ela ganha teclado, recolher e busca na hora. */
import { Rows } from '../client/rows.ts';
import { openLinksInPlace } from '../client/lazy-details.ts';
import { handleKeys } from '../client/keyboard.ts';
import { TraceFinder } from '../client/finder.ts';

document.documentElement.classList.add('js');

const list = document.querySelector<HTMLElement>('#rows');
if (list) start(list);

function start(container: HTMLElement): void {
  const rows = new Rows(container);
  const finder = new TraceFinder(rows);
  const help = document.querySelector<HTMLDialogElement>('#help');
  const actions: Record<string, () => void> = {
    'collapse-all': () => rows.foldAll(true),
    'expand-all': () => rows.foldAll(false),
    'next-error': () => rows.focusNext((row) => row.classList.contains('e'), 1),
    next: () => finder.step(1),
    previous: () => finder.step(-1),
    help: () => help?.showModal(),
  };
  document.addEventListener('click', (event) => {
    const name = (event.target as Element).closest<HTMLElement>('[data-action]')?.dataset.action;
    if (name !== undefined && Object.hasOwn(actions, name)) actions[name]();
  });
  openLinksInPlace(container);
  handleKeys(rows, finder, actions);
  showSpanOfTheUrl(rows);
  rows.followLinks();
  jumpFromMinimap(rows);
}

/**
 * Um link para um span (`#span-…`, ou um `?uiFind=` que só acha um) o mostra aberto e à vista. Depois de `load`, porque
 * ao chegar à âncora o navegador tira o foco de onde estava.
 */
function showSpanOfTheUrl(rows: Rows): void {
  const show = (): void => {
    const found = rows.all.filter((row) => row.classList.contains('m'));
    const anchored = location.hash.startsWith('#span-') ? document.getElementById(location.hash.slice(1)) : null;
    const row = anchored ?? (found.length === 1 ? found[0] : undefined);
    if (row) rows.focus(row, { open: true });
  };
  if (document.readyState === 'complete') show();
  else addEventListener('load', show);
  addEventListener('hashchange', show);
}

function jumpFromMinimap(rows: Rows): void {
  const minimap = document.querySelector<SVGElement>('#minimap');
  minimap?.addEventListener('click', (event) => {
    const box = minimap.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    const row = rows.all[Math.min(Math.floor(share * rows.all.length), rows.all.length - 1)];
    if (row) rows.focus(row);
  });
}
