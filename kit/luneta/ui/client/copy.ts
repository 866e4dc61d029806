/** O botão que copia o valor de um atributo, ou uma consulta. */
import { liveTexts } from '../texts/trace-live.ts';
import { find } from './dom.ts';

const SHOWN_MS = 1_500;

export function startCopyButtons(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-copy]');
    const value =
      button?.closest('.copyable')?.querySelector<HTMLElement>('code, textarea') ??
      button?.closest('tr')?.querySelector<HTMLElement>('td');
    if (button && value) void copy(button, value);
  });
}

async function copy(button: HTMLElement, value: HTMLElement): Promise<void> {
  const copied = await writeClipboard(textOf(value));
  // Fora de localhost sem HTTPS o navegador não deixa copiar: fica selecionado para a pessoa copiar.
  if (!copied) getSelection()?.selectAllChildren(value);
  find('#status').textContent = copied ? liveTexts.copied : liveTexts.copyFailed;
  button.classList.add(copied ? 'done' : 'failed');
  setTimeout(() => {
    button.classList.remove('done', 'failed');
    find('#status').textContent = '';
  }, SHOWN_MS);
}

function textOf(value: HTMLElement): string {
  return value instanceof HTMLTextAreaElement ? value.value : ((value.firstElementChild ?? value).textContent ?? '');
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
