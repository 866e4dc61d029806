/** Uma busca sem resultado diz por quê e qual é o próximo comando. */
import type { JSX } from 'preact';
import type { DoorUrls } from '../door-urls.ts';
import type { SearchForm } from '../search-params.ts';
import { MAX_CHOICES, shownName } from '../shown.ts';
import { searchTexts } from '../texts/search.ts';
import { NO_RANGE } from '../trace-range.ts';
import { searchUrl } from '../urls.ts';
import { ExampleTrace } from './example-trace.tsx';

interface EmptySearchProps {
  form: SearchForm;
  services: readonly string[];
  traces: number;
  /** O que há dos outros sinais. */
  others: readonly string[];
  doors: DoorUrls;
  /** A página se atualiza sozinha (com JavaScript). */
  live: boolean;
}

export function EmptySearch({ form, services, traces, others, doors, live }: EmptySearchProps): JSX.Element {
  if (traces === 0) return <NothingYet {...{ others, doors, live }} />;
  if (form.service && !services.includes(form.service)) return <UnknownService name={form.service} known={services} />;
  const t = searchTexts.empty.noMatch;
  return (
    <div class="notice">
      <h1>{t.title}</h1>
      <p>{t.lead(traces)}</p>
      <p class="buttons">
        <a class="button" href={searchUrl({ ...form, ...NO_RANGE, lookback: 'custom', start: '', end: '' })}>
          {t.wider}
        </a>
        <a class="button quiet" href={searchUrl({ lookback: 'custom' })}>
          {t.clear}
        </a>
      </p>
      <AskDoctor sentence={t.doctor} />
    </div>
  );
}

function NothingYet({ others, doors, live }: Pick<EmptySearchProps, 'others' | 'doors' | 'live'>): JSX.Element {
  const t = searchTexts.empty.nothing;
  return (
    <div class="notice">
      <h1>{t.title}</h1>
      {others.length > 0 ? <p class="seen">{t.others(others.join(' e '))}</p> : <p>{t.lead}</p>}
      <ol class="steps">
        <li>
          <p>{t.example}</p>
          <ExampleTrace doors={doors} />
        </li>
        <li>
          <p>{t.start}</p>
          <pre class="command">npm start</pre>
        </li>
        <li>
          <p>{t.own}</p>
          <dl class="doors">
            {Object.entries(searchTexts.doors)
              .filter(([door]) => Object.hasOwn(doors, door))
              .map(([door, [name, senders]]) => (
                <div key={door}>
                  <dt>
                    {name} <code>{doors[door]}</code>
                  </dt>
                  <dd>{senders}</dd>
                </div>
              ))}
          </dl>
        </li>
      </ol>
      {live && <p class="needs-js waiting">{t.afterLive}</p>}
      <p class={live ? 'no-js' : undefined}>{t.after}</p>
      <AskDoctor sentence={t.doctor} />
    </div>
  );
}

function UnknownService({ name, known }: { name: string; known: readonly string[] }): JSX.Element {
  const t = searchTexts.empty.unknownService;
  return (
    <div class="notice">
      <h1>{t.title(shownName(name))}</h1>
      <p>{t.lead}</p>
      <ul class="inline">
        {known.slice(0, MAX_CHOICES).map((service) => (
          <li key={service}>
            <a href={searchUrl({ service })}>{shownName(service)}</a>
          </li>
        ))}
      </ul>
      <p class="faint">{t.how}</p>
      <AskDoctor sentence={t.doctor} />
    </div>
  );
}

function AskDoctor({ sentence: [before, link, after] }: { sentence: readonly [string, string, string] }): JSX.Element {
  return (
    <p class="faint">
      {before}
      <a href="/doutor">{link}</a>
      {after}
    </p>
  );
}
