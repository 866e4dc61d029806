/**
 * Uma página que se atualiza sozinha: busca o trecho dela no servidor, já em HTML escapado, e troca só as partes
 * (`data-live="nome"`) que mudaram. Nada pisca, o foco fica onde estava, e o que a pessoa abriu continua aberto.
 */
import { refreshTexts } from '../texts/refresh.ts';

/**
 * @param url O trecho; uma função, se ele muda com o que se escolhe na página.
 * @param everyMs De quanto em quanto tempo, com a aba à vista.
 * @returns Atualiza já: o que se escolheu vale também com a página pausada.
 */
export function keepFresh(url: string | (() => string), everyMs: number): () => Promise<void> {
  const button = document.querySelector<HTMLButtonElement>('[data-action=pause]');
  const lost = document.querySelector<HTMLElement>('#lost');
  let paused = false;
  let timer = 0;

  const urlNow = typeof url === 'string' ? () => url : url;

  const refresh = async (asked = false): Promise<void> => {
    try {
      const from = urlNow();
      const response = await fetch(from);
      if (!response.ok) throw new Error(String(response.status));
      const part = document.createElement('template');
      part.innerHTML = await response.text();
      // Quem pausou enquanto o pedido ia quer a tela como estava; quem escolheu outra coisa, só a que escolheu.
      if ((!paused || asked) && from === urlNow()) replaceChanged(part.content);
      setText(lost, '');
    } catch {
      setText(lost, refreshTexts.lost);
    }
  };
  const turn = async (): Promise<void> => {
    await refresh();
    schedule(everyMs);
  };
  // Um relógio só: marcar desmarca o que estava marcado.
  const schedule = (delayMs: number): void => {
    clearTimeout(timer);
    if (!paused && !document.hidden) timer = window.setTimeout(() => void turn(), delayMs);
  };

  button?.addEventListener('click', () => {
    paused = !paused;
    setText(button, paused ? refreshTexts.resume : refreshTexts.pause);
    schedule(0);
  });
  document.addEventListener('visibilitychange', () => schedule(0));
  schedule(everyMs);
  return () => refresh(true);
}

function replaceChanged(fresh: DocumentFragment): void {
  for (const part of fresh.querySelectorAll<HTMLElement>('[data-live]')) {
    const shown = document.querySelector<HTMLElement>(`[data-live="${part.dataset.live}"]`);
    if (!shown) continue;
    if (shown.className !== part.className) shown.className = part.className;
    if (shown.innerHTML === part.innerHTML) continue;
    const opened = openDetails(shown);
    const focused = placeOf(shown, document.activeElement);
    // Os nós de agora ficam: um leitor de tela acompanha a região, e não o conteúdo que ela tinha.
    shown.replaceChildren(...part.childNodes);
    for (const key of opened) findDetails(shown, key)?.setAttribute('open', '');
    focused?.()?.focus({ preventScroll: true });
  }
}

function openDetails(part: HTMLElement): string[] {
  return [...part.querySelectorAll<HTMLElement>('details[open][data-key]')].map(({ dataset }) => dataset.key ?? '');
}

function findDetails(part: HTMLElement, key: string): HTMLElement | null {
  return part.querySelector(`details[data-key="${CSS.escape(key)}"]`);
}

/** Como achar de novo, depois da troca, o elemento que tinha o foco: pelo endereço, pelo achado, ou pelo lugar. */
function placeOf(part: HTMLElement, element: Element | null): (() => HTMLElement | null) | undefined {
  if (!element || element === part || !part.contains(element)) return undefined;
  const href = element.getAttribute('href');
  if (href) return () => part.querySelector<HTMLElement>(`[href="${CSS.escape(href)}"]`);
  const key = element.matches('summary') ? element.closest<HTMLElement>('details[data-key]')?.dataset.key : undefined;
  if (key !== undefined) return () => findDetails(part, key)?.querySelector('summary') ?? null;
  const path: number[] = [];
  for (let at = element; at !== part && at.parentElement; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return () => path.reduce<Element | undefined>((at, index) => at?.children[index], part) as HTMLElement | null;
}

function setText(element: HTMLElement | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
