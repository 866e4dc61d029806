import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, diag, type DiagLogger, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ExporterType, PipelineTracer, type PipelineTracerOptions, type ProcessorType } from './index';

const opened: PipelineTracer[] = [];
function open(options: PipelineTracerOptions): PipelineTracer {
  const pipeline = new PipelineTracer(options);
  opened.push(pipeline);
  return pipeline;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pipeline) => pipeline.shutdown()));
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Guarda o que recebe, mesmo depois de fechado: o da biblioteca esquece tudo. */
class KeptSpans extends InMemorySpanExporter {
  readonly kept: ReadableSpan[] = [];
  override export(...[spans, done]: Parameters<SpanExporter['export']>): void {
    this.kept.push(...spans);
    super.export(spans, done);
  }
}

describe('as opções', () => {
  test('de fábrica, em lotes e no console', async () => {
    const written = vi.spyOn(console, 'dir').mockImplementation(() => {});
    const pipeline = open({});
    pipeline.getTracer('engine_test').startSpan('local.df.x').end();
    expect(written).not.toHaveBeenCalled();
    await pipeline.forceFlush();
    expect(written).toHaveBeenCalledTimes(1);
    expect(written.mock.calls[0]?.[0]).toMatchObject({
      name: 'local.df.x',
      instrumentationScope: { name: 'engine_test' },
    });
  });

  test('SIMPLE não espera: o span sai quando termina', () => {
    const exporter = new KeptSpans();
    open({ processorType: 'SIMPLE', exporterType: exporter }).getTracer('x').startSpan('a').end();
    expect(exporter.kept.map(({ name }) => name)).toEqual(['a']);
  });

  test.each([
    [{ processorType: 'batch' as ProcessorType }, 'processorType é BATCH ou SIMPLE; recebido: "batch".'],
    [{ processorType: null as unknown as ProcessorType }, 'processorType é BATCH ou SIMPLE; recebido: null.'],
    [{ processorType: 'toString' as ProcessorType }, 'processorType é BATCH ou SIMPLE; recebido: "toString".'],
    [
      { exporterType: 'HONEYCOMB' as ExporterType },
      'exporterType é CONSOLE, OTLP, JAEGER, ZIPKIN; recebido: "HONEYCOMB".',
    ],
    [
      { exporterType: null as unknown as ExporterType },
      'exporterType é CONSOLE, OTLP, JAEGER, ZIPKIN; recebido: null.',
    ],
    [{ exporterType: {} as ExporterType }, 'exporterType é CONSOLE, OTLP, JAEGER, ZIPKIN; recebido: {}.'],
  ])('%o é recusado', (options, message) => {
    expect(() => new PipelineTracer(options)).toThrow(new TypeError(message));
    // Quem foi recusado não deixa nada para trás.
    expect(propagation.fields()).toEqual([]);
  });
});

describe('o nome do serviço', () => {
  const serviceOf = async (serviceName?: string): Promise<ReadableSpan['resource']['attributes']> => {
    const exporter = new KeptSpans();
    const pipeline = open({ exporterType: exporter, ...(serviceName === undefined ? {} : { serviceName }) });
    pipeline.getTracer('x').startSpan('a').end();
    await pipeline.forceFlush();
    return exporter.kept[0]!.resource.attributes;
  };

  test('é o que o programa diz', async () => {
    expect(await serviceOf('pipelines')).toMatchObject({
      'service.name': 'pipelines',
      'telemetry.sdk.language': 'nodejs',
    });
  });

  test('o ambiente vale mais, e traz os outros atributos', async () => {
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.name=do-ambiente,deployment.environment.name=aula');
    expect(await serviceOf('pipelines')).toMatchObject({
      'service.name': 'do-ambiente',
      'deployment.environment.name': 'aula',
    });
    vi.stubEnv('OTEL_SERVICE_NAME', 'mais-forte');
    expect((await serviceOf('pipelines'))['service.name']).toBe('mais-forte');
  });

  test.each([undefined, ''])('sem nome nenhum (%j), o do SDK', async (name) => {
    expect((await serviceOf(name))['service.name']).toMatch(/^unknown_service/);
  });
});

test('tantos tracers quantos forem os ids, todos pelo mesmo exporter', async () => {
  const exporter = new KeptSpans();
  const pipeline = open({ exporterType: exporter });
  for (const id of ['extract', 'transform', 'load']) pipeline.getTracer(id).startSpan(id).end();
  expect(pipeline.getTracer('load')).toBe(pipeline.getTracer('load'));
  await pipeline.shutdown();
  expect(exporter.kept.map(({ name, instrumentationScope }) => [name, instrumentationScope.name])).toEqual([
    ['extract', 'extract'],
    ['transform', 'transform'],
    ['load', 'load'],
  ]);
});

describe('o provider global', () => {
  const complaints = (): string[] => {
    const said: string[] = [];
    const note = (message: string) => void said.push(message);
    const logger: DiagLogger = { error: note, warn: note, info: () => {}, debug: () => {}, verbose: () => {} };
    diag.setLogger(logger);
    return said;
  };

  test('é o primeiro; o segundo só vale para os seus tracers, e ninguém reclama', async () => {
    const said = complaints();
    const [first, second] = [new KeptSpans(), new KeptSpans()];
    const one = open({ exporterType: first });
    const two = open({ exporterType: second });
    trace.getTracer('global').startSpan('global').end();
    // O contexto é o do processo: um span de um é pai de um span do outro.
    one.getTracer('a').startActiveSpan('parent', (parent) => {
      two.getTracer('b').startSpan('child').end();
      parent.end();
    });
    await Promise.all([one.forceFlush(), two.forceFlush()]);
    expect(first.kept.map(({ name }) => name)).toEqual(['global', 'parent']);
    expect(second.kept.map(({ name }) => name)).toEqual(['child']);
    expect(second.kept[0]?.parentSpanContext?.spanId).toBe(first.kept[1]?.spanContext().spanId);
    expect(said).toEqual([]);
  });

  test('quando o primeiro termina, o lugar vaga: um trabalho por execução, no mesmo processo', async () => {
    const said = complaints();
    for (const run of [1, 2, 3]) {
      const exporter = new KeptSpans();
      const pipeline = open({ exporterType: exporter });
      trace.getTracer('global').startActiveSpan(`run ${run}`, (span) => {
        pipeline.getTracer('own').startSpan('child').end();
        span.end();
      });
      await pipeline.shutdown();
      expect(exporter.kept.map(({ name }) => name)).toEqual(['child', `run ${run}`]);
      expect(exporter.kept[0]?.parentSpanContext?.spanId).toBe(exporter.kept[1]?.spanContext().spanId);
    }
    expect(said).toEqual([]);
  });

  test('terminar o segundo, ou o primeiro duas vezes, não tira o lugar de ninguém', async () => {
    const first = open({ exporterType: new KeptSpans() });
    await open({ exporterType: new KeptSpans() }).shutdown();
    await first.shutdown();
    const exporter = new KeptSpans();
    const third = open({ exporterType: exporter, processorType: 'SIMPLE' });
    await first.shutdown();
    trace.getTracer('global').startSpan('global').end();
    expect(exporter.kept.map(({ name }) => name)).toEqual(['global']);
    await third.shutdown();
  });

  test('o contexto viaja nos cabeçalhos do W3C', () => {
    open({ exporterType: new KeptSpans() });
    expect(propagation.fields()).toContain('traceparent');
  });
});

describe('a entrega', () => {
  /** Um destino OTLP que só responde quando o teste deixa. */
  async function slowReceiver() {
    const answers: (() => void)[] = [];
    const server = createServer((request, response) => {
      request.resume();
      answers.push(() => response.end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { answers, url, close: () => (server.closeAllConnections(), server.close()) };
  }

  test('forceFlush espera também pelo lote que já tinha saído sozinho', async () => {
    const receiver = await slowReceiver();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
    vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1');
    const pipeline = open({ exporterType: 'OTLP' });
    pipeline.getTracer('x').startSpan('a').end();
    await vi.waitFor(() => expect(receiver.answers).toHaveLength(1));
    let flushed = false;
    const flushing = pipeline.forceFlush().then(() => (flushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(flushed).toBe(false);
    receiver.answers[0]?.();
    expect(await flushing).toBe(true);
    receiver.close();
  });

  test('shutdown espera pelo span que ainda está saindo, e só então encerra o exporter', async () => {
    const steps: string[] = [];
    let answer = (): void => {};
    const slow: SpanExporter = {
      export: (_, done) => {
        answer = () => {
          steps.push('entregue');
          done({ code: 0 });
        };
      },
      shutdown: async () => void steps.push('encerrado'),
    };
    const pipeline = open({ exporterType: slow, processorType: 'SIMPLE' });
    pipeline.getTracer('x').startSpan('a').end();
    const closing = pipeline.shutdown();
    await new Promise((resolve) => setImmediate(resolve));
    answer();
    await closing;
    expect(steps).toEqual(['entregue', 'encerrado']);
  });

  test.each(['forceFlush', 'shutdown'] as const)('sem destino, %s avisa e não derruba', async (method) => {
    const failing: SpanExporter = {
      export: (_, done) => done({ code: 1, error: new Error('ninguém atende') }),
      shutdown: async () => {},
    };
    const pipeline = open({ exporterType: failing });
    pipeline.getTracer('x').startSpan('a').end();
    const warned = once(process, 'warning');
    await pipeline[method]();
    expect(await warned).toMatchObject([
      {
        name: 'TelescopeWarning',
        code: 'spans_not_delivered',
        message: 'Nem todos os spans foram entregues: ninguém atende.',
      },
    ]);
  });
});
