/** O aviso que os scripts põem por cima da página, sem empurrá-la (`client/live-notice.ts`). Vazio até lá. */
import type { JSX } from 'preact';
import { noticeTexts } from '../texts/live-notice.ts';

interface LiveNoticeProps {
  /** O trace de que se avisa, e quantos spans dele a página conhece. */
  traceId?: string;
  spanCount?: number;
}

export function LiveNotice({ traceId, spanCount }: LiveNoticeProps): JSX.Element {
  return (
    <div id="notice" class="toast" data-trace={traceId} data-spans={spanCount}>
      <p role="status" />
      <button type="button" data-action="reload" hidden>
        {noticeTexts.reload}
      </button>
      <button type="button" class="quiet" data-action="close-notice" aria-label={noticeTexts.close} hidden>
        ✕
      </button>
    </div>
  );
}
