// Quem manda: pedidos de uma loja, pelo exporter de sempre. Um lote que não foi confirmado é mandado de novo, até ser.

import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const ORDERS_PER_BATCH = 5;
const PAUSE_MS = 20;
const RETRY_MS = 100;
/** O exporter tenta de novo sozinho, e cada vez espera mais: aqui, quem conta as tentativas é o laço. */
const EXPORT_TIMEOUT_MS = 2000;

const CHILDREN = [
  ['reserve stock', SpanKind.INTERNAL],
  ['charge card', SpanKind.CLIENT],
  ['publish order', SpanKind.PRODUCER],
] as const;
/** Quantos spans tem cada trace. */
export const SPANS_PER_ORDER = CHILDREN.length + 1;

export interface SendOptions {
  /** A base OTLP/HTTP do gateway: pergunta-se a cada lote, porque ele pode ter mudado de porta. */
  readonly url: () => string;
  readonly service: string;
  readonly orders: number;
  /** Os números dos pedidos começam neste. */
  readonly from: number;
  /** Recebe cada trace assim que ele é confirmado. */
  readonly acknowledged: Set<string>;
  readonly deadlineMs: number;
}

/** @returns Quantas vezes um lote foi mandado de novo. @throws Error se nem tudo foi confirmado no prazo. */
export async function sendOrders({
  url,
  service,
  orders,
  from,
  acknowledged,
  deadlineMs,
}: SendOptions): Promise<number> {
  const giveUpAt = performance.now() + deadlineMs;
  let retries = 0;
  for (let sent = 0; sent < orders; sent += ORDERS_PER_BATCH) {
    const spans = await orderSpans(service, from + sent, Math.min(ORDERS_PER_BATCH, orders - sent));
    while (!(await exported(spans, `${url()}/v1/traces`))) {
      if (performance.now() > giveUpAt) {
        throw new Error(`O gateway confirmou só ${sent} de ${orders} pedidos em ${deadlineMs / 1000} s.`);
      }
      retries++;
      await sleep(RETRY_MS);
    }
    for (const span of spans) acknowledged.add(span.spanContext().traceId);
    await sleep(PAUSE_MS);
  }
  return retries;
}

async function exported(spans: ReadableSpan[], url: string): Promise<boolean> {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const { code } = await new Promise<{ code: ExportResultCode }>((resolve) => exporter.export(spans, resolve));
  await exporter.shutdown();
  return code === ExportResultCode.SUCCESS;
}

/** Os spans de alguns pedidos, prontos para mandar: quatro de cada um. */
async function orderSpans(service: string, first: number, count: number): Promise<ReadableSpan[]> {
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }),
    spanProcessors: [new SimpleSpanProcessor(memory)],
  });
  const tracer = provider.getTracer('experiment');
  for (let order = first; order < first + count; order++) {
    const root = tracer.startSpan('POST /orders', {
      kind: SpanKind.SERVER,
      root: true,
      attributes: { 'order.number': order },
    });
    const context = trace.setSpan(ROOT_CONTEXT, root);
    for (const [name, kind] of CHILDREN) tracer.startSpan(name, { kind }, context).end();
    if (order % 50 === 49) root.setStatus({ code: SpanStatusCode.ERROR });
    root.end();
  }
  await provider.forceFlush();
  const spans = memory.getFinishedSpans();
  await provider.shutdown();
  return spans;
}
