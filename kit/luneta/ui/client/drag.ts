/** Arrastar na horizontal escolhe um trecho; um toque sem arrastar é outra coisa, e fica para quem ouve o clique. */

/** Movimentos menores são a mão tremendo. */
const MIN_PIXELS = 4;

/**
 * @param surface Onde se arrasta; a largura dela é o trecho inteiro.
 * @param brush O retângulo que mostra a escolha, em porcentagens da superfície.
 * @param choose Recebe as duas pontas, de 0 a 1 e em ordem.
 */
export function onRangeDrag(surface: Element, brush: SVGRectElement, choose: (from: number, to: number) => void): void {
  let origin: number | undefined;
  let dragged = false;
  const shareOf = (event: MouseEvent): number => {
    const box = surface.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  };
  const show = (from: number, to: number): void => {
    brush.setAttribute('x', `${Math.min(from, to) * 100}%`);
    brush.setAttribute('width', `${Math.abs(to - from) * 100}%`);
  };
  const stop = (): void => {
    origin = undefined;
    show(0, 0);
  };

  surface.addEventListener('pointerdown', (event) => {
    const { button, isPrimary, pointerId, pointerType } = event as PointerEvent;
    // No celular, arrastar é rolar a página.
    if (button !== 0 || !isPrimary || pointerType === 'touch') return;
    origin = shareOf(event as PointerEvent);
    dragged = false;
    surface.setPointerCapture(pointerId);
    event.preventDefault();
  });
  surface.addEventListener('pointermove', (event) => {
    if (origin === undefined) return;
    const share = shareOf(event as PointerEvent);
    dragged ||= Math.abs(share - origin) * surface.getBoundingClientRect().width >= MIN_PIXELS;
    if (dragged) show(origin, share);
  });
  surface.addEventListener('pointerup', (event) => {
    if (origin !== undefined && dragged) {
      const share = shareOf(event as PointerEvent);
      choose(Math.min(origin, share), Math.max(origin, share));
    }
    stop();
  });
  surface.addEventListener('pointercancel', stop);
  surface.addEventListener(
    'click',
    (event) => {
      if (dragged) event.stopImmediatePropagation();
      dragged = false;
    },
    { capture: true },
  );
}
