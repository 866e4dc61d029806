/** A linha que lembra que a lista é só de um trecho do gráfico, e o desfaz. */
import type { JSX } from 'preact';
import { formatDateTime, formatExactDuration } from '../../../format.ts';
import type { SearchForm } from '../search-params.ts';
import { searchTexts } from '../texts/search.ts';
import { NO_RANGE, type TraceRange } from '../trace-range.ts';
import { searchUrl } from '../urls.ts';

const t = searchTexts.range;

interface SelectedRangeProps {
  form: SearchForm;
  range: TraceRange;
}

export function SelectedRange({ form, range }: SelectedRangeProps): JSX.Element {
  const [from, to] = [range.startMin, range.startMax].map((ns) => (ns === undefined ? '' : formatDateTime(ns)));
  const [least, most] = [range.durationMin, range.durationMax].map((ns) =>
    ns === undefined ? '' : formatExactDuration(Number(ns) / 1_000),
  );
  const sentences = [...(from || to ? [t.started(from, to)] : []), ...(least || most ? [t.lasted(least, most)] : [])];
  return (
    <p class="selected-range">
      {t.lead} {sentences.join('; ')}. <a href={searchUrl({ ...form, ...NO_RANGE })}>{t.remove}</a>
    </p>
  );
}
