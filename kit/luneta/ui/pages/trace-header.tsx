/** O que se quer saber de um trace antes de olhar os spans. */
import type { ComponentChildren, JSX } from 'preact';
import { formatCount, formatDateTime, formatDuration, formatIso } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { MAX_SHOWN_SERVICES, shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { TRACE_VIEWS, tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { searchUrl, traceJsonUrl } from '../urls.ts';
import { ServiceChip } from './service-chip.tsx';

const t = texts.trace;

export function TraceHeader({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const { tree, summary, analysis } = view;
  const service = analysis.main?.span.resource.serviceName ?? '';
  return (
    <header class={`trace-header c${colors(service)}`}>
      <p class="crumbs">
        <a href={searchUrl({ service })}>← {t.back}</a>
        <code class="trace-id" title={t.facts.traceId}>
          {tree.traceId}
        </code>
        <Downloads traceId={tree.traceId} />
      </p>
      <h1>
        <span class="svc">{shownName(service)}</span>{' '}
        <span class="op">{shownName(analysis.main?.span.name ?? '')}</span>
      </h1>
      <div class="headline">
        <dl class="facts">
          <Fact name={t.facts.duration}>{formatDuration(tree.durationUs)}</Fact>
          <Fact name={t.facts.start}>
            <time dateTime={formatIso(tree.startTimeUnixNano)}>{formatDateTime(tree.startTimeUnixNano)}</time>
          </Fact>
          <Fact name={t.facts.spans}>{formatCount(summary.spanCount)}</Fact>
          <Fact name={t.facts.services}>{formatCount(summary.services.length)}</Fact>
          <Fact name={t.facts.depth}>{texts.levels(tree.depth)}</Fact>
          {analysis.criticalUs.size > 0 && (
            <Fact name={traceTexts.critical.fact}>{texts.spans(analysis.criticalUs.size)}</Fact>
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
      <a
        class="button quiet"
        href={`/api/v3/traces/${traceId}`}
        download={`trace-${traceId}.otlp.json`}
        title={d.otlpTitle}
      >
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

export function mainTitle({ analysis: { main } }: TraceView): string {
  return t.title(shownName(main?.span.resource.serviceName ?? ''), shownName(main?.span.name ?? ''));
}

function Fact({ name, bad, children }: { name: string; bad?: boolean; children: ComponentChildren }): JSX.Element {
  return (
    <div class={bad ? 'bad' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** O que há de estranho no trace, em frases. */
function Remarks({ view: { tree, summary, omitted, ghosts, notices } }: { view: TraceView }): JSX.Element | null {
  const remarks: string[] = [];
  if (omitted > 0) remarks.push(t.omitted(tree.nodes.length, omitted));
  if (summary.orphanSpanCount > 0) remarks.push(t.orphans(summary.orphanSpanCount));
  else if (tree.roots.length > 1) remarks.push(t.roots(tree.roots.length));
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
