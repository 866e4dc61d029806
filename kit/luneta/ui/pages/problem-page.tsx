/** As páginas de quem não achou o que procurava: cada uma ensina o que costuma ter acontecido. */
import type { ComponentChildren, JSX } from 'preact';
import { texts } from '../texts.ts';
import { jaegerPages, type JaegerPage, openMap, openTrace } from '../texts/jaeger-pages.ts';
import { traceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { withCode } from './with-code.tsx';

const t = texts.notFound;

export function renderUnknownTrace(context: PageContext, traceId: string): string {
  return renderProblem(
    context,
    t.trace.title,
    <>
      <p>{t.trace.lead(traceId)}</p>
      <ol class="causes">
        {t.trace.causes.map(([cause, what]) => (
          <li key={cause}>
            <b>{cause}</b> {withCode(what)}
          </li>
        ))}
      </ol>
      {context.stats.evictedTraces > 0 && <p>{t.trace.evicted(context.stats.evictedTraces)}</p>}
      <p class="buttons">
        <a class="button" href={traceUrl(traceId)}>
          {t.trace.retry}
        </a>
        <SearchButton quiet />
      </p>
    </>,
  );
}

export function renderMalformedTraceId(context: PageContext, received: string): string {
  const shown = received.length > 80 ? `${received.slice(0, 80)}…` : received;
  return renderProblem(
    context,
    t.malformed.title,
    <>
      <p>{t.malformed.lead(shown)}</p>
      <p>{t.malformed.how}</p>
      <p class="buttons">
        <SearchButton />
      </p>
    </>,
  );
}

export function renderUnknownSpan(context: PageContext, traceId: string, spanKey: string): string {
  return renderProblem(
    context,
    t.span.title,
    <>
      <p>{t.span.lead(spanKey.slice(0, 40))}</p>
      <p class="buttons">
        <a class="button" href={traceUrl(traceId)}>
          {texts.span.backToTrace}
        </a>
      </p>
    </>,
  );
}

export function renderUnknownPage(context: PageContext): string {
  return renderProblem(
    context,
    t.page.title,
    <>
      <p>{t.page.lead}</p>
      <p class="buttons">
        <SearchButton />
      </p>
    </>,
  );
}

/** @param traceId O trace citado no endereço, se há um. */
export function renderJaegerPage(context: PageContext, page: JaegerPage, traceId: string | undefined): string {
  const { title, lead } = jaegerPages[page];
  return renderProblem(
    context,
    title,
    <>
      <p>{withCode(lead)}</p>
      <p class="buttons">
        {page === 'monitor' && (
          <a class="button" href="/dependencies">
            {openMap}
          </a>
        )}
        {page === 'archive' && traceId && (
          <a class="button" href={traceUrl(traceId)}>
            {openTrace}
          </a>
        )}
        <SearchButton quiet />
      </p>
    </>,
  );
}

function SearchButton({ quiet = false }: { quiet?: boolean }): JSX.Element {
  return (
    <a class={quiet ? 'button quiet' : 'button'} href="/search">
      {t.page.action}
    </a>
  );
}

function renderProblem(context: PageContext, title: string, children: ComponentChildren): string {
  return renderDocument(
    <Layout title={title} context={context}>
      <div class="notice alone">
        <h1>{title}</h1>
        {children}
      </div>
    </Layout>,
  );
}
