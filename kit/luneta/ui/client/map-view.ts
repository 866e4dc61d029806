/**
 * O pedaço do desenho que se vê: aproximar e mover mudam o `viewBox` do SVG. A escala é em pixels da tela por pixel do
 * desenho; `x` e `y` são o canto superior esquerdo do que se vê, no desenho.
 */

/** De longe se vê a forma; de perto, mais que o tamanho natural não ajuda. */
const SCALE = { min: 0.05, max: 2.5 };
/** Abaixo disto nem a forma se vê: um mapa maior, ou num celular, abre no começo, e não inteiro. */
const LEAST_WHOLE = 0.4;
/** E então com letras que se leem. */
const READABLE = 0.85;
const START_MARGIN = 40;
const STEP = { zoom: 1.25, move: 80 };

export class MapView {
  readonly #container: HTMLElement;
  readonly #svg: SVGSVGElement;
  /** Tamanho do desenho. */
  readonly #width: number;
  readonly #height: number;
  #scale = 1;
  #x = 0;
  #y = 0;

  constructor(container: HTMLElement, svg: SVGSVGElement) {
    this.#container = container;
    this.#svg = svg;
    this.#width = svg.viewBox.baseVal.width;
    this.#height = svg.viewBox.baseVal.height;
    this.#open();
    new ResizeObserver(() => this.#draw()).observe(container);
    container.addEventListener('keydown', (event) => this.#onKey(event));
    container.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    // Um serviço que recebe o foco fora da vista vem para ela.
    container.addEventListener('focusin', ({ target }) => this.#reveal(target as Element));
    this.#dragWith();
  }

  /** Um botão ou uma tecla: `in`, `out` ou `fit`. */
  act(action: string): void {
    if (action === 'in') this.#zoom(STEP.zoom);
    if (action === 'out') this.#zoom(1 / STEP.zoom);
    if (action === 'fit') this.#fit(SCALE.min);
  }

  get #room(): { width: number; height: number } {
    return { width: this.#container.clientWidth, height: this.#container.clientHeight };
  }

  /** Inteiro, se dá para ver a forma; senão, com o serviço que o servidor indica no começo da vista. */
  #open(): void {
    this.#fit(SCALE.min);
    if (this.#scale >= LEAST_WHOLE) return;
    this.#fit(READABLE);
    const { width, height } = this.#room;
    const [x, y] = JSON.parse(this.#svg.dataset.start ?? '[0,0]') as [number, number];
    if (this.#width * this.#scale > width) this.#x = x - START_MARGIN;
    if (this.#height * this.#scale > height) this.#y = y - height / this.#scale / 2;
    this.#draw();
  }

  #fit(least: number): void {
    const { width, height } = this.#room;
    this.#scale = Math.min(Math.max(Math.min(width / this.#width, height / this.#height), least), 1);
    this.#x = (this.#width - width / this.#scale) / 2;
    this.#y = (this.#height - height / this.#scale) / 2;
    this.#draw();
  }

  /** O ponto do meio da vista (ou o do cursor, em frações dela) fica parado. */
  #zoom(factor: number, atX = 0.5, atY = 0.5): void {
    const { width, height } = this.#room;
    const scale = Math.min(Math.max(this.#scale * factor, SCALE.min), SCALE.max);
    this.#x += (width / this.#scale - width / scale) * atX;
    this.#y += (height / this.#scale - height / scale) * atY;
    this.#scale = scale;
    this.#draw();
  }

  #move(dx: number, dy: number): void {
    this.#x += dx / this.#scale;
    this.#y += dy / this.#scale;
    this.#draw();
  }

  #draw(): void {
    const width = this.#room.width / this.#scale;
    const height = this.#room.height / this.#scale;
    this.#x = keepInside(this.#x, width, this.#width);
    this.#y = keepInside(this.#y, height, this.#height);
    this.#svg.setAttribute('viewBox', [this.#x, this.#y, width, height].map((n) => n.toFixed(2)).join(' '));
  }

  #reveal(target: Element): void {
    const shape = target.closest<SVGGraphicsElement>('a');
    if (!shape || !target.matches(':focus-visible')) return;
    const box = shape.getBoundingClientRect();
    const view = this.#container.getBoundingClientRect();
    const overflow = (from: number, to: number, start: number, end: number): number =>
      from < start ? from - start - 16 : to > end ? to - end + 16 : 0;
    this.#move(
      overflow(box.left, box.right, view.left, view.right),
      overflow(box.top, box.bottom, view.top, view.bottom),
    );
    // O próprio navegador rola o recipiente para mostrar o foco, e já não há o que rolar.
    this.#container.scrollTo(0, 0);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      '+': () => this.act('in'),
      '=': () => this.act('in'),
      '-': () => this.act('out'),
      '0': () => this.act('fit'),
      ArrowLeft: () => this.#move(-STEP.move, 0),
      ArrowRight: () => this.#move(STEP.move, 0),
      ArrowUp: () => this.#move(0, -STEP.move),
      ArrowDown: () => this.#move(0, STEP.move),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    keys[event.key]();
    event.preventDefault();
  }

  /** Só com Ctrl (que é também a pinça do touchpad): sem ele, a roda rola a página. */
  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top } = this.#container.getBoundingClientRect();
    const { width, height } = this.#room;
    this.#zoom(Math.exp(-event.deltaY / 240), (event.clientX - left) / width, (event.clientY - top) / height);
  }

  #dragWith(): void {
    const container = this.#container;
    let last: { x: number; y: number } | undefined;
    let moved = 0;
    container.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      last = { x: event.clientX, y: event.clientY };
      moved = 0;
    });
    container.addEventListener('pointermove', (event) => {
      if (!last) return;
      moved += Math.abs(event.clientX - last.x) + Math.abs(event.clientY - last.y);
      // Só depois de andar: capturado antes, o clique numa seta não chegaria a ela.
      if (moved > DRAG_PX && !container.hasPointerCapture(event.pointerId))
        container.setPointerCapture(event.pointerId);
      if (moved > DRAG_PX) this.#move(last.x - event.clientX, last.y - event.clientY);
      last = { x: event.clientX, y: event.clientY };
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      container.addEventListener(end, () => {
        last = undefined;
      });
    }
    // Arrastar começando numa seta não a abre, nem arrasta o link.
    container.addEventListener('click', (event) => moved > DRAG_PX && event.preventDefault(), { capture: true });
    container.addEventListener('dragstart', (event) => event.preventDefault());
  }
}

const DRAG_PX = 5;

/** Um desenho menor que a vista fica no meio; um maior não sai dela. */
function keepInside(at: number, view: number, whole: number): number {
  return view >= whole ? (whole - view) / 2 : Math.min(Math.max(at, 0), whole - view);
}
