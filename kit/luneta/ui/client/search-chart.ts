/**
 * O gráfico da busca: o cartão do ponto em foco ou sob o ponteiro, as setas do teclado, e o retângulo que busca só num
 * trecho. Tudo por delegação: a busca ao vivo troca o gráfico inteiro.
 */
import { type Box, selectedRange, straighten } from '../chart-selection.ts';
import type { Scale } from '../search-params.ts';

/** Menos que isto é um clique. */
const LEAST_DRAG_PX = 6;
const SVG = 'http://www.w3.org/2000/svg';

const outcome = document.querySelector<HTMLElement>('#outcome');

export function startSearchChart(): void {
  if (!outcome) return;
  outcome.addEventListener('pointerover', ({ target }) => point(pointOf(target) ?? traceUnder(target)));
  outcome.addEventListener('pointerleave', () => point(undefined));
  outcome.addEventListener('focusin', ({ target }) => point(pointOf(target) ?? traceUnder(target)));
  outcome.addEventListener('focusout', () => point(undefined));
  outcome.addEventListener('keydown', walk);
  outcome.addEventListener('pointerdown', startSelecting);
  // Arrastar um ponto é selecionar um trecho, e não levar o link dele.
  outcome.addEventListener('dragstart', (event) => {
    if (pointOf(event.target)) event.preventDefault();
  });
}

const traceUrlOf = (element: Element | null | undefined): string | undefined =>
  element?.getAttribute('href') ?? undefined;

function pointOf(target: EventTarget | null): Element | undefined {
  return (target as Element | null)?.closest?.('.point') ?? undefined;
}

/** O ponto do trace da lista em que se está. */
function traceUnder(target: EventTarget | null): Element | undefined {
  const href = traceUrlOf((target as Element | null)?.closest?.('.trace')?.querySelector('.trace-link'));
  return href ? [...points()].find((candidate) => traceUrlOf(candidate) === href) : undefined;
}

function points(): NodeListOf<HTMLAnchorElement> {
  return outcome!.querySelectorAll<HTMLAnchorElement>('.plot .point');
}

/** Destaca o ponto e o trace dele na lista, e mostra o cartão se é no gráfico que se está. */
function point(current: Element | undefined): void {
  for (const old of outcome!.querySelectorAll('.pointed')) old.classList.remove('pointed');
  outcome!.querySelector('.card')?.remove();
  if (!current) return;
  current.classList.add('pointed');
  const item = [...outcome!.querySelectorAll('.trace')].find(
    (candidate) => traceUrlOf(candidate.querySelector('.trace-link')) === traceUrlOf(current),
  );
  if (!current.matches(':hover, :focus')) return;
  item?.classList.add('pointed');
  showCard(current, item);
}

/** As linhas do cartão são as da lista. */
function showCard(current: Element, item: Element | undefined): void {
  const chart = current.closest<HTMLElement>('.chart');
  if (!chart || !item) return;
  const card = document.createElement('div');
  card.className = 'card';
  // O leitor de tela já tem o nome do ponto, que diz o mesmo.
  card.ariaHidden = 'true';
  for (const part of ['.trace-link', '.trace-facts']) {
    const source = item.querySelector(part);
    const copy = document.createElement('div');
    copy.className = source?.className ?? '';
    copy.append(...(source?.cloneNode(true).childNodes ?? []));
    card.append(copy);
  }
  chart.append(card);
  const around = chart.getBoundingClientRect();
  const spot = current.getBoundingClientRect();
  const center = spot.left + spot.width / 2 - around.left - card.offsetWidth / 2;
  card.style.left = `${Math.max(8, Math.min(center, around.width - card.offsetWidth - 8))}px`;
  card.style.top = `${spot.bottom - around.top + 8}px`;
}

/** As setas andam no tempo; Home e End vão às pontas. */
function walk(event: KeyboardEvent): void {
  const current = pointOf(event.target) as HTMLAnchorElement | undefined;
  if (!current) return;
  const inTime = [...points()].toSorted((a, b) => centerOf(a) - centerOf(b));
  const at = inTime.indexOf(current);
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    Home: 0,
    End: inTime.length - 1,
  };
  const to = inTime[steps[event.key]];
  if (!(event.key in steps)) return;
  event.preventDefault();
  if (!to) return;
  current.tabIndex = -1;
  to.tabIndex = 0;
  to.focus({ preventScroll: true });
}

function centerOf(element: Element): number {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}

function startSelecting(down: PointerEvent): void {
  const plot = (down.target as Element).closest<SVGSVGElement>('.plot');
  // Com o dedo, arrastar é rolar a página.
  if (!plot || down.button !== 0 || down.pointerType === 'touch') return;
  const area = plot.getBoundingClientRect();
  const rectangle = document.createElementNS(SVG, 'rect');
  rectangle.setAttribute('class', 'selection');
  let selected: Box | undefined;

  const move = ({ clientX, clientY }: PointerEvent): void => {
    const box = boxBetween(down, { clientX, clientY }, area);
    if (!selected && Math.hypot(box.width, box.height) < LEAST_DRAG_PX) return;
    if (!selected) {
      plot.append(rectangle);
      plot.closest('.chart')?.classList.add('selecting');
      point(undefined);
    }
    selected = straighten(box, area);
    for (const [name, value] of Object.entries(selected)) rectangle.setAttribute(name, String(value));
  };
  const stop = (): void => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', finish);
    removeEventListener('keydown', cancel);
    rectangle.remove();
    plot.closest('.chart')?.classList.remove('selecting');
  };
  const finish = (): void => {
    stop();
    if (!selected) return;
    // O clique que vem depois abriria o ponto sob o ponteiro.
    addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
    location.assign(searchIn(plot, selected, area));
  };
  const cancel = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') stop();
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', finish);
  addEventListener('keydown', cancel);
}

interface Spot {
  clientX: number;
  clientY: number;
}

function boxBetween(a: Spot, b: Spot, area: DOMRect): Box {
  const xOf = ({ clientX }: Spot): number => Math.min(Math.max(clientX - area.left, 0), area.width);
  const yOf = ({ clientY }: Spot): number => Math.min(Math.max(clientY - area.top, 0), area.height);
  return {
    x: Math.min(xOf(a), xOf(b)),
    y: Math.min(yOf(a), yOf(b)),
    width: Math.abs(xOf(a) - xOf(b)),
    height: Math.abs(yOf(a) - yOf(b)),
  };
}

/** A mesma busca, só nos traces do trecho; o que já estava marcado e não muda continua valendo. */
function searchIn(plot: SVGSVGElement, box: Box, { width, height }: DOMRect): string {
  const { from, to, scale, min, max, margin } = plot.dataset as Record<string, string>;
  const range = selectedRange(box, {
    width,
    height,
    margin: Number(margin),
    fromUs: Number(from),
    toUs: Number(to),
    durations: { kind: scale as Scale, minUs: Number(min), maxUs: Number(max) },
  });
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(range)) url.searchParams.set(name, value);
  // Um período que anda com o relógio deixaria o trecho para trás.
  const byTime = range.minTraceStart !== undefined || range.maxTraceStart !== undefined;
  if (byTime && !url.searchParams.has('start') && !url.searchParams.has('end')) {
    url.searchParams.set('lookback', 'custom');
    url.searchParams.set('start', range.minTraceStart ?? from);
  }
  return url.href;
}
