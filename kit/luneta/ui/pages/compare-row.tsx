/** Uma linha da comparação. Há até dezenas de milhares delas: cada byte aqui conta. */
import type { JSX } from 'preact';
import { formatDuration, svgPercent } from '../../../format.ts';
import type { ComparedRow } from '../../query/compare-traces.ts';
import type { SpanNode } from '../../query/trace-tree.ts';
import { StatusCode } from '../../store/model.ts';
import { type CompareView, isDifferent } from '../compare-view.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { compareTexts } from '../texts/compare.ts';
import { spanInTraceUrl } from '../urls.ts';
import { formatDelta, formatRatio } from './compare-delta.ts';

/** Níveis com recuo próprio na folha de estilo; dali em diante o recuo é o mesmo. */
const MAX_INDENT = 24;
/** Um retângulo de largura zero não é desenhado. */
const MIN_BAR = 0.0015;
const t = compareTexts;

export function compareRow(row: ComparedRow, view: CompareView, colors: ServiceColors): JSX.Element {
  const { left, right, state, depth, error } = row;
  // Um dos dois lados existe sempre.
  const { span } = (right ?? left)!;
  const service = span.resource.serviceName;
  return (
    <li
      class={`compared ${state} c${colors(service)} d${Math.min(depth, MAX_INDENT)}${isDifferent(row) ? '' : ' calm'}`}
    >
      <span class="name">
        <span class="svc">{shownName(service)}</span> <span class="op">{shownName(span.name)}</span>{' '}
        {error ? (
          <em class={error}>{error === 'appeared' ? t.errorAppeared : t.errorDisappeared}</em>
        ) : (
          span.status.code === StatusCode.ERROR && <em>{texts.trace.error}</em>
        )}
      </span>
      <svg aria-hidden="true">
        {left && bar(left, view, 'a')}
        {right && bar(right, view, 'b')}
      </svg>
      {side(left, view.left.tree.traceId, t.sides.left)}
      {side(right, view.right.tree.traceId, t.sides.right)}
      <span class="num delta">{difference(row)}</span>
    </li>
  );
}

function bar(node: SpanNode, { longestUs }: CompareView, name: 'a' | 'b'): JSX.Element {
  const share = (us: number): number => (longestUs > 0 ? us / longestUs : 0);
  return (
    <rect
      class={node.span.status.code === StatusCode.ERROR ? `${name} x` : name}
      x={svgPercent(share(node.startUs))}
      width={svgPercent(Math.max(share(node.durationUs), MIN_BAR))}
    />
  );
}

function side(node: SpanNode | undefined, traceId: string, name: string): JSX.Element {
  if (!node) return <span class="num none" title={`${name}: ${t.absent}`} />;
  return (
    <a class="num" href={spanInTraceUrl(traceId, node.key)}>
      <i>{name}</i> {formatDuration(node.durationUs)}
    </a>
  );
}

function difference({ state, deltaUs, selfDeltaUs, ratio }: ComparedRow): JSX.Element {
  const label = <b>{t.states[state]}</b>;
  if (state === 'only_left' || state === 'only_right') return label;
  return (
    <>
      {label} {deltaUs !== 0 && <span title={t.selfDelta(formatDelta(selfDeltaUs))}>{formatDelta(deltaUs)}</span>}
      {state !== 'same' && ratio !== undefined && <small>{formatRatio(ratio)}</small>}
    </>
  );
}
