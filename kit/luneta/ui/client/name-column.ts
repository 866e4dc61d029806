/**
 * A divisa entre os nomes e as barras, que se arrasta. Em telas estreitas não há divisa: o nome fica acima da barra, na
 * largura toda (`waterfall.css`).
 */
import { liveTexts as t } from '../texts/trace-live.ts';
import { find } from './dom.ts';
import { readStored, store } from './storage.ts';

const KEY = 'luneta.name-column';
/** Em porcentagem da linha do tempo. */
const RANGE = { min: 15, max: 75 };
const STEP = 2;

export function startNameColumn(): void {
  const waterfall = find<HTMLElement>('#waterfall');
  const ruler = find<HTMLElement>('.ruler', waterfall);
  const name = find<HTMLElement>('.name', ruler);
  const handle = createHandle();
  let chosen = valid(Number(readStored('localStorage', KEY)));

  const shareAt = (x: number): number => {
    const { left, width } = ruler.getBoundingClientRect();
    return ((x - left) / width) * 100;
  };
  const now = (): number => chosen ?? Math.round(shareAt(name.getBoundingClientRect().right));
  const show = (): void => {
    if (chosen === undefined) waterfall.style.removeProperty('--name-share');
    else waterfall.style.setProperty('--name-share', `${chosen}%`);
    handle.setAttribute('aria-valuenow', String(now()));
    handle.setAttribute('aria-valuetext', t.nameColumnValue(now()));
  };
  /** @param share `undefined` volta à largura de sempre. */
  const choose = (share: number | undefined): void => {
    chosen = share === undefined ? undefined : Math.round(Math.min(Math.max(share, RANGE.min), RANGE.max));
    show();
    store('localStorage', KEY, chosen?.toString());
  };

  /** Onde a divisa foi pega, em relação a ela. */
  let grabbed = 0;
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    grabbed = event.clientX - name.getBoundingClientRect().right;
    handle.setPointerCapture(event.pointerId);
    // Sem selecionar texto pelo caminho; o foco, que também se perderia, fica para as setas.
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener('pointermove', (event) => {
    if (handle.hasPointerCapture(event.pointerId)) choose(shareAt(event.clientX - grabbed));
  });
  handle.addEventListener('dblclick', () => choose(undefined));
  handle.addEventListener('keydown', (event) => {
    const keys: Record<string, number | undefined> = {
      ArrowLeft: now() - STEP,
      ArrowRight: now() + STEP,
      Home: RANGE.min,
      End: RANGE.max,
      Enter: undefined,
    };
    if (!Object.hasOwn(keys, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    choose(keys[event.key]);
    event.preventDefault();
  });
  name.after(handle);
  // Já com o valor: um leitor de tela não pode achar uma divisa que não diz onde está.
  show();
  // A largura de sempre muda com a janela.
  new ResizeObserver(show).observe(ruler);
}

function createHandle(): HTMLElement {
  const handle = document.createElement('div');
  handle.className = 'name-handle';
  handle.tabIndex = 0;
  handle.title = t.nameColumnHint;
  const attributes = {
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': t.nameColumn,
    'aria-valuemin': RANGE.min,
    'aria-valuemax': RANGE.max,
  };
  for (const [key, value] of Object.entries(attributes)) handle.setAttribute(key, String(value));
  return handle;
}

function valid(share: number): number | undefined {
  return share >= RANGE.min && share <= RANGE.max ? share : undefined;
}
