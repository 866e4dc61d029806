/** Os spans vistos, na linha do tempo, e os que se esperavam e não vieram, tracejados. */
import type { ObservedSpan } from '../../verify/span.ts';
import type { JaegerTrace } from '../find-trace.ts';
import { encode, paint, type Terminal } from '../terminal.ts';
import { fit, sanitize, textWidth } from '../text-width.ts';
import { toTraceRows } from '../trace-rows.ts';
import { renderWaterfall } from '../waterfall.ts';
import { texts } from './lab-texts.ts';

const MAX_TRACES = 3;
const MAX_ROWS = 12;
const INDENT = '  ';
const GAP = '  ';
const MIN_DASHES = 6;

/** Linhas que nunca passam da largura do terminal. */
export function traceLines(spans: readonly ObservedSpan[], missing: readonly string[], terminal: Terminal): string[] {
  const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
  const lines = traceIds.slice(0, MAX_TRACES).flatMap((id) => {
    const trace = toJaegerTrace(spans.filter(({ traceId }) => traceId === id));
    return renderWaterfall(toTraceRows(trace), terminal, MAX_ROWS);
  });
  const more = traceIds.length - MAX_TRACES;
  if (more > 0) lines.push(paint(terminal, 'dim', INDENT + encode(terminal, texts.moreTraces(more))));
  return [...lines, ...missing.map((name) => ghostLine(name, terminal))];
}

/** Um fantasma não tem hora: o traço ocupa a linha, do nome ao lugar da duração. */
function ghostLine(name: string, terminal: Terminal): string {
  // A última coluna fica vazia: há terminais que quebram a linha ao preenchê-la.
  const room = terminal.columns - 1 - INDENT.length;
  const note = encode(terminal, texts.notArrived);
  const dash = terminal.drawing ? '─ ' : '- ';
  const label = encode(terminal, sanitize(name));
  const left = room - textWidth(note) - GAP.length * 2 - textWidth(label);
  const middle = left < MIN_DASHES ? GAP : GAP + fit(dash.repeat(left), left, '') + GAP;
  const shown = fit(label, Math.min(textWidth(label), room - textWidth(middle) - textWidth(note)));
  return paint(terminal, 'dim', INDENT + shown + middle + note);
}

function toJaegerTrace(spans: readonly ObservedSpan[]): JaegerTrace {
  return {
    traceID: spans[0]?.traceId ?? '',
    spans: spans.map(({ traceId, spanId, parentSpanId, name, startUs, durationUs, status, service }) => ({
      spanID: spanId,
      operationName: name,
      references: parentSpanId === undefined ? [] : [{ refType: 'CHILD_OF', traceID: traceId, spanID: parentSpanId }],
      startTime: startUs,
      duration: durationUs,
      tags: status.code === 'ERROR' ? [{ key: 'error', value: true }] : [],
      processID: service,
    })),
    processes: Object.fromEntries(spans.map(({ service }) => [service, { serviceName: service }])),
  };
}
