/** `/search`: o formulário, o gráfico e a lista de traces. */
import type { JSX } from 'preact';
import { storeVersion } from '../../api/events.ts';
import type { TraceSummary } from '../../query/trace-summary.ts';
import type { DoorUrls } from '../door-urls.ts';
import type { SearchForm as SearchFormValues } from '../search-params.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { searchTexts } from '../texts/search.ts';
import { uploadTexts } from '../texts/upload.ts';
import type { TraceRange } from '../trace-range.ts';
import { EmptySearch } from './empty-search.tsx';
import { LiveNotice } from './live-notice.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { SearchForm } from './search-form.tsx';
import { SearchHead } from './search-head.tsx';
import { SelectedRange } from './selected-range.tsx';
import { TraceChart } from './trace-chart.tsx';
import { TraceList } from './trace-list.tsx';
import { UploadForm } from './upload-form.tsx';

export interface SearchPageModel {
  context: PageContext;
  form: SearchFormValues;
  /** O trecho marcado no gráfico. */
  range?: TraceRange;
  /** A frase que explica por que não dá para buscar. */
  problem?: string;
  services: readonly string[];
  /** Operações do serviço escolhido. */
  operations: readonly string[];
  results: readonly TraceSummary[];
  colors: ServiceColors;
  doors: DoorUrls;
  nowMs: number;
  /** O servidor avisa dos traces novos, e a busca chega até agora. */
  live?: boolean;
}

export function renderSearchPage(model: SearchPageModel): string {
  return renderDocument(<SearchPage {...model} />);
}

function SearchPage(model: SearchPageModel): JSX.Element {
  const { form, services, operations, context, live } = model;
  return (
    <Layout title={searchTexts.title} context={context} section="/search" island="search">
      <div class="search">
        <div class="search-side">
          <SearchForm form={form} services={services} operations={operations} />
          <details class="filters upload">
            <summary>{uploadTexts.summary}</summary>
            <UploadForm />
          </details>
        </div>
        <section
          id="results"
          class="results"
          aria-label={searchTexts.resultsLabel}
          data-live={live ? form.live : undefined}
          data-version={storeVersion(context.stats)}
        >
          <p id="live-status" class="hidden" role="status" />
          <div class="news">
            <button type="button" id="news" hidden />
          </div>
          {/* O que a busca ao vivo troca. */}
          <div id="outcome">
            <Outcome {...model} />
          </div>
        </section>
      </div>
      <p id="drop" class="drop" aria-hidden="true">
        {uploadTexts.drop}
      </p>
      {live && <LiveNotice />}
    </Layout>
  );
}

function Outcome(model: SearchPageModel): JSX.Element {
  const { form, range, results, problem, colors, nowMs, services, doors, context, live = false } = model;
  if (problem) {
    return (
      <div class="notice bad" role="alert">
        <h1>{searchTexts.problems.heading}</h1>
        <p>{problem}</p>
      </div>
    );
  }
  if (results.length === 0) {
    const { stats, stored } = context;
    const others = texts.otherSignals(stored.series, stored.logs);
    return (
      <>
        {range && <SelectedRange form={form} range={range} />}
        <EmptySearch {...{ form, services, others, doors }} traces={stats.traces} live={live && form.live === '1'} />
      </>
    );
  }
  return (
    <>
      {range && <SelectedRange form={form} range={range} />}
      <TraceChart results={results} form={form} />
      <SearchHead form={form} count={results.length} live={live} />
      <TraceList results={results} colors={colors} nowMs={nowMs} choosable={results.length > 1} />
    </>
  );
}
