/** Acima da lista: quantos são, em que ordem, ao vivo ou não, e o que fazer com eles. */
import type { JSX } from 'preact';
import type { SearchForm } from '../search-params.ts';
import { searchTexts } from '../texts/search.ts';
import { compareTexts } from '../texts/compare.ts';
import { searchLiveTexts } from '../texts/live.ts';
import { searchJsonUrl } from '../urls.ts';
import { SortLinks } from './sort-links.tsx';
import { COMPARE_FORM } from './trace-list.tsx';

interface SearchHeadProps {
  form: SearchForm;
  count: number;
  /** A página pode se atualizar sozinha. */
  live: boolean;
}

export function SearchHead({ form, count, live }: SearchHeadProps): JSX.Element {
  return (
    <div class="results-head">
      <h1>{searchTexts.results(count)}</h1>
      {live && <LiveSwitch on={form.live === '1'} />}
      {count >= Number(form.limit) && <p class="faint">{searchTexts.limited(count)}</p>}
      <SortLinks form={form} />
      <div class="results-actions">
        {count > 1 && (
          <form id={COMPARE_FORM} action="/comparar">
            <button type="submit" class="quiet small">
              {compareTexts.pick}
            </button>
          </form>
        )}
        <a class="button quiet small" href={searchJsonUrl(form)} download title={searchTexts.downloadTitle}>
          {searchTexts.download}
        </a>
      </div>
    </div>
  );
}

function LiveSwitch({ on }: { on: boolean }): JSX.Element {
  return (
    <button
      type="button"
      id="live"
      class="switch needs-js"
      role="switch"
      aria-checked={on}
      title={searchLiveTexts.toggleHint}
    >
      {searchLiveTexts.toggle}
    </button>
  );
}
