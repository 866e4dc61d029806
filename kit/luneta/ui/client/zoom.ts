/**
 * O zoom no tempo. As barras não mudam: cada SVG é esticado por três variáveis de CSS da linha do tempo, e só as linhas
 * à vista são redesenhadas. Com 10.000 linhas, reescrever posições custaria segundos; isto custa um quadro.
 */
import { liveTexts } from '../texts/trace-live.ts';
import {
  finePercent,
  fitWindow,
  formatTick,
  isWhole,
  shareIn,
  tickAnchor,
  type TimeWindow,
  windowTicks,
  zoomWindow,
} from '../time-window.ts';
import { find, saveInUrl } from './dom.ts';
import { onRangeDrag } from './drag.ts';

const SVG = 'http://www.w3.org/2000/svg';
const STEP = 0.6;
const WHEEL_SPEED = 0.002;

export class Zoom {
  readonly #rows = find<HTMLElement>('#rows');
  readonly #ruler = find<SVGSVGElement>('#ruler');
  readonly #grid = find<SVGSVGElement>('#grid');
  readonly #note = find<HTMLElement>('#window');
  readonly #durationUs: number;
  /** A janela em que o servidor escreveu as posições. */
  readonly #written: TimeWindow;
  readonly #listeners: ((window: TimeWindow, durationUs: number) => void)[] = [];
  #window: TimeWindow;

  constructor() {
    const { duration, from, to } = this.#ruler.dataset;
    this.#durationUs = Number(duration);
    this.#written = { fromUs: Number(from), toUs: Number(to) };
    this.#window = this.#written;
    onRangeDrag(this.#ruler, find('.brush', this.#ruler), (start, end) => this.show(this.#at(start), this.#at(end)));
    this.#ruler.addEventListener('dblclick', () => this.reset());
    this.#ruler.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.#wheelOverLanes();
  }

  get durationUs(): number {
    return this.#durationUs;
  }

  onChange(listener: (window: TimeWindow, durationUs: number) => void): void {
    this.#listeners.push(listener);
  }

  show(fromUs: number, toUs: number): void {
    if (!(this.#durationUs > 0)) return;
    this.#window = fitWindow(fromUs, toUs, this.#durationUs);
    this.#draw();
  }

  in(): void {
    this.#scale(STEP);
  }

  out(): void {
    this.#scale(1 / STEP);
  }

  reset(): void {
    this.show(0, this.#durationUs);
  }

  /** O trecho de um span, com uma folga dos lados: a barra dele diz onde está. */
  showRow(row: HTMLElement): void {
    const bar = row.querySelector('.r > svg > rect');
    if (!bar) return;
    const width = this.#written.toUs - this.#written.fromUs;
    const start = this.#written.fromUs + (parseFloat(bar.getAttribute('x') ?? '0') / 100) * width;
    const size = (parseFloat(bar.getAttribute('width') ?? '0') / 100) * width;
    this.show(start - size * 0.05, start + size * 1.05);
  }

  #at(share: number): number {
    return this.#window.fromUs + share * (this.#window.toUs - this.#window.fromUs);
  }

  #scale(factor: number, share = 0.5): void {
    const { fromUs, toUs } = zoomWindow(this.#window, factor, this.#at(share), this.#durationUs);
    this.show(fromUs, toUs);
  }

  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = this.#ruler.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    this.#scale(Math.exp(event.deltaY * WHEEL_SPEED), share);
  }

  /** Só enquanto o Ctrl está apertado: um ouvinte que pode cancelar a rolagem a deixa aos solavancos. */
  #wheelOverLanes(): void {
    const lanes = find<HTMLElement>('.lanes');
    const onWheel = (event: WheelEvent): void => this.#onWheel(event);
    const release = (): void => lanes.removeEventListener('wheel', onWheel);
    addEventListener('keydown', ({ key }) => {
      if (key === 'Control') lanes.addEventListener('wheel', onWheel, { passive: false });
    });
    addEventListener('keyup', ({ key }) => {
      if (key === 'Control') release();
    });
    addEventListener('blur', release);
  }

  #draw(): void {
    const { fromUs, toUs } = this.#window;
    const from = shareIn(this.#written, fromUs);
    const to = shareIn(this.#written, toUs);
    const { style } = this.#rows;
    style.setProperty('--from', String(from));
    style.setProperty('--to', String(to));
    style.setProperty('--zoom', String(1 / (to - from)));
    this.#drawTicks();

    const whole = isWhole(this.#window, this.#durationUs);
    this.#note.hidden = whole;
    const text = liveTexts.zoomed(formatTick(fromUs, this.#window), formatTick(toUs, this.#window));
    find('[aria-live]', this.#note).textContent = whole ? liveTexts.wholeTrace : text;
    saveInUrl({
      from: whole ? undefined : String(Math.floor(fromUs)),
      to: whole ? undefined : String(Math.ceil(toUs)),
    });
    for (const listener of this.#listeners) listener(this.#window, this.#durationUs);
  }

  #drawTicks(): void {
    const ticks = windowTicks(this.#window);
    const line = (share: number, y1: string): SVGElement => element('line', { ...across(share), y1, y2: '100%' });
    this.#grid.replaceChildren(...ticks.map(({ share }) => line(share, '0')));
    find('g', this.#ruler).replaceChildren(
      ...ticks.flatMap(({ us, share }) => {
        const label = element('text', { x: finePercent(share), y: '62%', 'text-anchor': tickAnchor(share) });
        label.textContent = formatTick(us, this.#window);
        return [line(share, '70%'), label];
      }),
    );
  }
}

function across(share: number): Record<string, string> {
  return { x1: finePercent(share), x2: finePercent(share) };
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}
