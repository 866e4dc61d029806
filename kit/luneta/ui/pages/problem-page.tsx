/** As páginas de quem não achou o que procurava: cada uma ensina o que costuma ter acontecido. */
import type { ComponentChildren, JSX } from 'preact';
import type { IslandName } from '../island-names.ts';
import { shorten } from '../shown.ts';
import { texts } from '../texts.ts';
import { noticeTexts } from '../texts/live-notice.ts';
import { jaegerPages, type JaegerPage, openMap, openTrace } from '../texts/jaeger-pages.ts';
import { traceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { LiveNotice } from './live-notice.tsx';
import { renderDocument } from './render.ts';
import { withCode } from './with-code.tsx';

const t = texts.notFound;

/** @param waits A página espera o trace, e o abre quando ele chega (com JavaScript). */
export function renderUnknownTrace(context: PageContext, traceId: string, waits = false): string {
  return renderProblem(
    context,
    t.trace.title,
    <>
      {waits && <p class="waiting needs-js">{noticeTexts.waiting}</p>}
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
      {waits && <LiveNotice traceId={traceId} spanCount={0} />}
    </>,
    waits ? 'trace' : undefined,
  );
}

export function renderMalformedTraceId(context: PageContext, received: string): string {
  return renderProblem(
    context,
    t.malformed.title,
    <>
      <p>{t.malformed.lead(shorten(received, 80))}</p>
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
      <p>{t.span.lead(shorten(spanKey, 40))}</p>
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

function renderProblem(context: PageContext, title: string, children: ComponentChildren, island?: IslandName): string {
  return renderDocument(
    <Layout title={title} context={context} island={island}>
      <div class="notice alone">
        <h1>{title}</h1>
        {children}
      </div>
    </Layout>,
  );
}
