/**
 * O instante sob o ponteiro: uma linha no mesmo lugar de todos os gráficos da página, e um cartão com os valores no que
 * está sob ele. O valor vem do próprio desenho: a curva, de volta pela escala do eixo.
 */
import { formatDateTime } from '../../../format.ts';
import { PLOT_MARGIN, PLOT_WIDTH } from '../charts/plot.ts';
import { formatQuantity, type Quantity } from '../metrics-units.ts';

const SVG = 'http://www.w3.org/2000/svg';

interface Pointed {
  plot: SVGSVGElement;
  /** De 0 (início) a 1 (fim). */
  share: number;
}

let pointed: Pointed | undefined;

export function startChartCursor(): void {
  document.addEventListener('pointermove', ({ target, clientX, pointerType }) => {
    const plot = (target as Element | null)?.closest?.<SVGSVGElement>('.plot[data-factor]');
    if (!plot || pointerType === 'touch') {
      if (pointed) hide();
      return;
    }
    const { left, width } = plot.getBoundingClientRect();
    pointed = { plot, share: Math.min(Math.max((clientX - left) / width, 0), 1) };
    show(pointed);
  });
  document.documentElement.addEventListener('pointerleave', hide);
  // A atualização troca os gráficos: a linha volta ao mesmo lugar do novo.
  const main = document.querySelector('main');
  if (main) new MutationObserver(restore).observe(main, { childList: true, subtree: true });
}

function restore(): void {
  if (!pointed || pointed.plot.isConnected) return;
  const plot = [...document.querySelectorAll<SVGSVGElement>('.plot[data-factor]')].find((one) => one.matches(':hover'));
  if (!plot) return hide();
  pointed = { plot, share: pointed.share };
  show(pointed);
}

function hide(): void {
  pointed = undefined;
  for (const old of document.querySelectorAll('.cursor, .cursor-dot, .chart-card')) old.remove();
}

function show({ plot, share }: Pointed): void {
  for (const old of document.querySelectorAll('.cursor-dot, .chart-card')) old.remove();
  const atMs = instant(plot, share);
  for (const each of document.querySelectorAll<SVGSVGElement>('.plot[data-factor]')) {
    const place = placeOf(each, atMs);
    const cursor = each.querySelector('.cursor') ?? each.appendChild(cursorLine());
    for (const name of ['x1', 'x2']) cursor.setAttribute(name, `${place * 100}%`);
    cursor.setAttribute('y2', '100%');
  }
  showCard(plot, share, atMs);
}

function cursorLine(): SVGLineElement {
  const line = document.createElementNS(SVG, 'line');
  line.setAttribute('class', 'cursor');
  line.setAttribute('y1', '0');
  return line;
}

function instant({ dataset }: SVGSVGElement, share: number): number {
  const [from, to] = [Number(dataset.from), Number(dataset.to)];
  return from + share * (to - from);
}

function placeOf({ dataset }: SVGSVGElement, atMs: number): number {
  const [from, to] = [Number(dataset.from), Number(dataset.to)];
  return Math.min(Math.max((atMs - from) / (to - from), 0), 1);
}

function showCard(plot: SVGSVGElement, share: number, atMs: number): void {
  const chart = plot.closest<HTMLElement>('.lines-chart');
  if (!chart) return;
  const height = Number(plot.getAttribute('height'));
  const { min, max, factor, quantity } = plot.dataset as Record<string, string>;
  const unit = JSON.parse(quantity) as Quantity;
  const values = [...plot.querySelectorAll<SVGPathElement>('.line')].flatMap((line) => {
    const y = heightAt(line.getAttribute('d') ?? '', share * PLOT_WIDTH);
    if (y === undefined) return [];
    const up = (height - PLOT_MARGIN - y) / (height - 2 * PLOT_MARGIN);
    const value = (Number(min) + up * (Number(max) - Number(min))) * Number(factor);
    return [{ y, value, label: line.dataset.label ?? '', color: line.classList.item(1) ?? '' }];
  });
  const card = document.createElement('div');
  card.className = 'chart-card';
  // Quem ouve a página tem a legenda, que diz os valores de agora.
  card.ariaHidden = 'true';
  const time = document.createElement('time');
  time.textContent = formatDateTime(BigInt(Math.round(atMs)) * 1_000_000n).split(',')[0];
  const list = document.createElement('ul');
  for (const { y, value, label, color } of values.toSorted((a, b) => b.value - a.value)) {
    plot.append(dot(share, y, color));
    list.append(row(label, formatQuantity(settle(value), unit), color));
  }
  card.append(time, list);
  chart.append(card);
  const around = chart.getBoundingClientRect();
  const area = plot.getBoundingClientRect();
  const x = area.left - around.left + share * area.width;
  const left = x + 14 + card.offsetWidth > around.width ? x - 14 - card.offsetWidth : x + 14;
  card.style.left = `${Math.max(left, 0)}px`;
  card.style.top = `${area.top - around.top + 4}px`;
}

/** O desenho guarda o valor com quatro algarismos; o que sobra é arredondamento dele. */
function settle(value: number): number {
  return Number(value.toPrecision(4));
}

function row(label: string, value: string, color: string): HTMLLIElement {
  const item = document.createElement('li');
  item.className = color;
  const mark = document.createElement('i');
  mark.className = 'dot';
  const name = document.createElement('span');
  name.textContent = label;
  const amount = document.createElement('b');
  amount.textContent = value;
  item.append(mark, name, amount);
  return item;
}

function dot(share: number, y: number, color: string): SVGCircleElement {
  const circle = document.createElementNS(SVG, 'circle');
  const attributes = { class: `cursor-dot ${color}`, cx: `${share * 100}%`, cy: String(y), r: '3.5' };
  for (const [name, value] of Object.entries(attributes)) circle.setAttribute(name, value);
  return circle;
}

/** A altura da curva neste x; `undefined` onde ela falta. */
function heightAt(d: string, x: number): number | undefined {
  for (const piece of d.split('M').slice(1)) {
    const points = piece
      .replace(/Z$/, '')
      .split('L')
      .map((pair) => pair.split(',').map(Number));
    const after = points.findIndex(([px]) => px >= x);
    if (after < 0) continue;
    const [x1, y1] = points[after];
    const [x0, y0] = points[after - 1] ?? points[after];
    // Antes do começo deste pedaço não há linha.
    if (after === 0 && x1 - x > 1) continue;
    return x1 > x0 ? y0 + ((x - x0) / (x1 - x0)) * (y1 - y0) : y1;
  }
  return undefined;
}
