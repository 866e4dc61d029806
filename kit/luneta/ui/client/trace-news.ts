/**
 * O que chega de um trace depois da página dele: um aviso, e quem lê decide quando atualizar. A página de um trace que
 * ainda não chegou o espera, e o abre.
 */
import { noticeTexts as t } from '../texts/live-notice.ts';
import { followEvents } from './live-events.ts';
import { hideNotice, showNotice } from './live-notice.ts';

/** @param beforeReload Guarda o que o endereço não leva. */
export function startTraceNews(beforeReload: () => void = () => {}): void {
  const { trace, spans } = document.querySelector<HTMLElement>('#notice[data-trace]')?.dataset ?? {};
  if (trace === undefined) return;
  const known = Number(spans);
  const events = followEvents(`trace=${trace}`, {
    onChange: ({ spanCount = 0 }) => {
      if (spanCount < known) showNotice(t.gone);
      else if (spanCount > known && known > 0) showNotice(t.more(spanCount - known), beforeReload);
      else if (spanCount > known) location.reload();
    },
    onLost: () => showNotice(t.lost),
    onBack: hideNotice,
  });
  events.follow(true);
}
