/** O pacote `jaeger-client` não traz tipos: aqui está só o que os testes usam dele. */
declare module 'jaeger-client' {
  export interface Span {
    setTag(key: string, value: unknown): Span;
    log(fields: Record<string, unknown>): Span;
    finish(): void;
    context(): { toTraceId(): string; toSpanId(): string };
  }

  export interface Tracer {
    startSpan(name: string, options?: { childOf?: Span; references?: unknown[]; tags?: Record<string, unknown> }): Span;
    close(callback: () => void): void;
  }

  /** O que o `RemoteSampler` usa por dentro, conforme a estratégia recebida. */
  export interface AppliedSampler {
    toString(): string;
  }

  const client: {
    initTracer(config: Record<string, unknown>, options?: Record<string, unknown>): Tracer;
    opentracing: { followsFrom(context: unknown): unknown; childOf(context: unknown): unknown };
    RemoteSampler: new (
      service: string,
      options: {
        host: string;
        port: number;
        samplingPath?: string;
        refreshInterval: number;
        onSamplerUpdate(sampler: AppliedSampler): void;
        logger?: { error(message: string): void; info(message: string): void };
      },
    ) => { close(callback: () => void): void };
  };
  export default client;
}
