/**
 * Os logs ao vivo: a cada aviso de `/api/events` vêm do servidor as linhas que a página ainda não tem, com as contagens e o
 * gráfico. Quem está lendo não perde o lugar: com a página rolada, um log aberto ou o foco na lista, aparece uma linha com
 * quantos esperam.
 */
import { noticeTexts } from '../texts/live-notice.ts';
import { logLiveTexts as t } from '../texts/logs-live.ts';
import { followEvents } from './live-events.ts';
import { hideNotice, showNotice } from './live-notice.ts';
import { paced } from './live-pace.ts';
import { rememberLive } from './live-url.ts';
import { mergeRows, newRows } from './logs-list.ts';

/** Entre dois pedidos, pelo menos isto. */
const LEAST_PAUSE_MS = 500;

const section = document.querySelector<HTMLElement>('#results[data-live]');
const status = document.querySelector<HTMLElement>('#live-status');
const news = document.querySelector<HTMLButtonElement>('#news');
const outcome = document.querySelector<HTMLElement>('#outcome');

let fresh: HTMLElement | undefined;

export function startLiveLogs(): void {
  if (!section || !outcome || !news) return;
  const events = followEvents('logs=1', {
    onLogs: (lastSequence) => {
      if (lastSequence !== sequenceOf(outcome)) refreshSoon();
    },
    onLost: () => showNotice(noticeTexts.lost),
    onBack: () => {
      hideNotice();
      say(t.connected);
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
  news.addEventListener('click', () => {
    merge();
    scrollTo({ top: 0 });
    // O botão some: o foco vai para o que ele mostrou.
    outcome.querySelector<HTMLElement>('.log summary')?.focus({ preventScroll: true });
  });
}

function sequenceOf(part: ParentNode): number {
  return Number(part.querySelector<HTMLElement>('#logs')?.dataset.sequence ?? 0);
}

const refreshSoon = paced(LEAST_PAUSE_MS, async () => {
  const part = await askNews();
  if (part && section?.dataset.live === '1') consider(part);
});

/** Só as linhas que faltam; numa página sem nenhuma, todas. */
async function askNews(): Promise<HTMLElement | undefined> {
  if (!outcome) return undefined;
  const url = new URL(location.href);
  url.searchParams.set('fragment', '1');
  if (outcome.querySelector('.logs')) url.searchParams.set('after', String(sequenceOf(outcome)));
  const response = await fetch(url);
  if (!response.ok) return undefined;
  const part = document.createElement('template');
  part.innerHTML = await response.text();
  return part.content.querySelector<HTMLElement>('#logs') ?? undefined;
}

function consider(part: HTMLElement): void {
  const list = outcome?.querySelector<HTMLElement>('.logs');
  fresh = part;
  if (!list || newRows(list, part).length === 0 || !isBusy()) merge();
  else show({ count: newRows(list, part).length, more: part.dataset.full === '1' });
}

function merge(): void {
  if (!fresh || !outcome) return;
  const part = fresh;
  const list = outcome.querySelector<HTMLElement>('.logs');
  show(undefined);
  // Sem lista ainda, ou com mais novos do que uma página mostra, ou com a Luneta recomeçada: vale o que veio.
  if (!list || part.dataset.full === '1' || Number(part.dataset.sequence) < sequenceOf(outcome)) {
    outcome.replaceChildren(part);
    document.querySelector('#live')?.setAttribute('aria-checked', 'true');
    return;
  }
  const added = mergeRows(list, part);
  replaceAround(part);
  if (added > 0) say(t.announced(added));
}

/** A contagem, os níveis e o gráfico; o que tem o foco fica como está até a próxima. */
function replaceAround(part: HTMLElement): void {
  for (const piece of part.querySelectorAll<HTMLElement>('[data-live]')) {
    const shown = outcome?.querySelector<HTMLElement>(`[data-live="${piece.dataset.live}"]`);
    if (!shown || shown.innerHTML === piece.innerHTML || shown.matches(':focus-within')) continue;
    shown.replaceChildren(...piece.childNodes);
  }
  const own = outcome?.querySelector<HTMLElement>('#logs');
  if (own) own.dataset.sequence = part.dataset.sequence;
}

/** A linha com quantos esperam. */
function show(waiting: { count: number; more: boolean } | undefined): void {
  if (!waiting) fresh = undefined;
  if (!news) return;
  news.hidden = !waiting;
  if (!waiting) return;
  news.textContent = t.waiting(waiting.count, waiting.more);
  say(news.textContent);
}

function say(text: string): void {
  if (status && status.textContent !== text) status.textContent = text;
}

/** Trocar agora tiraria do lugar o que a pessoa lê. */
function isBusy(): boolean {
  const list = outcome?.querySelector('.logs');
  if (!outcome || !list) return false;
  return (
    outcome.getBoundingClientRect().top < 0 ||
    list.matches(':focus-within') ||
    list.querySelector('details[open]') !== null ||
    String(getSelection()) !== ''
  );
}
