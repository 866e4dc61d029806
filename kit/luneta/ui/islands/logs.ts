/**
 * Ilha dos logs: o período só com os seus campos, os que chegam, os mais antigos na mesma página, e as setas no gráfico.
 */
import { startCopyButtons } from '../client/copy.ts';
import { wantsNewTab } from '../client/dom.ts';
import { walkBars } from '../client/logs-chart.ts';
import { appendOlder } from '../client/logs-list.ts';
import { startLiveLogs } from '../client/logs-live.ts';
import { logLiveTexts } from '../texts/logs-live.ts';

document.documentElement.classList.add('js');

const form = document.querySelector<HTMLFormElement>('#busca');
const lookback = document.querySelector<HTMLSelectElement>('#lookback');
const period = document.querySelector<HTMLFieldSetElement>('#custom-period');
const filters = document.querySelector<HTMLDetailsElement>('.filters');

/** Campos desligados não vão para a URL. */
function syncPeriod(): void {
  if (!period || !lookback) return;
  const custom = lookback.value === 'custom';
  period.hidden = !custom;
  period.disabled = !custom;
}

/** Campos vazios não sujam a URL. */
function dropEmptyFields(): void {
  for (const field of form?.querySelectorAll<HTMLInputElement>('input, select') ?? []) {
    if (field.value === '') field.disabled = true;
  }
}

async function loadOlder(link: HTMLAnchorElement): Promise<void> {
  const list = document.querySelector<HTMLElement>('.logs');
  if (!list || link.ariaDisabled === 'true') return;
  const text = link.textContent;
  link.ariaDisabled = 'true';
  link.textContent = logLiveTexts.loading;
  try {
    const url = new URL(link.href);
    url.searchParams.set('fragment', 'older');
    const response = await fetch(url);
    if (!response.ok) throw new Error(String(response.status));
    const part = document.createElement('template');
    part.innerHTML = await response.text();
    // O botão muda de lugar: o foco vai para a primeira das que ele trouxe.
    appendOlder(list, part.content)?.querySelector('summary')?.focus({ preventScroll: true });
  } catch {
    link.ariaDisabled = null;
    link.textContent = text;
    document.querySelector('#live-status')!.textContent = logLiveTexts.loadFailed;
  }
}

/** Um link para um log (`#log-…`) o mostra aberto. */
function openLogOfTheUrl(): void {
  if (!location.hash.startsWith('#log-')) return;
  const row = document.getElementById(location.hash.slice(1));
  const details = row?.querySelector('details');
  if (details) details.open = true;
  row?.scrollIntoView({ block: 'nearest' });
}

syncPeriod();
lookback?.addEventListener('change', syncPeriod);
form?.addEventListener('submit', dropEmptyFields);
// Ao voltar pelo histórico a página pode ressurgir como estava ao sair dela.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const field of form?.querySelectorAll<HTMLInputElement>('input, select') ?? []) field.disabled = false;
  syncPeriod();
});
document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('#older a');
  if (!link || wantsNewTab(event)) return;
  event.preventDefault();
  void loadOlder(link);
});
if (filters && matchMedia('(max-width: 860px)').matches) filters.open = false;
openLogOfTheUrl();
addEventListener('hashchange', openLogOfTheUrl);
walkBars();
startLiveLogs();
startCopyButtons();
