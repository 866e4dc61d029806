/** Os spans vistos, na linha do tempo, e os que se esperavam e não vieram, tracejados no lugar deles. */
import type { ObservedSpan } from '../../verify/span.ts';
import { encode, paint, type Terminal } from '../terminal.ts';
import { truncate } from '../../text-width.ts';
import { type GhostSpan, type RowSpan, toTraceRows } from '../trace-rows.ts';
import { renderWaterfall } from '../waterfall.ts';
import { texts } from './lab-texts.ts';

const MAX_TRACES = 3;
const MAX_ROWS = 20;
/** O título, um span, a conta dos outros e a dos outros traces: com menos que isto, um trace não diz nada. */
const MIN_TRACE_ROWS = 4;
const INDENT = '  ';

export interface TraceViewOptions {
  /** Linhas ao todo, ao menos 4. Os fantasmas aparecem sempre, mesmo que passem disto. */
  maxRows?: number;
}

/** Linhas que nunca passam da largura do terminal; nenhuma, se nada veio e nada falta. */
export function traceLines(
  spans: readonly ObservedSpan[],
  ghosts: readonly GhostSpan[],
  terminal: Terminal,
  { maxRows = MAX_ROWS }: TraceViewOptions = {},
): string[] {
  const views = toViews(spans, ghosts);
  const shown = chooseViews(views, maxRows);
  const more = views.length - shown.length;
  let spare = shown.reduce((left, view) => left - reservedRows(view), maxRows - (more > 0 ? 1 : 0));
  const lines: string[] = [];
  for (const [i, view] of shown.entries()) {
    const reserved = reservedRows(view);
    const rows = toTraceRows(view.spans.map(toRowSpan), view.ghosts);
    const share = Math.max(0, Math.floor(spare / (shown.length - i)));
    // `reserved` conta o título, que não é linha de span.
    const own = renderWaterfall(rows, terminal, reserved - 1 + share);
    spare -= own.length - reserved;
    lines.push(...own);
  }
  if (more > 0) {
    const room = terminal.columns - 1 - INDENT.length;
    const note = truncate(encode(terminal, texts.moreTraces(more)), room, encode(terminal, '…'));
    lines.push(INDENT + paint(terminal, 'dim', note));
  }
  return lines;
}

/** Um trace e o que se esperava nele. */
interface TraceView {
  spans: ObservedSpan[];
  ghosts: GhostSpan[];
}

/** O que um trace precisa mostrar por menos espaço que haja: o título, os fantasmas, um span e a conta dos outros. */
function reservedRows({ spans, ghosts }: TraceView): number {
  return 1 + ghosts.length + Math.min(2, spans.length);
}

/** Um trace em que falta algo aparece sempre; os outros, os primeiros, enquanto couberem. */
function chooseViews(views: readonly TraceView[], maxRows: number): TraceView[] {
  const room = Math.min(MAX_TRACES, Math.max(1, Math.floor(maxRows / MIN_TRACE_ROWS)));
  const haunted = views.filter(({ ghosts }) => ghosts.length > 0);
  const others = views.filter(({ ghosts }) => ghosts.length === 0);
  const chosen = new Set([...haunted, ...others.slice(0, Math.max(0, room - haunted.length))]);
  return views.filter((view) => chosen.has(view));
}

/** Os traces, na ordem em que vieram, cada um com os seus fantasmas. Se nada veio, um só de fantasmas. */
function toViews(spans: readonly ObservedSpan[], ghosts: readonly GhostSpan[]): TraceView[] {
  const byTrace = new Map<string, TraceView>();
  for (const span of spans) {
    const view = byTrace.get(span.traceId);
    if (view) view.spans.push(span);
    else byTrace.set(span.traceId, { spans: [span], ghosts: [] });
  }
  const views = [...byTrace.values()];
  if (views.length === 0 && ghosts.length > 0) views.push({ spans: [], ghosts: [] });

  // De trás para a frente: de um nome que está em vários traces, fica o primeiro.
  const viewOf = new Map<string | undefined, TraceView>(
    views.toReversed().flatMap((view) => view.spans.map(({ name }) => [name, view] as const)),
  );
  const ghostNamed = new Map<string | undefined, GhostSpan>(ghosts.map((ghost) => [ghost.name, ghost]));
  for (const ghost of ghosts) {
    const parents = new Set<string | undefined>();
    let { parent } = ghost;
    // O pai também pode ser um fantasma, e os pais podem dar a volta.
    while (!viewOf.has(parent) && ghostNamed.has(parent) && !parents.has(parent)) {
      parents.add(parent);
      parent = ghostNamed.get(parent)?.parent;
    }
    (viewOf.get(parent) ?? views[0]).ghosts.push(ghost);
  }
  return views;
}

function toRowSpan(span: ObservedSpan): RowSpan {
  return { ...span, isError: span.status.code === 'ERROR' };
}
