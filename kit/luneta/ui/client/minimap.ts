/** A visão geral: arrastar aproxima, clicar leva à linha, e um quadro mostra as linhas à vista enquanto se rola. */
import { finePercent } from '../time-window.ts';
import { find } from './dom.ts';
import { onRangeDrag } from './drag.ts';
import type { Rows } from './rows.ts';
import type { Zoom } from './zoom.ts';

export function startMinimap(rows: Rows, zoom: Zoom): void {
  const map = document.querySelector<HTMLElement>('#minimap');
  if (!map) return;
  const overlay = find<SVGSVGElement>('.overlay', map);
  const marks = find<SVGSVGElement>('.marks', map);
  const view = find<SVGRectElement>('.view', map);
  const [before, after] = overlay.querySelectorAll<SVGRectElement>('.shade');

  onRangeDrag(overlay, find('.brush', overlay), (from, to) => zoom.show(from * zoom.durationUs, to * zoom.durationUs));
  zoom.onChange(({ fromUs, toUs }, durationUs) => {
    before.setAttribute('width', finePercent(fromUs / durationUs));
    after.setAttribute('x', finePercent(toUs / durationUs));
    after.setAttribute('width', finePercent(1 - toUs / durationUs));
  });
  overlay.addEventListener('dblclick', () => zoom.reset());
  overlay.addEventListener('click', (event) => {
    const box = marks.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1);
    rows.focusNear(Math.min(Math.floor(share * rows.spans.length), rows.spans.length - 1));
  });

  let scheduled = false;
  const follow = (): void => {
    scheduled = false;
    const [first, last] = rows.inSight();
    view.setAttribute('y', String(first - 1));
    view.setAttribute('height', String(Math.max(last - first + 1, rows.spans.length / 50)));
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(follow);
  };
  addEventListener('scroll', schedule, { passive: true });
  addEventListener('scrollend', schedule, { passive: true });
  addEventListener('resize', schedule, { passive: true });
  // Numa máquina ocupada, o navegador desenha as listas depois disto: só então há linhas à vista.
  addEventListener('contentvisibilityautostatechange', schedule, { capture: true, passive: true });
  new ResizeObserver(schedule).observe(find('#rows'));
  schedule();
}
