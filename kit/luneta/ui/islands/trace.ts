/** Ilha do trace: liga as partes. A página já está completa; aqui ela ganha teclado, recolher, zoom e filtro na hora. */
import { keepBackLink } from '../client/back-link.ts';
import { startCopyButtons } from '../client/copy.ts';
import { TraceFinder } from '../client/finder.ts';
import { handleKeys } from '../client/keyboard.ts';
import { openLinksInPlace } from '../client/lazy-details.ts';
import { startMinimap } from '../client/minimap.ts';
import { startNameColumn } from '../client/name-column.ts';
import { restorePlace, savePlace } from '../client/reading-place.ts';
import { Rows } from '../client/rows.ts';
import { startMap } from '../client/start-map.ts';
import { startTraceNews } from '../client/trace-news.ts';
import { Zoom } from '../client/zoom.ts';

document.documentElement.classList.add('js');

keepBackLink();
startMap();
const list = document.querySelector<HTMLElement>('#rows');
if (list) start(list);
else startTraceNews();

function start(container: HTMLElement): void {
  const rows = new Rows(container);
  const finder = new TraceFinder(rows);
  const zoom = new Zoom();
  const help = document.querySelector<HTMLDialogElement>('#help');
  const actions: Record<string, () => void> = {
    'collapse-all': () => rows.foldAll(true),
    'expand-all': () => rows.foldAll(false),
    'next-error': () => rows.focusNext((row) => row.classList.contains('e'), 1),
    next: () => finder.step(1),
    previous: () => finder.step(-1),
    'zoom-in': () => zoom.in(),
    'zoom-out': () => zoom.out(),
    'zoom-reset': () => zoom.reset(),
    'zoom-row': () => zoom.showRow(rows.current),
    critical: toggleCriticalPath,
    help: () => help?.showModal(),
  };
  document.addEventListener('click', (event) => {
    const name = (event.target as Element).closest<HTMLElement>('[data-action]')?.dataset.action;
    if (name === undefined || !Object.hasOwn(actions, name)) return;
    event.preventDefault();
    actions[name]();
  });
  startNameColumn();
  openLinksInPlace(container);
  handleKeys(rows, finder, actions);
  onceLoaded(() => {
    showSpanOfTheUrl(rows);
    restorePlace(rows);
  });
  startTraceNews(() => savePlace(rows));
  rows.followLinks();
  startMinimap(rows, zoom);
  startCopyButtons();
}

function toggleCriticalPath(): void {
  const button = document.querySelector('[data-action=critical]');
  if (!button) return;
  const shown = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(shown));
  document.querySelector('#waterfall')?.classList.toggle('no-critical', !shown);
}

/**
 * Um link para um span (`#span-…`, ou um `?uiFind=` que só acha um) o mostra aberto e à vista. Só depois de `load`: ao
 * chegar à âncora o navegador tira o foco de onde estava.
 */
function showSpanOfTheUrl(rows: Rows): void {
  const show = (): void => {
    const found = rows.all.filter((row) => row.classList.contains('m'));
    const anchored = location.hash.startsWith('#span-') ? document.getElementById(location.hash.slice(1)) : null;
    const row = anchored ?? (found.length === 1 ? found[0] : undefined);
    if (row) rows.focus(row, { open: true });
  };
  show();
  addEventListener('hashchange', show);
}

function onceLoaded(then: () => void): void {
  if (document.readyState === 'complete') then();
  else addEventListener('load', then);
}
