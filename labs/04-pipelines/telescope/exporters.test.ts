/** Cada exporter do Telescope, até uma Luneta de verdade: o que chega, e por qual porta. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { type Luneta, startLuneta } from '../../../kit/luneta/start.ts';
import type { PortName } from '../../../kit/luneta/doors.ts';
import { ANY_PORTS } from '../../../kit/luneta/testing/any-ports.ts';
import { type ExporterType, PipelineTracer, type ProcessorType, telescopeResource } from './src/index';

let luneta: Luneta;
beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS, maxBytes: 16 << 20 });
});
afterAll(() => luneta.close());
afterEach(() => vi.unstubAllEnvs());

interface Tag {
  key: string;
  value: unknown;
}
interface Trace {
  spans: { operationName: string; tags: Tag[] }[];
  processes: Record<string, { serviceName: string }>;
}

async function traceOf(service: string): Promise<Trace | undefined> {
  const response = await fetch(`${luneta.urls.ui}/api/traces?service=${service}`);
  return ((await response.json()) as { data: Trace[] }).data[0];
}

const COLUMNS_AS_JSON = '["id","city"]';
const exporters: [ExporterType, PortName, () => Record<string, string>, unknown][] = [
  ['OTLP', 'otlpHttp', () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: luneta.urls.otlpHttp! }), COLUMNS_AS_JSON],
  // No Jaeger e no Zipkin, uma lista é um texto só.
  [
    'JAEGER',
    'jaegerBinary',
    () => ({
      OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
      OTEL_EXPORTER_JAEGER_AGENT_PORT: String(luneta.ports.jaegerBinary),
    }),
    'id,city',
  ],
  ['ZIPKIN', 'zipkin', () => ({ OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${luneta.urls.zipkin}/api/v2/spans` }), 'id,city'],
];
const cases = exporters.flatMap(([exporter, ...rest]) =>
  (['BATCH', 'SIMPLE'] as const).map((processor): [ExporterType, ProcessorType, ...typeof rest] => [
    exporter,
    processor,
    ...rest,
  ]),
);

test.each(cases)('%s, %s: shutdown entrega o que faltava', async (exporterType, processorType, door, env, columns) => {
  for (const [name, value] of Object.entries(env())) vi.stubEnv(name, value);
  const serviceName = `${exporterType}-${processorType}`.toLowerCase();
  const before = luneta.doors[door]!.spans;
  const pipeline = new PipelineTracer({ exporterType, processorType, serviceName });
  await telescopeResource(pipeline.getTracer('teste'), 'local', [{ id: 1, city: 'Recife' }], 'cities');
  await pipeline.shutdown();
  const trace = await poll(() => traceOf(serviceName), { deadlineMs: 10_000 });
  expect(trace?.spans.map(({ operationName }) => operationName)).toEqual(['local.df.cities']);
  expect(Object.values(trace!.processes).map((process) => process.serviceName)).toEqual([serviceName]);
  expect(trace?.spans[0]?.tags).toContainEqual(
    expect.objectContaining({ key: 'telescope.df.columns', value: columns }),
  );
  expect(luneta.doors[door]!.spans).toBe(before + 1);
});
