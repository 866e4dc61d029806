/** Uma linha da linha do tempo. Há até dezenas de milhares delas: cada byte aqui conta. */
import type { JSX } from 'preact';
import type { SpanNode } from '../../query/trace-tree.ts';
import { type MomentSeverity, severityOfNumber } from '../../query/trace-events.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import { StatusCode } from '../../store/model.ts';
import { formatDuration } from '../../../format.ts';
import type { GhostRow } from '../ghost-rows.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import { traceTexts } from '../texts/trace-page.ts';
import type { TraceView } from '../trace-view.ts';
import { spanUrl } from '../urls.ts';
import { SpanDetails } from './span-details.tsx';
import { extent, waterfallBar } from './waterfall-bar.tsx';

const t = traceTexts.row;

/** Níveis com recuo próprio na folha de estilo; dali em diante o recuo é o mesmo. */
const MAX_INDENT = 24;

/**
 * Em traces pequenos a linha é um `<details>` completo. Nos grandes é um link para a página do span, que a ilha abre no
 * lugar: cada `<details>` custa ao navegador dez nós a mais.
 *
 * São funções comuns, e não componentes: cada linha vira texto assim que fica pronta (ver `waterfall.tsx`).
 */
export function waterfallRow(node: SpanNode, view: TraceView, colors: ServiceColors): JSX.Element {
  const { span, key, depth } = node;
  const open = view.opened.has(node);
  return (
    <li
      key={key}
      id={`span-${key}`}
      class={`c${colors(span.resource.serviceName)} ${indent(depth)}${marks(node, view)}`}
      data-level={depth}
      hidden={isFilteredOut(node, view)}
    >
      {node.descendantCount > 0 && (
        <button type="button" class="tw" tabindex={-1} aria-expanded="true" aria-label={toggleLabel(node)} />
      )}
      {open || view.inlineDetails ? (
        <details open={open}>
          <summary class="r">{cells(node, view)}</summary>
          <SpanDetails node={node} around={view} />
        </details>
      ) : (
        <a class="r" href={spanUrl(view.tree.traceId, key)}>
          {cells(node, view)}
        </a>
      )}
    </li>
  );
}

/** Um span que se esperava e não veio: sem tempos, ocupa o lugar do pai. */
export function ghostRow({ ghost, depth, parent }: GhostRow, view: TraceView, colors: ServiceColors): JSX.Element {
  const startUs = parent?.startUs ?? 0;
  const endUs = startUs + (parent?.durationUs ?? view.tree.durationUs);
  const service = ghost.service ?? parent?.span.resource.serviceName;
  return (
    <li
      class={`ghost ${service === undefined ? '' : `c${colors(service)} `}${indent(depth)}`}
      data-level={depth}
      hidden={onlyMatches(view)}
    >
      <div class="r" tabindex={-1} role="note" aria-label={`${shownName(ghost.name)}: ${traceTexts.ghost.label}`}>
        <span class="name">
          {service !== undefined && <span class="svc">{shownName(service)}</span>}
          <span class="op">{shownName(ghost.name)}</span>
          <em>{traceTexts.ghost.label}</em>
        </span>
        <svg>
          <rect {...extent(startUs, endUs, view)} />
        </svg>
      </div>
    </li>
  );
}

function cells(node: SpanNode, view: TraceView): JSX.Element {
  const { span } = node;
  const skew = view.analysis.skewed.get(node);
  return (
    <>
      <span class="name">
        <span class="svc">{shownName(span.resource.serviceName)}</span>
        <span class="op">{shownName(span.name)}</span>
        {span.status.code === StatusCode.ERROR && <em>{texts.trace.error}</em>}
        {node.orphan && (
          <em class="warn" title={t.missingParentTitle}>
            {t.missingParent}
          </em>
        )}
        {skew && (
          <em class="warn" title={t.skewTitle(formatDuration(skew.aheadUs))}>
            {t.skew}
          </em>
        )}
        {logsMark(view.logs.bySpan.get(span.spanId))}
      </span>
      {waterfallBar(node, view)}
      <span class="dur">{formatDuration(node.durationUs)}</span>
    </>
  );
}

const WORST_FIRST: readonly MomentSeverity[] = ['error', 'warning', 'info', 'debug'];

/** Quantos logs o span escreveu, com a marca do mais grave. */
function logsMark(logs: readonly LogRecord[] | undefined): JSX.Element | null {
  if (!logs) return null;
  const severities = new Set(logs.map(({ severityNumber }) => severityOfNumber(severityNumber)));
  const worst = WORST_FIRST.find((severity) => severities.has(severity));
  return <em class={`lg ${worst}`}>{logTexts.inTrace.badge(logs.length)}</em>;
}

function marks(node: SpanNode, view: TraceView): string {
  const failed = node.span.status.code === StatusCode.ERROR ? ' e' : '';
  if (view.matches.has(node)) return `${failed} m`;
  return view.params.only && view.ancestors.has(node) ? `${failed} a` : failed;
}

/** Com "só os encontrados"; quando não há nenhum, ficam todos. */
export function onlyMatches({ params, matches }: TraceView): boolean {
  return params.only && matches.size > 0;
}

export function isFilteredOut(node: SpanNode, view: TraceView): boolean {
  return onlyMatches(view) && !view.matches.has(node) && !view.ancestors.has(node);
}

function indent(depth: number): string {
  return `d${Math.min(depth, MAX_INDENT)}`;
}

function toggleLabel(node: SpanNode): string {
  return texts.trace.toggle(node.descendantCount);
}
