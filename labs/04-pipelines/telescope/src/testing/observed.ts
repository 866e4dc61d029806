/** Um provider de verdade, que guarda os spans na memória: o que os testes leem. */
import type { Tracer } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';

export interface Observed {
  readonly tracer: Tracer;
  /** Na ordem em que terminaram. */
  spans(): ReadableSpan[];
  /** @throws Error se não há exatamente um com este nome. */
  span(name: string): ReadableSpan;
}

export function observe(): Observed {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  // Só o primeiro de cada arquivo registra o contexto: serve a todos.
  provider.register();
  const spans = (): ReadableSpan[] => exporter.getFinishedSpans();
  return {
    tracer: provider.getTracer('teste'),
    spans,
    span(name) {
      const [found, ...others] = spans().filter((span) => span.name === name);
      if (found && others.length === 0) return found;
      const names = spans().map((span) => span.name);
      throw new Error(`Esperava um span ${name}; terminaram: ${names.join(', ') || 'nenhum'}.`);
    },
  };
}

/** O span que contém este. */
export function parentOf(span: ReadableSpan): string | undefined {
  return span.parentSpanContext?.spanId;
}
