// Uma experiência: põe no ar o gateway e o ingester do aluno, deixa que ela os perturbe no meio da carga, e compara o que foi
// confirmado a quem mandou com o que ficou no store. O resultado é um span: é por ele que se confere.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { killAll } from './child';
import { type Gateway, startGateway } from './gateway';
import { type Ingester, startIngester } from './ingester';
import { sendOrders, SPANS_PER_ORDER } from './sender';
import { BROKERS, STORES } from './settings';
import { openStoreSwitch, type StoreSwitch } from './store-switch';
import { readStored, type Stored } from './stored';
import { createTopic } from './topic';
import { until } from './until';

const SEND_MS = 20_000;
/** Sem nada novo no store por este tempo, o que falta não vem mais. */
const QUIET_MS = 6000;
const DRAIN_MS = 30_000;

export interface Bench {
  readonly store: StoreSwitch;
  readonly acknowledged: ReadonlySet<string>;
  /** Manda mais estes pedidos. Resolve quando o último foi confirmado. */
  send(orders: number): Promise<void>;
  /** Espera que tantos traces tenham sido confirmados. @throws Error se não são, a tempo. */
  untilAcknowledged(traces: number): Promise<void>;
  killGateway(): Promise<void>;
  startGateway(): Promise<void>;
  killIngester(): Promise<void>;
  startIngester(): Promise<void>;
  /** Um span em volta do que se faz. */
  phase<T>(name: string, act: () => Promise<T>): Promise<T>;
}

/** @param disturb O que se faz durante a carga. */
export async function conduct(killed: string, disturb: (bench: Bench) => Promise<void>): Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'experiment' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer('experiment');
  await tracer.startActiveSpan('experiment', { attributes: { 'scale.killed': killed } }, async (span) => {
    try {
      await run(tracer, span, disturb);
    } catch (error) {
      const { message } = error as Error;
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      console.error(message);
      process.exitCode = 1;
    } finally {
      span.end();
      await provider.shutdown();
    }
  });
}

async function run(tracer: Tracer, span: Span, disturb: (bench: Bench) => Promise<void>): Promise<void> {
  const service = `shop-${randomBytes(6).toString('hex')}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'gateway-'));
  const acknowledged = new Set<string>();
  let gateway: Gateway | undefined;
  let ingester: Ingester | undefined;
  let store: StoreSwitch | undefined;
  let sent = 0;
  let retries = 0;
  try {
    await createTopic(service);
    const link = (store = await openStoreSwitch(STORES[0] ?? ''));
    const bench: Bench = {
      store: link,
      acknowledged,
      async send(orders) {
        const from = sent;
        sent += orders;
        retries += await sendOrders({
          url: () => gateway?.url ?? '',
          service,
          orders,
          from,
          acknowledged,
          deadlineMs: SEND_MS,
        });
      },
      async untilAcknowledged(traces) {
        if (await until(() => (acknowledged.size >= traces ? true : undefined), SEND_MS)) return;
        throw new Error(
          `O gateway confirmou só ${acknowledged.size} traces em ${SEND_MS / 1000} s; esperava ${traces}.`,
        );
      },
      killGateway: async () => gateway?.kill(),
      startGateway: async () => void (gateway = await startGateway(service, folder)),
      killIngester: async () => ingester?.kill(),
      startIngester: async () => void (ingester = await startIngester(service, link.url)),
      phase(name, act) {
        const acting = tracer.startActiveSpan(name, async (phase) => {
          console.log(`… ${name}`);
          return act().finally(() => phase.end());
        });
        // Quem a começa pode só esperar por ela bem depois: até lá, um erro dela não derruba o programa sem explicação.
        acting.catch(() => {});
        return acting;
      },
    };
    await bench.phase('start', () => Promise.all([bench.startGateway(), bench.startIngester()]));
    await disturb(bench);
    const stored = await bench.phase('drain', () => untilQuiet(service, acknowledged.size));
    tell(span, { sent, retries, acknowledged, stored });
  } finally {
    await killAll();
    await store?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** O que ficou no store, depois que parou de chegar. */
async function untilQuiet(service: string, traces: number): Promise<Stored> {
  let seen = await readStored(STORES, service);
  let newsAt = performance.now();
  await until(async () => {
    const now = await readStored(STORES, service);
    if (now.documents !== seen.documents) newsAt = performance.now();
    seen = now;
    if (now.spans >= traces * SPANS_PER_ORDER) return true;
    return performance.now() - newsAt > QUIET_MS ? true : undefined;
  }, DRAIN_MS);
  return seen;
}

interface Outcome {
  readonly sent: number;
  readonly retries: number;
  readonly acknowledged: ReadonlySet<string>;
  readonly stored: Stored;
}

function tell(span: Span, { sent, retries, acknowledged, stored }: Outcome): void {
  const lost = [...acknowledged].filter((traceId) => (stored.traces.get(traceId) ?? 0) < SPANS_PER_ORDER).length;
  const result = {
    'scale.sent_traces': sent,
    'scale.acknowledged_traces': acknowledged.size,
    'scale.retries': retries,
    'scale.stored_traces': stored.traces.size,
    'scale.lost_traces': lost,
    'scale.lost_spans': acknowledged.size * SPANS_PER_ORDER - stored.spans,
    'scale.repeated_spans': stored.documents - stored.spans,
  };
  span.setAttributes(result);
  span.setAttribute('scale.brokers', BROKERS.length);
  for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(28)}${String(value).padStart(8)}`);
}
