/** Os resultados da busca, um por linha. */
import type { JSX } from 'preact';
import type { TraceSummary } from '../../query/trace-summary.ts';
import { formatDateTime, formatDuration, formatIso, formatRelative, svgPercent } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { MAX_SHOWN_SERVICES, shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { compareTexts } from '../texts/compare.ts';
import { traceUrl } from '../urls.ts';
import { ServiceChip } from './service-chip.tsx';

/** O formulário a que pertencem as caixas de escolha da lista. */
export const COMPARE_FORM = 'comparar';

interface TraceListProps {
  results: readonly TraceSummary[];
  colors: ServiceColors;
  nowMs: number;
  /** Com uma caixa em cada trace, para o formulário `COMPARE_FORM`. */
  choosable?: boolean;
}

export function TraceList({ results, colors, nowMs, choosable = false }: TraceListProps): JSX.Element {
  const longest = Math.max(...results.map(({ durationNs }) => Number(durationNs)), 1);
  return (
    <ol class={choosable ? 'traces choosable' : 'traces'}>
      {results.map((trace) => (
        <TraceItem
          key={trace.traceId}
          trace={trace}
          share={Number(trace.durationNs) / longest}
          {...{ colors, nowMs, choosable }}
        />
      ))}
    </ol>
  );
}

interface TraceItemProps {
  trace: TraceSummary;
  share: number;
  colors: ServiceColors;
  nowMs: number;
  choosable: boolean;
}

function TraceItem({ trace, share, colors, nowMs, choosable }: TraceItemProps): JSX.Element {
  const { service, operation, hasRoot } = summaryTitle(trace);
  return (
    <li id={`t-${trace.traceId}`} class={`trace c${colors(service)}`}>
      {choosable && (
        <label class="choice" title={compareTexts.pickTitle}>
          <input
            type="checkbox"
            name="trace"
            value={trace.traceId}
            form={COMPARE_FORM}
            autocomplete="off"
            aria-label={compareTexts.pickOne(summaryName(trace))}
          />
        </label>
      )}
      <a class="trace-link" href={traceUrl(trace.traceId)}>
        <span class="trace-name">
          <span class="svc">{shownName(service)}</span> <span class="op">{shownName(operation)}</span>
        </span>
        <span class="trace-duration">{formatDuration(Number(trace.durationNs) / 1_000)}</span>
      </a>
      <svg class="share" aria-hidden="true">
        <rect width={svgPercent(Math.max(share, 0.002))} />
      </svg>
      <div class="trace-facts">
        <span class="chips">
          {trace.services.slice(0, MAX_SHOWN_SERVICES).map((summary) => (
            <ServiceChip key={summary.name} service={summary} colors={colors} />
          ))}
          {trace.services.length > MAX_SHOWN_SERVICES && (
            <span class="faint">{texts.services(trace.services.length)}</span>
          )}
        </span>
        {trace.errorSpanCount > 0 && <span class="badge bad">{texts.errors(trace.errorSpanCount)}</span>}
        {!hasRoot && (
          <span class="badge warn" title={texts.noRootHint}>
            {texts.noRoot}
          </span>
        )}
        <span class="faint">{texts.spans(trace.spanCount)}</span>
        <code class="faint short-id">{trace.traceId.replace(/^0{16}/, '').slice(0, 7)}</code>
        <time dateTime={formatIso(trace.startTimeUnixNano)}>
          <b>{formatRelative(trace.startTimeUnixNano, nowMs)}</b> {formatDateTime(trace.startTimeUnixNano)}
        </time>
      </div>
    </li>
  );
}

export function summaryName(trace: TraceSummary): string {
  const { service, operation } = summaryTitle(trace);
  return texts.trace.title(shownName(service), shownName(operation));
}

/** A raiz ou, se ela não chegou, o span que começou primeiro. */
export function summaryTitle(trace: TraceSummary): { service: string; operation: string; hasRoot: boolean } {
  const { rootServiceName, rootOperationName } = trace;
  return rootServiceName === undefined
    ? { service: trace.firstServiceName, operation: trace.firstOperationName, hasRoot: false }
    : { service: rootServiceName, operation: rootOperationName ?? '', hasRoot: true };
}
