/**
 * Os detalhes que se abrem sob uma linha. Em traces grandes ela é um link para a página do span; aqui o clique os traz do
 * servidor, já em HTML escapado.
 */
import { liveTexts } from '../texts/trace-live.ts';
import { wantsNewTab } from './dom.ts';

export function openLinksInPlace(list: HTMLElement): void {
  list.addEventListener('click', (event) => {
    const line = (event.target as Element).closest<HTMLElement>('.r');
    const row = line?.closest('li');
    if (!line || !row) return;
    if (!(line instanceof HTMLAnchorElement)) {
      // Quem abre um `<summary>` é o navegador, depois deste evento.
      requestAnimationFrame(() => reveal(row));
      return;
    }
    if (wantsNewTab(event)) return;
    event.preventDefault();
    void toggle(line, !isExpanded(line)).then(() => reveal(row));
  });
}

/** Na beira de baixo da janela os detalhes abririam fora da vista, e nada pareceria acontecer. */
function reveal(row: HTMLElement): void {
  if (isOpen(row)) row.scrollIntoView({ block: 'nearest' });
}

export function openDetails(row: HTMLElement): void {
  const details = row.querySelector('details');
  const link = row.querySelector<HTMLAnchorElement>('a.r');
  if (details) details.open = true;
  else if (link && !isExpanded(link)) void toggle(link, true);
}

export function isOpen(row: HTMLElement): boolean {
  const link = row.querySelector<HTMLAnchorElement>('a.r');
  return link ? isExpanded(link) : (row.querySelector('details')?.open ?? false);
}

function isExpanded(link: HTMLElement): boolean {
  return link.getAttribute('aria-expanded') === 'true';
}

async function toggle(link: HTMLAnchorElement, open: boolean): Promise<void> {
  link.setAttribute('aria-expanded', String(open));
  const shown = link.nextElementSibling;
  if (!open) return shown?.remove();
  const place = document.createElement('p');
  place.className = 'details';
  place.textContent = liveTexts.loading;
  link.after(place);
  try {
    const response = await fetch(`${link.href}?fragment=1`);
    if (!response.ok) throw new Error(String(response.status));
    const part = document.createElement('template');
    part.innerHTML = await response.text();
    place.replaceWith(part.content);
  } catch {
    place.textContent = liveTexts.loadFailed;
  }
}
