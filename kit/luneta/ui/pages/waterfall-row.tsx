/** Uma linha da linha do tempo. Há até dezenas de milhares delas: cada byte aqui conta. */
import type { JSX } from 'preact';
import type { SpanNode } from '../../query/trace-tree.ts';
import { StatusCode } from '../../store/model.ts';
import { formatDuration, svgPercent } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import type { TraceView } from '../trace-view.ts';
import { spanUrl } from '../urls.ts';
import { SpanDetails } from './span-details.tsx';

/** Níveis com recuo próprio na folha de estilo; dali em diante o recuo é o mesmo. */
const MAX_INDENT = 24;
const MAX_EVENT_MARKS = 30;
/** Um retângulo de largura zero não é desenhado; este mínimo, com o contorno, dá um pixel. */
const MIN_BAR = 0.0006;

/**
 * Em traces pequenos a linha é um `<details>` completo. Nos grandes é um link para a página do span, que a ilha abre no
 * lugar: cada `<details>` custa ao navegador dez nós a mais.
 *
 * São funções comuns, e não componentes: cada linha vira texto assim que fica pronta (ver `waterfall.tsx`).
 */
export function waterfallRow(node: SpanNode, view: TraceView, colors: ServiceColors): JSX.Element {
  const { span, key, depth } = node;
  const service = span.resource.serviceName;
  const failed = span.status.code === StatusCode.ERROR;
  const open = view.opened.has(node);
  return (
    <li
      key={key}
      id={`span-${key}`}
      class={`c${colors(service)} d${Math.min(depth, MAX_INDENT)}${failed ? ' e' : ''}${view.matches.has(node) ? ' m' : ''}`}
      data-level={depth}
    >
      {node.descendantCount > 0 && (
        <button type="button" class="tw" tabindex={-1} aria-expanded="true" aria-label={toggleLabel(node)} />
      )}
      {open || view.inlineDetails ? (
        <details open={open}>
          <summary class="r">{cells(node, view)}</summary>
          <SpanDetails node={node} tree={view.tree} />
        </details>
      ) : (
        <a class="r" href={spanUrl(view.tree.traceId, key)}>
          {cells(node, view)}
        </a>
      )}
    </li>
  );
}

function cells(node: SpanNode, view: TraceView): JSX.Element {
  const { span } = node;
  return (
    <>
      <span class="name">
        <span class="svc">{shownName(span.resource.serviceName)}</span>
        <span class="op">{shownName(span.name)}</span>
        {span.status.code === StatusCode.ERROR && <em>{texts.trace.error}</em>}
      </span>
      {bar(node, view)}
    </>
  );
}

function bar(node: SpanNode, view: TraceView): JSX.Element {
  const total = view.tree.durationUs;
  const share = (us: number): number => (total > 0 ? us / total : 0);
  const width = total > 0 ? share(node.durationUs) : 1;
  const failed = node.span.status.code === StatusCode.ERROR;
  const events = node.span.events.slice(0, MAX_EVENT_MARKS);
  return (
    <svg>
      <rect x={svgPercent(share(node.startUs))} width={svgPercent(Math.max(width, MIN_BAR))} />
      {failed && <rect class="x" x={svgPercent(share(node.startUs) + width)} />}
      {view.critical.get(node)?.map(({ startUs, endUs }) => (
        <rect key={startUs} class="k" x={svgPercent(share(startUs))} width={svgPercent(share(endUs - startUs))} />
      ))}
      {events.map((event, i) => (
        <rect
          key={i}
          class={event.name === 'exception' ? 'ev bad' : 'ev'}
          x={svgPercent(clamp(share(Number(event.timeUnixNano - view.tree.startTimeUnixNano) / 1_000)))}
        />
      ))}
      <text x={svgPercent(share(node.startUs) + width)}>{formatDuration(node.durationUs)}</text>
    </svg>
  );
}

function toggleLabel(node: SpanNode): string {
  return texts.trace.toggle(node.descendantCount);
}

/** Um evento pode ter sido anotado com outro relógio, fora do trace. */
function clamp(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}
