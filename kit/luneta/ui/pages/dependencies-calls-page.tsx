/** `/dependencies/calls`: os traces em que um serviço chama outro, e quanto demoram as chamadas. */
import type { JSX } from 'preact';
import { formatCount, formatDuration, formatPercent } from '../../../format.ts';
import type { CallsBetween } from '../../query/calls-between.ts';
import { quantileOf } from '../../query/quantile.ts';
import { dependenciesUrl } from '../dependencies-params.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shorten, shownName } from '../shown.ts';
import { dependenciesTexts } from '../texts/dependencies.ts';
import { searchUrl } from '../urls.ts';
import { Fact } from './fact.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { TraceList } from './trace-list.tsx';

const t = dependenciesTexts.calls;

export interface CallsPageModel {
  context: PageContext;
  parent: string;
  child: string;
  lookback: string;
  calls: CallsBetween;
  colors: ServiceColors;
  nowMs: number;
}

export function renderCallsPage(model: CallsPageModel): string {
  return renderDocument(<CallsPage {...model} />);
}

function CallsPage({ context, parent, child, lookback, calls, colors, nowMs }: CallsPageModel): JSX.Element {
  const [from, to] = [shownName(parent), shownName(child)];
  return (
    <Layout title={t.title(from, to)} context={context} section="/dependencies">
      <a class="back" href={dependenciesUrl({ service: parent, lookback })}>
        ← {t.back}
      </a>
      <header class="page-head">
        <div>
          <h1 class="ends">
            <span class={`svc c${colors(parent)}`}>
              <i class="dot" /> {from}
            </span>{' '}
            →{' '}
            <span class={`svc c${colors(child)}`}>
              <i class="dot" /> {to}
            </span>
          </h1>
          <p class="faint">{t.lead}</p>
        </div>
      </header>
      {calls.traces.length > 0 ? (
        <>
          <CallFacts calls={calls} />
          <TraceList results={calls.traces} {...{ colors, nowMs }} />
        </>
      ) : (
        <p class="notice">{t.none(from, to)}</p>
      )}
      <p class="after-list">
        <a href={searchUrl({ service: child, lookback })}>{t.searchChild(to)}</a>
      </p>
    </Layout>
  );
}

function CallFacts({ calls: { durationsUs, errorCount, sampledTraces } }: { calls: CallsBetween }): JSX.Element {
  const total = durationsUs.length;
  const facts: readonly (readonly [label: string, value: string, bad?: boolean])[] = [
    [t.facts.calls, formatCount(total)],
    [t.facts.errors, `${formatCount(errorCount)} (${formatPercent(errorCount / total)})`, errorCount > 0],
    [t.facts.p50, formatDuration(quantileOf(durationsUs, 0.5))],
    [t.facts.p95, formatDuration(quantileOf(durationsUs, 0.95))],
    [t.facts.max, formatDuration(quantileOf(durationsUs, 1))],
  ];
  return (
    <div class="call-facts">
      <dl class="facts">
        {facts.map(([label, value, bad]) => (
          <Fact key={label} name={label} bad={bad}>
            {value}
          </Fact>
        ))}
      </dl>
      <p class="faint">{t.sample(total, sampledTraces)}</p>
    </div>
  );
}

/** Faltou dizer um dos dois serviços. */
export function renderMissingEnds(context: PageContext, parent: string, child: string): string {
  return renderDocument(
    <Layout title={t.missing.title} context={context} section="/dependencies">
      <div class="notice alone">
        <h1>{t.missing.title}</h1>
        <p>{t.missing.lead(shorten(parent, 80), shorten(child, 80))}</p>
        <p class="buttons">
          <a class="button" href="/dependencies">
            {t.back}
          </a>
        </p>
      </div>
    </Layout>,
  );
}
