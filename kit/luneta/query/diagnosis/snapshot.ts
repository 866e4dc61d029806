/**
 * O que o doutor olha: os contadores das portas, o armazenamento e os traces mais novos, já em árvore. Limitado, para que
 * uma Luneta cheia responda tão depressa quanto uma vazia; o que se aprende de 10.000 spans não muda com um milhão.
 */
import type { PortName } from '../../doors.ts';
import type { DoorStats } from '../../receivers/door.ts';
import type { ScrapeTarget } from '../../receivers/scrape.ts';
import type { LogStore } from '../../store/logs/log-store.ts';
import type { MetricStore } from '../../store/metrics/metric-store.ts';
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
const MAX_BYTES = 8 << 20;

/** Uma porta aberta. A da interface só conta a telemetria que errou de porta. */
export interface DoorView {
  name: PortName;
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
  /** Os armazenamentos dos outros sinais: cada regra lê deles um pouco, e sem pressa. Ausentes, não há o que dizer deles. */
  metrics?: MetricStore;
  logs?: LogStore;
  /** As páginas que a Luneta visita. */
  scrapes?: readonly ScrapeTarget[];
  /** Spans que saíram antes de entrar nas métricas derivadas deles. */
  uncountedSpans?: number;
}

/** Nada se perguntou à máquina. */
export const NO_MACHINE_FACTS: MachineFacts = { expressServices: new Set(), airPlay: false };

type Pause = () => Promise<void> | undefined;

/** Lê os traces mais novos, com uma pausa entre eles quando `pause` a pede. */
export function readNewestTraces(store: SpanStore, pause: Pause): Promise<DiagnosedTrace[]> {
  return readTraces(store, {}, new Set(), pause);
}

/**
 * Os mais novos de um serviço que não estão em `read`, os mais novos de todos: a outra metade de uma chamada pode estar num
 * trace em que ele não aparece, e por isso os dois valem.
 */
export function readTracesOf(
  store: SpanStore,
  serviceName: string,
  read: readonly DiagnosedTrace[],
  pause: Pause,
): Promise<DiagnosedTrace[]> {
  return readTraces(store, { serviceName }, new Set(read.map(({ traceId }) => traceId)), pause);
}

async function readTraces(
  store: SpanStore,
  wanted: { serviceName?: string },
  read: ReadonlySet<string>,
  pause: Pause,
): Promise<DiagnosedTrace[]> {
  const traces: DiagnosedTrace[] = [];
  const left = { spans: MAX_SPANS, bytes: MAX_BYTES };
  for (const traceId of store.findTraceIds({ ...wanted, limit: MAX_TRACES })) {
    if (left.spans <= 0 || left.bytes <= 0) break;
    if (read.has(traceId)) continue;
    const { spans, bytes } = measureStart(store, traceId);
    // Pode ter saído do armazenamento numa pausa.
    const trace = store.getTrace(traceId, spans);
    if (trace) traces.push({ ...buildTraceTree(trace), partial: trace.omittedSpanCount !== undefined });
    left.spans -= spans;
    left.bytes -= bytes;
    await pause();
  }
  return traces;
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
