/** Ilha do mapa de serviços: aproximar, mover, e realçar as setas do serviço apontado. */
import { MapView } from '../client/map-view.ts';

document.documentElement.classList.add('js');

const container = document.querySelector<HTMLElement>('#map');
const svg = container?.querySelector('svg');
if (container && svg) {
  const view = new MapView(container, svg);
  for (const button of document.querySelectorAll<HTMLButtonElement>('.map-tools [data-action]')) {
    button.addEventListener('click', () => view.act(button.dataset.action ?? ''));
  }
  highlightNeighbours(svg);
}

/** Ao apontar ou focar um serviço, as setas que não são dele esmaecem. */
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
