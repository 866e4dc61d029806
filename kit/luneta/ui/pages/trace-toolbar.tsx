/** A busca dentro do trace (um formulário comum, que a ilha assume) e as ações que só existem com JavaScript. */
import type { JSX } from 'preact';
import { liveTexts, texts } from '../texts.ts';
import type { TraceView } from '../trace-view.ts';
import { traceUrl } from '../urls.ts';

const t = texts.trace;

export function TraceToolbar({ view }: { view: TraceView }): JSX.Element {
  const { tree, find, matches } = view;
  return (
    <div class="toolbar">
      <form id="find" action={traceUrl(tree.traceId)} role="search">
        <input
          type="search"
          name="uiFind"
          value={find}
          aria-label={t.search}
          placeholder={t.searchPlaceholder}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit" class="quiet no-js">
          {t.searchSubmit}
        </button>
        <output id="found" class="faint" aria-live="polite">
          {find && liveTexts.found(matches.size)}
        </output>
        <span class="steppers needs-js" id="steppers" hidden={matches.size === 0}>
          <button type="button" class="quiet" data-action="previous" aria-label={t.previous} title={t.previous}>
            ↑
          </button>
          <button type="button" class="quiet" data-action="next" aria-label={t.next} title={t.next}>
            ↓
          </button>
        </span>
      </form>
      <p class="actions needs-js" role="group" aria-label={t.actions}>
        {view.summary.errorSpanCount > 0 && (
          <button type="button" class="quiet" data-action="next-error">
            {t.nextError}
          </button>
        )}
        <button type="button" class="quiet" data-action="collapse-all">
          {t.collapseAll}
        </button>
        <button type="button" class="quiet" data-action="expand-all">
          {t.expandAll}
        </button>
        <button type="button" class="quiet" data-action="help" aria-label={t.help} title={t.help}>
          ?
        </button>
      </p>
    </div>
  );
}
