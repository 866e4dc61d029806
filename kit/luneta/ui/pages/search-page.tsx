/** `/search`: o formulário, o gráfico e a lista de traces. */
import type { JSX } from 'preact';
import type { TraceSummary } from '../../query/trace-summary.ts';
import type { SearchForm as SearchFormValues } from '../search-params.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { EmptySearch, type DoorUrls } from './empty-search.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { SearchForm } from './search-form.tsx';
import { SortLinks } from './sort-links.tsx';
import { TraceChart } from './trace-chart.tsx';
import { TraceList } from './trace-list.tsx';

export interface SearchPageModel {
  context: PageContext;
  form: SearchFormValues;
  /** A frase que explica por que não dá para buscar. */
  problem?: string;
  services: readonly string[];
  /** Operações do serviço escolhido. */
  operations: readonly string[];
  results: readonly TraceSummary[];
  colors: ServiceColors;
  doors: DoorUrls;
  nowMs: number;
}

export function renderSearchPage(model: SearchPageModel): string {
  return renderDocument(<SearchPage {...model} />);
}

function SearchPage(model: SearchPageModel): JSX.Element {
  return (
    <Layout title={texts.search.title} context={model.context} section="/search" island="search">
      <div class="search">
        <SearchForm form={model.form} services={model.services} operations={model.operations} />
        <section class="results" aria-label={texts.search.resultsLabel}>
          <Outcome {...model} />
        </section>
      </div>
    </Layout>
  );
}

function Outcome(model: SearchPageModel): JSX.Element {
  const { form, results, problem, colors, nowMs, services, doors, context } = model;
  if (problem) {
    return (
      <div class="notice bad" role="alert">
        <h1>{texts.problems.heading}</h1>
        <p>{problem}</p>
      </div>
    );
  }
  if (results.length === 0) {
    return <EmptySearch form={form} services={services} traces={context.stats.traces} doors={doors} />;
  }
  return (
    <>
      <TraceChart results={results} nowMs={nowMs} />
      <div class="results-head">
        <h1>{texts.search.results(results.length)}</h1>
        {results.length >= Number(form.limit) && <p class="faint">{texts.search.limited(results.length)}</p>}
        <SortLinks form={form} />
      </div>
      <TraceList results={results} colors={colors} nowMs={nowMs} />
    </>
  );
}
