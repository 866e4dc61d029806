// A telemetria da loja, feita só na memória e pesada como iria pela rede: nada daqui sai do programa.

import { gzipSync } from 'node:zlib';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { type Order, orderNumber } from './orders';

const ORDERS = 200;
/** O lote do BatchSpanProcessor: o que é do recurso vai uma vez em cada um. */
const BATCH = 512;

export interface Sample {
  readonly spans: number;
  /** Em protobuf, que é como o OTLP viaja. */
  readonly bytesPerSpan: number;
  /** Quantas vezes o gzip o encolhe. */
  readonly gzipRatio: number;
  /** A parte dos pedidos que deu erro, de 0 a 1. */
  readonly errorShare: number;
}

/** Faz os pedidos e pesa os spans deles. */
export function measureSample(): Sample {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'shop', [ATTR_SERVICE_VERSION]: '1.0.0' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const orders = Array.from({ length: ORDERS }, (_, index) => orderNumber(index + 1));
  for (const order of orders) placeOrder(provider.getTracer('shop'), order);

  const spans = exporter.getFinishedSpans();
  let bytes = 0;
  let zippedBytes = 0;
  for (let first = 0; first < spans.length; first += BATCH) {
    const body = ProtobufTraceSerializer.serializeRequest(spans.slice(first, first + BATCH)) ?? new Uint8Array();
    bytes += body.length;
    zippedBytes += gzipSync(body).length;
  }
  return {
    spans: spans.length,
    bytesPerSpan: bytes / spans.length,
    gzipRatio: bytes / zippedBytes,
    errorShare: orders.filter(({ refusal }) => refusal).length / orders.length,
  };
}

/** Os quatro spans de um pedido, como os da loja (shop.ts). */
function placeOrder(tracer: Tracer, { number, customer, region, refusal }: Order): void {
  const attributes = {
    'http.request.method': 'POST',
    'http.route': '/orders',
    'http.response.status_code': refusal ? 500 : 201,
    'order.number': number,
    'customer.id': customer,
    'shop.region': region,
  };
  const root = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
  const inside = trace.setSpan(context.active(), root);
  tracer.startSpan('reserve stock', {}, inside).end();

  const charge = tracer.startSpan('charge card', { kind: SpanKind.CLIENT }, inside);
  if (refusal) {
    charge.recordException(refusal);
    charge.setStatus({ code: SpanStatusCode.ERROR, message: refusal.message });
    root.setStatus({ code: SpanStatusCode.ERROR, message: refusal.message });
  }
  charge.end();

  const destination = refusal ? 'refused-orders' : 'orders';
  const message = { 'messaging.system': 'kafka', 'messaging.destination.name': destination };
  tracer.startSpan('publish order', { kind: SpanKind.PRODUCER, attributes: message }, inside).end();
  root.end();
}
