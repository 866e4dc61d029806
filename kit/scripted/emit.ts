/** Um plano, pelo SDK de verdade: os mesmos objetos, exporters e bytes de um programa instrumentado. */
import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Attributes } from '../verify/span.ts';
import { SCRIPTED_SCOPE } from './observe.ts';
import type { Plan, PlannedSpan } from './planned-span.ts';

export interface Emitted {
  /** Na ordem do plano. */
  spans: ReadableSpan[];
  /** Um por raiz do plano: novos a cada vez. */
  traceIds: string[];
}

/** @param zeroMs Milissegundos Unix em que o plano começa. */
export async function emit(plan: Plan, zeroMs: number): Promise<Emitted> {
  const exporter = new InMemorySpanExporter();
  const providers = new Map<string, BasicTracerProvider>();
  const tracerOf = ({ service, resource = {} }: PlannedSpan): Tracer => {
    const key = JSON.stringify([service, resource]);
    const known = providers.get(key);
    if (known) return known.getTracer(SCRIPTED_SCOPE);
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes(writable({ 'service.name': service, ...resource })),
      // O do ambiente poderia deixar spans de fora.
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    providers.set(key, provider);
    return provider.getTracer(SCRIPTED_SCOPE);
  };

  const at = (ms: number): HrTime => toHrTime(zeroMs, ms);
  const run = (planned: PlannedSpan, parent = ROOT_CONTEXT): string => {
    const {
      name,
      kind = 'INTERNAL',
      startMs,
      durationMs,
      attributes = {},
      error,
      events = [],
      children = [],
    } = planned;
    const options = { kind: SpanKind[kind], startTime: at(startMs), attributes: writable(attributes) };
    const span = tracerOf(planned).startSpan(name, options, parent);
    for (const child of children) run(child, trace.setSpan(parent, span));
    for (const event of events) span.addEvent(event.name, writable(event.attributes ?? {}), at(event.atMs));
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end(at(startMs + durationMs));
    return span.spanContext().traceId;
  };
  const traceIds = plan.map((root) => run(root));
  await Promise.all([...providers.values()].map((provider) => provider.forceFlush()));
  return { spans: exporter.getFinishedSpans(), traceIds };
}

/** Segundos e nanossegundos: um número de antes de o processo começar, o SDK o tomaria pelo `performance.now()`. */
function toHrTime(zeroMs: number, ms: number): HrTime {
  const us = zeroMs * 1000 + Math.round(ms * 1000);
  return [Math.floor(us / 1e6), (us % 1e6) * 1000];
}

/** A API do SDK pede listas que se possam mudar. */
function writable(attributes: Attributes): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'object' ? value.map(String) : value]),
  );
}
