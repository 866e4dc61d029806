/** O filtro do trace (um formulário comum, que a ilha assume) e as ações que só existem com JavaScript. */
import type { JSX } from 'preact';
import { texts } from '../texts.ts';
import { liveTexts } from '../texts/trace-live.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { formatTick, isWhole } from '../time-window.ts';
import { tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { traceUrl } from '../urls.ts';

const t = texts.trace;
const { filter, zoom, critical } = traceTexts;

export function TraceToolbar({ view }: { view: TraceView }): JSX.Element {
  return (
    <div class="toolbar">
      <FilterForm view={view} />
      <WindowNote view={view} />
      <p class="actions needs-js" role="group" aria-label={t.actions}>
        {view.summary.errorSpanCount > 0 && <Action name="next-error" text={t.nextError} />}
        {view.analysis.criticalUs.size > 0 && (
          <button type="button" class="quiet" data-action="critical" aria-pressed="true" title={critical.toggleTitle}>
            {critical.toggle}
          </button>
        )}
        <Action name="collapse-all" text={t.collapseAll} />
        <Action name="expand-all" text={t.expandAll} />
        <span class="group" role="group" aria-label={zoom.label}>
          <Action name="zoom-out" text="−" label={zoom.out} />
          <Action name="zoom-in" text="+" label={zoom.in} />
          <Action name="zoom-reset" text="⤢" label={zoom.reset} />
        </span>
        <Action name="help" text="?" label={t.help} />
      </p>
      <p id="problem" class="problem" role="alert" hidden={!view.problem}>
        {view.problem?.message}
      </p>
    </div>
  );
}

function FilterForm({ view: { tree, params, matches, problem } }: { view: TraceView }): JSX.Element {
  return (
    <form id="find" action={traceUrl(tree.traceId)} role="search" aria-label={t.search}>
      <input
        type="search"
        name="uiFind"
        value={params.find}
        aria-label={t.search}
        aria-describedby="problem"
        placeholder={filter.placeholder}
        autocomplete="off"
        spellcheck={false}
      />
      <label class="only-found">
        <input type="checkbox" name="only" value="1" checked={params.only} /> {filter.only}
      </label>
      {params.from !== undefined && <input type="hidden" name="from" value={params.from} />}
      {params.to !== undefined && <input type="hidden" name="to" value={params.to} />}
      {params.expected && <input type="hidden" name="expected" value={params.expected} />}
      <button type="submit" class="quiet no-js">
        {t.searchSubmit}
      </button>
      <output id="found" class="faint" aria-live="polite">
        {params.find && !problem && liveTexts.found(matches.size)}
      </output>
      <span class="steppers needs-js" id="steppers" hidden={matches.size === 0}>
        <Action name="previous" text="↑" label={t.previous} />
        <Action name="next" text="↓" label={t.next} />
      </span>
      <FilterHelp />
    </form>
  );
}

export function FilterHelp(): JSX.Element {
  return (
    <details class="filter-help">
      <summary>{filter.help}</summary>
      <div>
        <p>{filter.lead}</p>
        <dl>
          {filter.examples.map(([example, what]) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

/** Sem JavaScript, uma URL com a janela ainda diz qual é, e como sair dela. */
function WindowNote({ view: { tree, window, params } }: { view: TraceView }): JSX.Element {
  const { find, only, expected } = params;
  return (
    <p id="window" class="window" hidden={isWhole(window, tree.durationUs)}>
      <span aria-live="polite">
        {liveTexts.zoomed(formatTick(window.fromUs, window), formatTick(window.toUs, window))}
      </span>{' '}
      <a href={tracePageUrl(tree.traceId, { find, only, expected })} data-action="zoom-reset">
        {zoom.reset}
      </a>
    </p>
  );
}

function Action({ name, text, label }: { name: string; text: string; label?: string }): JSX.Element {
  return (
    <button type="button" class="quiet" data-action={name} aria-label={label} title={label}>
      {text}
    </button>
  );
}
