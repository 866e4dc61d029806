/** O que se quer saber de um trace antes de olhar os spans. */
import type { JSX } from 'preact';
import { formatCount, formatDateTime, formatDuration, formatIso } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { MAX_SHOWN_SERVICES, shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { logTexts } from '../texts/logs.ts';
import { TRACE_VIEWS, tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { searchUrl, traceJsonUrl, traceOtlpUrl } from '../urls.ts';
import { Fact } from './fact.tsx';
import { ServiceChip } from './service-chip.tsx';
import { summaryTitle } from './trace-list.tsx';

const t = texts.trace;

interface TraceHeaderProps {
  view: TraceView;
  colors: ServiceColors;
  /** A busca de onde se veio; sem ela, a do serviço. */
  back?: string;
}

export function TraceHeader({ view, colors, back }: TraceHeaderProps): JSX.Element {
  const { tree, summary, analysis } = view;
  const { service, operation } = titleOf(view);
  return (
    <header class={`trace-header c${colors(service)}`}>
      <p class="crumbs">
        <a id="back" href={back ?? searchUrl({ service })} data-from={back && 'search'}>
          ← {t.back}
        </a>
        <code class="trace-id" title={t.facts.traceId}>
          {tree.traceId}
        </code>
        <Downloads traceId={tree.traceId} />
      </p>
      <h1>
        <span class="svc">{shownName(service)}</span> <span class="op">{shownName(operation)}</span>
      </h1>
      <div class="headline">
        <dl class="facts">
          <Fact name={t.facts.duration}>{formatDuration(Number(summary.durationNs) / 1_000)}</Fact>
          <Fact name={t.facts.start}>
            <time dateTime={formatIso(summary.startTimeUnixNano)}>{formatDateTime(summary.startTimeUnixNano)}</time>
          </Fact>
          <Fact name={t.facts.spans}>{formatCount(summary.spanCount)}</Fact>
          <Fact name={t.facts.services}>{formatCount(summary.services.length)}</Fact>
          <Fact name={t.facts.depth}>{texts.levels(tree.depth)}</Fact>
          {analysis.criticalUs.size > 0 && (
            <Fact name={traceTexts.critical.fact} hint={traceTexts.terms.critical}>
              {texts.spans(analysis.criticalUs.size)}
            </Fact>
          )}
          {view.logs.count > 0 && (
            <Fact name={logTexts.inTrace.fact}>
              <a href={tracePageUrl(tree.traceId, { view: 'events' })}>{formatCount(view.logs.count)}</a>
            </Fact>
          )}
          {summary.errorSpanCount > 0 && (
            <Fact name={t.facts.errors} bad>
              {formatCount(summary.errorSpanCount)}
            </Fact>
          )}
        </dl>
        <p class="chips" role="group" aria-label={t.servicesLabel}>
          {summary.services.slice(0, MAX_SHOWN_SERVICES).map((item) => (
            <ServiceChip key={item.name} service={item} colors={colors} />
          ))}
          {moreServices(summary.services.length)}
        </p>
      </div>
      <Remarks view={view} />
      <Views view={view} />
    </header>
  );
}

/** As vistas são links: funcionam sem JavaScript e podem ser guardadas. */
function Views({ view: { tree, params } }: { view: TraceView }): JSX.Element {
  const { find, only, expected } = params;
  return (
    <nav class="views" aria-label={traceTexts.views.label}>
      {TRACE_VIEWS.map((name) => (
        <a
          key={name}
          href={tracePageUrl(tree.traceId, { view: name, find, only, expected })}
          aria-current={name === params.view ? 'page' : undefined}
        >
          {traceTexts.views.names[name]}
        </a>
      ))}
    </nav>
  );
}

function Downloads({ traceId }: { traceId: string }): JSX.Element {
  const d = traceTexts.downloads;
  return (
    <span class="downloads" role="group" aria-label={d.label}>
      <a class="button quiet" href={traceJsonUrl(traceId)} title={t.jsonTitle}>
        {t.json}
      </a>
      <a
        class="button quiet"
        href={`/api/traces/${traceId}`}
        download={`trace-${traceId}.jaeger.json`}
        title={d.jaegerTitle}
      >
        ↓ {d.jaeger}
      </a>
      <a class="button quiet" href={traceOtlpUrl(traceId)} download title={d.otlpTitle}>
        ↓ {d.otlp}
      </a>
    </span>
  );
}

function moreServices(total: number): JSX.Element | null {
  return total > MAX_SHOWN_SERVICES ? (
    <span class="faint">{texts.span.moreItems(total - MAX_SHOWN_SERVICES)}</span>
  ) : null;
}

export function mainTitle(view: TraceView): string {
  const { service, operation } = titleOf(view);
  return t.title(shownName(service), shownName(operation));
}

/** A raiz pode estar entre os spans que a página deixou de fora. */
function titleOf({ analysis: { main }, omitted, summary }: TraceView): { service: string; operation: string } {
  if (omitted > 0) return summaryTitle(summary);
  return { service: main?.span.resource.serviceName ?? '', operation: main?.span.name ?? '' };
}

/** O que há de estranho no trace, em frases. */
function Remarks({ view: { tree, summary, omitted, ghosts, notices } }: { view: TraceView }): JSX.Element | null {
  const remarks: string[] = [];
  if (omitted > 0) remarks.push(traceTexts.partial(tree.nodes.length, omitted));
  if (summary.orphanSpanCount > 0) remarks.push(t.orphans(summary.orphanSpanCount));
  else if (tree.roots.length > 1 && omitted === 0) remarks.push(t.roots(tree.roots.length));
  if (tree.nodes.some(({ cycle }) => cycle)) remarks.push(t.cycles);
  if (tree.duplicateCount > 0) remarks.push(t.duplicates(tree.duplicateCount));
  if (ghosts.length > 0) remarks.push(traceTexts.ghost.legend(ghosts.length));
  remarks.push(...notices);
  if (remarks.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}
