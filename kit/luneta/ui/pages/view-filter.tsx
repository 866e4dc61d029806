/** O filtro da linha do tempo nas outras vistas: um formulário comum, que funciona sem JavaScript. */
import type { JSX } from 'preact';
import { traceTexts } from '../texts/trace-page.ts';
import { traceViewTexts } from '../texts/trace-views.ts';
import { DEFAULT_PARAMS, tracePageUrl, type TraceParams } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { traceUrl } from '../urls.ts';
import { FilterHelp } from './trace-toolbar.tsx';

const t = traceViewTexts.filter;

interface ViewFilterProps {
  view: TraceView;
  /** O que o endereço guarda quando o filtro muda. */
  kept: readonly (keyof TraceParams)[];
  /** O que foi achado; só com um filtro que se entende. */
  found?: string;
}

export function ViewFilter({ view: { tree, params, problem }, kept, found }: ViewFilterProps): JSX.Element {
  const names = (['view', 'expected', ...kept] as const).filter((name) => params[name] !== DEFAULT_PARAMS[name]);
  const rest = Object.fromEntries(names.map((name) => [name, params[name]]));
  return (
    <form class="view-filter" action={traceUrl(tree.traceId)} role="search" aria-label={t.label}>
      {names.map((name) => (
        <input key={name} type="hidden" name={name} value={params[name] === true ? '1' : String(params[name])} />
      ))}
      <input
        type="search"
        name="uiFind"
        value={params.find}
        aria-label={t.label}
        aria-describedby={problem ? 'problem' : undefined}
        placeholder={traceTexts.filter.placeholder}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit" class="quiet">
        {t.submit}
      </button>
      {found !== undefined && <output>{found}</output>}
      {params.find !== '' && <a href={tracePageUrl(tree.traceId, rest)}>{t.clear}</a>}
      <FilterHelp />
      {problem && (
        <p id="problem" class="problem" role="alert">
          {problem.message}
        </p>
      )}
    </form>
  );
}

/** Há um filtro, e ele se entende. */
export function isFiltered({ params, problem }: TraceView): boolean {
  return params.find !== '' && !problem;
}
