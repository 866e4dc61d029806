/**
 * A busca ao vivo: a cada aviso de `/api/events` a mesma página é pedida de novo (quem decide o que casa com a busca é o
 * servidor) e o resultado entra no lugar do atual. Quem está lendo não perde o lugar: com a página rolada, o foco ou o
 * ponteiro na lista, ou traces escolhidos, aparece uma linha, e a troca espera.
 */
import { searchLiveTexts as t } from '../texts/live.ts';
import { noticeTexts } from '../texts/live-notice.ts';
import { followEvents } from './live-events.ts';
import { hideNotice, showNotice } from './live-notice.ts';
import { paced } from './live-pace.ts';
import { swapOutcome, traceIdsIn } from './live-swap.ts';
import { rememberLive } from './live-url.ts';

/** Entre dois pedidos, pelo menos isto. */
const LEAST_PAUSE_MS = 1_000;
/** Um ponteiro parado há mais tempo que isto não está prestes a clicar. */
const POINTER_REST_MS = 1_500;

const section = document.querySelector<HTMLElement>('#results[data-live]');
const status = document.querySelector<HTMLElement>('#live-status');
const news = document.querySelector<HTMLButtonElement>('#news');
const outcome = document.querySelector<HTMLElement>('#outcome');

let fresh: HTMLElement | undefined;
let pointerMovedAt = -Infinity;

export function startLiveSearch(): void {
  if (!section || !outcome || !news) return;
  const events = followEvents('ids=1', {
    onHello: (version) => {
      // Entre a página e a conexão, ou enquanto ela esteve fechada, algo chegou.
      if (version !== section.dataset.version) refreshSoon();
    },
    onChange: refreshSoon,
    onLost: () => showNotice(noticeTexts.lost),
    onBack: () => {
      hideNotice();
      say(t.connected);
      refreshSoon();
    },
  });
  const set = (on: boolean): void => {
    section.dataset.live = on ? '1' : '0';
    document.querySelector('#live')?.setAttribute('aria-checked', String(on));
    events.follow(on);
    if (on) return;
    show(undefined);
    hideNotice();
  };
  set(section.dataset.live === '1');
  outcome.addEventListener('click', ({ target }) => {
    if (!(target as Element).closest('#live')) return;
    const on = section.dataset.live !== '1';
    rememberLive(on);
    set(on);
  });
  outcome.addEventListener('pointermove', () => (pointerMovedAt = performance.now()), { passive: true });
  news.addEventListener('click', () => {
    const first = fresh && traceIdsIn(fresh)[0];
    replace();
    scrollTo({ top: 0 });
    // O botão some: o foco vai para o que ele mostrou.
    document.querySelector<HTMLElement>(`#t-${first} .trace-link`)?.focus({ preventScroll: true });
  });
}

const refreshSoon = paced(LEAST_PAUSE_MS, async () => {
  try {
    const page = await askAgain();
    if (page && section?.dataset.live === '1') consider(page);
  } finally {
    // O que espera a pessoa sair do caminho é reconsiderado.
    if (fresh) setTimeout(() => fresh && !isBusy() && replace(), POINTER_REST_MS);
  }
});

async function askAgain(): Promise<Document | undefined> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  return response.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : undefined;
}

function consider(page: Document): void {
  const received = page.querySelector<HTMLElement>('#outcome');
  if (!received || !outcome) return;
  updateAround(page);
  if (section) section.dataset.version = page.querySelector<HTMLElement>('#results')?.dataset.version;
  fresh = received;
  if (isBusy()) show(newTraces(received));
  else replace();
}

function replace(): void {
  if (!fresh || !outcome) return;
  const added = newTraces(fresh);
  swapOutcome(outcome, fresh);
  show(undefined);
  if (added > 0) say(t.announced(added));
}

function newTraces(received: HTMLElement): number {
  const present = new Set(outcome ? traceIdsIn(outcome) : []);
  return traceIdsIn(received).filter((id) => !present.has(id)).length;
}

/** A linha com quantos esperam; sem novos, nada espera a ponto de incomodar. */
function show(waiting: number | undefined): void {
  if (waiting === undefined) fresh = undefined;
  if (!news) return;
  news.hidden = !waiting;
  if (!waiting) return;
  news.textContent = t.waiting(waiting);
  say(news.textContent);
}

function say(text: string): void {
  if (status && status.textContent !== text) status.textContent = text;
}

/** Trocar agora tiraria do lugar o que a pessoa lê, ou poria outra coisa sob o ponteiro. */
function isBusy(): boolean {
  const list = outcome?.querySelector('.traces');
  if (!outcome || !list) return false;
  return (
    outcome.getBoundingClientRect().top < 0 ||
    list.matches(':focus-within') ||
    outcome.querySelector('.choice :checked, .chart :focus-visible, .chart.selecting') !== null ||
    (outcome.matches(':hover') && performance.now() - pointerMovedAt < POINTER_REST_MS) ||
    String(getSelection()) !== ''
  );
}

/** Os serviços que o formulário oferece e a contagem no rodapé também envelhecem. */
function updateAround(page: Document): void {
  const select = document.querySelector<HTMLSelectElement>('#service');
  const known = new Set([...(select?.options ?? [])].map(({ value }) => value));
  if (select && document.activeElement !== select) {
    for (const option of page.querySelectorAll<HTMLOptionElement>('#service option')) {
      if (!known.has(option.value)) select.append(document.importNode(option, true));
    }
  }
  const footer = document.querySelector('.bottom');
  const received = page.querySelector('.bottom');
  if (footer && received) footer.textContent = received.textContent;
}
