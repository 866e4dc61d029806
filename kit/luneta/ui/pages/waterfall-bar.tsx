/**
 * A barra de um span: cor cheia onde ele trabalha, clara onde espera um filho. As posições são porcentagens da janela
 * de tempo; a ilha aproxima esticando o SVG inteiro, sem mexer em nenhuma.
 */
import type { JSX } from 'preact';
import { formatDuration } from '../../../format.ts';
import { sizeUs } from '../../query/gaps.ts';
import { severityOf } from '../../query/trace-events.ts';
import type { SpanNode } from '../../query/trace-tree.ts';
import { StatusCode, type SpanEvent } from '../../store/model.ts';
import { selfSegments } from '../self-segments.ts';
import { shownName } from '../shown.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { finePercent, shareIn } from '../time-window.ts';
import type { TraceView } from '../trace-view.ts';

/** O desenho está em `waterfall.tsx`. */
export const HATCH = 'url(#hatch)';

const MAX_SEGMENTS = 40;
const MAX_EVENT_MARKS = 30;
/** Um retângulo de largura zero não é desenhado; este mínimo, com o contorno, dá um pixel. */
const MIN_BAR = 1e-8;

const SEVERITY_CLASSES = { error: 'ev bad', warning: 'ev warn', info: 'ev' };

export function waterfallBar(node: SpanNode, view: TraceView): JSX.Element {
  const { startUs, durationUs, span } = node;
  const { analysis, visibleUs } = view;
  const endUs = startUs + durationUs;
  const waits = node.children.length > 0;
  return (
    <svg>
      <rect class={waits ? 'p' : undefined} {...extent(startUs, endUs, view)} />
      {waits &&
        selfSegments(node, visibleUs)
          .slice(0, MAX_SEGMENTS)
          .map((segment) => <rect key={segment.startUs} {...extent(segment.startUs, segment.endUs, view)} />)}
      {analysis.gaps.get(node)?.map((gap) => (
        <rect key={gap.startUs} class="g" fill={HATCH} {...extent(gap.startUs, gap.endUs, view)}>
          <title>{traceTexts.gap.titles[gap.where](formatDuration(sizeUs(gap)))}</title>
        </rect>
      ))}
      {span.status.code === StatusCode.ERROR && <rect class="x" x={at(endUs, view)} />}
      {analysis.critical
        .get(node)
        ?.filter((segment) => sizeUs(segment) >= visibleUs)
        .map((segment) => (
          <rect key={segment.startUs} class="k" {...extent(segment.startUs, segment.endUs, view)} />
        ))}
      {span.events.slice(0, MAX_EVENT_MARKS).map((event, i) => (
        <rect key={i} class={SEVERITY_CLASSES[severityOf(event)]} x={at(eventUs(event, view), view)}>
          {view.inlineDetails && <title>{eventTitle(event, view)}</title>}
        </rect>
      ))}
    </svg>
  );
}

export function extent(startUs: number, endUs: number, { window }: TraceView): { x: string; width: string } {
  const start = shareIn(window, startUs);
  // Num trace sem duração, a barra é o trace inteiro.
  const width = window.toUs > window.fromUs ? shareIn(window, endUs) - start : 1;
  return { x: finePercent(start), width: finePercent(Math.max(width, MIN_BAR)) };
}

function at(us: number, { window }: TraceView): string {
  return finePercent(window.toUs > window.fromUs ? shareIn(window, us) : 1);
}

/** Um evento pode ter sido anotado com outro relógio, fora do trace: fica na beira. */
function eventUs(event: SpanEvent, { tree }: TraceView): number {
  const us = Number(event.timeUnixNano - tree.startTimeUnixNano) / 1_000;
  return Math.min(Math.max(us, 0), tree.durationUs);
}

function eventTitle(event: SpanEvent, view: TraceView): string {
  return traceTexts.details.eventMark(shownName(event.name), formatDuration(eventUs(event, view)));
}
