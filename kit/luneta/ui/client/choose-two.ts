/** A escolha de dois traces para comparar: o botão diz o que falta, e só vale com dois. */
import { searchLiveTexts as t } from '../texts/live.ts';

const outcome = document.querySelector<HTMLElement>('#outcome');

export function startChooseTwo(): void {
  if (!outcome) return;
  const sync = (): void => {
    const button = outcome.querySelector<HTMLButtonElement>('#comparar button');
    if (!button) return;
    const chosen = outcome.querySelectorAll('.choice :checked').length;
    button.dataset.label ??= button.textContent ?? '';
    button.disabled = chosen !== 2;
    button.title = chosen === 2 ? '' : t.pickHint;
    button.classList.toggle('ready', chosen === 2);
    button.textContent = chosen === 0 ? button.dataset.label : t.picked(chosen);
  };
  outcome.addEventListener('change', sync);
  // A busca ao vivo troca o botão.
  new MutationObserver(sync).observe(outcome, { childList: true });
  addEventListener('pageshow', sync);
  sync();
}
