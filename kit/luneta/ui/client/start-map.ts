/** Um desenho com caixas e setas na página: aproximar, mover, e realçar as setas da caixa apontada. */
import { MapView } from './map-view.ts';

/** Numa página sem desenho não faz nada. */
export function startMap(): void {
  const container = document.querySelector<HTMLElement>('#map');
  const svg = container?.querySelector('svg');
  if (!container || !svg) return;
  const view = new MapView(container, svg);
  for (const button of document.querySelectorAll<HTMLButtonElement>('.map-tools [data-action]')) {
    button.addEventListener('click', () => view.act(button.dataset.action ?? ''));
  }
  highlightNeighbours(svg);
}

/** Ao apontar ou focar uma caixa, as setas que não são dela esmaecem. */
function highlightNeighbours(map: SVGSVGElement): void {
  const arrows = [...map.querySelectorAll<SVGElement>('.arrow')].map((element) => ({
    element,
    ends: JSON.parse(element.dataset.ends ?? '[]') as string[],
  }));
  const show = (target: EventTarget | null): void => {
    const name = (target as Element | null)?.closest<SVGElement>('.box')?.dataset.name;
    for (const { element, ends } of arrows) {
      element.classList.toggle('dim', name !== undefined && !ends.includes(name));
    }
  };
  map.addEventListener('pointerover', ({ target }) => show(target));
  map.addEventListener('focusin', ({ target }) => show(target));
  map.addEventListener('pointerleave', () => show(null));
  map.addEventListener('focusout', () => show(null));
}
