/** As ordens possíveis, como links: funcionam sem JavaScript e podem ser guardados. */
import type { JSX } from 'preact';
import { SORTS, type SearchForm } from '../search-params.ts';
import { searchUrl } from '../urls.ts';
import { searchTexts } from '../texts/search.ts';

export function SortLinks({ form }: { form: SearchForm }): JSX.Element {
  return (
    <nav class="sorts" aria-label={searchTexts.sort}>
      {SORTS.map((sort) => (
        <a key={sort} href={searchUrl({ ...form, sort })} aria-current={sort === form.sort ? 'true' : undefined}>
          {searchTexts.sorts[sort]}
        </a>
      ))}
    </nav>
  );
}
