/** O aviso por cima da página: um só, o mais novo. */

const place = document.querySelector<HTMLElement>('#notice');
const text = place?.querySelector<HTMLElement>('[role=status]');
const reload = place?.querySelector<HTMLButtonElement>('[data-action=reload]');
const close = place?.querySelector<HTMLButtonElement>('[data-action=close-notice]');

let beforeReload: (() => void) | undefined;
reload?.addEventListener('click', () => {
  beforeReload?.();
  location.reload();
});
close?.addEventListener('click', hideNotice);

/** @param onReload O aviso oferece atualizar a página; antes, faz isto. */
export function showNotice(message: string, onReload?: () => void): void {
  if (!text || !reload || !close) return;
  // Escrever o mesmo de novo faria o leitor de tela repeti-lo.
  if (text.textContent !== message) text.textContent = message;
  beforeReload = onReload;
  reload.hidden = !onReload;
  close.hidden = false;
}

export function hideNotice(): void {
  if (!text || !reload || !close) return;
  text.textContent = '';
  reload.hidden = close.hidden = true;
}
