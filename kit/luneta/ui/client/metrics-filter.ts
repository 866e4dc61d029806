/** O filtro das métricas vale enquanto se escreve: só o que ele muda vem do servidor, e o endereço acompanha. */
import { keepFresh } from './refresh.ts';

const EVERY_MS = 2_000;
/** Quem digita não quer um pedido por letra. */
const TYPING_MS = 250;

export function startMetricsFilter(): void {
  const refresh = keepFresh(fragmentUrl, EVERY_MS);
  const form = document.querySelector<HTMLFormElement>('#filtro');
  let typing = 0;

  const apply = (): void => {
    clearTimeout(typing);
    if (!form) return;
    const url = new URL(location.href);
    // Outro filtro, outros grupos: o escolhido pode nem existir mais.
    for (const name of ['prefix', 'show']) url.searchParams.delete(name);
    form.querySelector('[name=prefix]')?.remove();
    for (const [name, value] of new FormData(form)) {
      if (value === '' || typeof value !== 'string') url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    history.replaceState(null, '', url);
    void refresh();
  };
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
  });
  form?.addEventListener('input', () => {
    clearTimeout(typing);
    typing = window.setTimeout(apply, TYPING_MS);
  });
  form?.addEventListener('change', apply);
}

function fragmentUrl(): string {
  const url = new URL(location.href);
  url.searchParams.set('fragment', '1');
  return url.pathname + url.search;
}
