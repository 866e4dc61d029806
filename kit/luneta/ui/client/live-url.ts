/** Os links da página e o formulário levam adiante a escolha de acompanhar ao vivo, ou não. */
export function rememberLive(on: boolean): void {
  const url = new URL(location.href);
  if (on) url.searchParams.delete('live');
  else url.searchParams.set('live', '0');
  history.replaceState(history.state, '', url);
  const field = document.querySelector<HTMLInputElement>('#live-field');
  if (!field) return;
  field.value = on ? '' : '0';
  field.disabled = on;
}
