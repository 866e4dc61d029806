/**
 * O que o doutor olha: os contadores das portas, o armazenamento e os traces mais novos, já em árvore. Limitado, para que
 * uma Luneta cheia responda tão depressa quanto uma vazia; o que se aprende de 10.000 spans não muda com um milhão.
 */
import type { PortName } from '../../doors.ts';
import type { DoorStats } from '../../receivers/door.ts';
import type { SpanStore, StoreStats } from '../../store/store.ts';
import { buildTraceTree, type TraceTree } from '../trace-tree.ts';

/** Traces olhados, os mais novos. */
export const MAX_TRACES = 500;
/** Spans olhados, em todos eles; o trace em que a conta estoura ainda entra. */
export const MAX_SPANS = 10_000;
/** Spans olhados de um mesmo trace: decodificá-los é o maior trabalho que não para no meio. */
export const MAX_SPANS_PER_TRACE = 2_000;

/** Bytes decodificados, de um trace e ao todo: um span pode ter milhares de atributos. Um span comum tem uns 400. */
export const MAX_BYTES_PER_TRACE = 1 << 20;
export const MAX_BYTES = 8 << 20;

/** Uma porta aberta. */
export interface DoorView {
  name: Exclude<PortName, 'ui'>;
  port: number;
  stats: DoorStats;
}

export interface DiagnosedTrace extends TraceTree {
  /** Ficaram spans de fora: o que falta aqui pode não faltar no armazenamento. */
  partial: boolean;
}

/** O que só se sabe perguntando à máquina; quem monta a fotografia pergunta. */
export interface MachineFacts {
  /** Serviços cujo servidor se diz Express. */
  expressServices: ReadonlySet<string>;
  /** A porta 5000 é do AirPlay. */
  airPlay: boolean;
}

export interface Snapshot {
  nowMs: number;
  doors: readonly DoorView[];
  stats: StoreStats;
  traces: readonly DiagnosedTrace[];
  machine: MachineFacts;
}

/** Nada se perguntou à máquina. */
export const NO_MACHINE_FACTS: MachineFacts = { expressServices: new Set(), airPlay: false };

/**
 * Lê os traces mais novos, com uma pausa entre eles quando `pause` a pede. De um serviço, se dado, e também os de todos: a
 * outra metade de uma chamada pode estar num trace em que ele não aparece.
 */
export async function readNewestTraces(
  store: SpanStore,
  service: string | undefined,
  pause: () => Promise<void> | undefined,
): Promise<DiagnosedTrace[]> {
  const traces = new Map<string, DiagnosedTrace>();
  for (const serviceName of service === undefined ? [undefined] : [service, undefined]) {
    const left = { spans: MAX_SPANS, bytes: MAX_BYTES };
    for (const traceId of store.findTraceIds({ serviceName, limit: MAX_TRACES })) {
      if (left.spans <= 0 || left.bytes <= 0) break;
      if (traces.has(traceId)) continue;
      const { spans, bytes } = measureStart(store, traceId);
      // Pode ter saído do armazenamento numa pausa.
      const trace = store.getTrace(traceId, spans);
      if (trace) traces.set(traceId, { ...buildTraceTree(trace), partial: trace.omittedSpanCount !== undefined });
      left.spans -= spans;
      left.bytes -= bytes;
      await pause();
    }
  }
  return [...traces.values()];
}

/** Quantos spans do começo do trace cabem nos limites, e quantos bytes têm; o primeiro cabe sempre. */
function measureStart(store: SpanStore, traceId: string): { spans: number; bytes: number } {
  let spans = 0;
  let bytes = 0;
  let full = false;
  store.visitSpans(traceId, ({ start, end }) => {
    const size = end - start;
    full ||= spans >= MAX_SPANS_PER_TRACE || (spans > 0 && bytes + size > MAX_BYTES_PER_TRACE);
    if (full) return;
    spans++;
    bytes += size;
  });
  return { spans, bytes };
}
