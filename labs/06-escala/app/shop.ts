// Lab 06: a loja. Na hora da promoção, centenas de pedidos chegam no mesmo instante, e cada um é um trace de quatro spans.
//
// O programa não espera por nada: inventa os pedidos, sempre os mesmos, com a hora em que cada coisa teria começado e acabado. Só os
// ids mudam de uma vez para a outra.

import { type Context, context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { type Order, orderNumber } from './orders';

/** Quantos pedidos chegam de uma vez. */
const ORDERS = Number(process.env.SHOP_ORDERS || 800);

const resource = resourceFromAttributes({
  [ATTR_SERVICE_NAME]: 'shop',
  [ATTR_SERVICE_VERSION]: '1.0.0',
}).merge(detectResources({ detectors: [envDetector] }));

// A fila deste processor guarda 2.048 spans. O que acaba com ela cheia se perde, e ninguém é avisado.
const provider = new NodeTracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const tracer = trace.getTracer('shop');

/** Uma parte do pedido: de onde até onde, em milissegundos desde que ele começou. */
interface Part {
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly error?: Error;
}

/** As três partes de um pedido. Recusado ou não, alguém é avisado dele. */
function partsOf({ durationMs, refusal }: Order): readonly Part[] {
  const at = (share: number): number => Math.round(share * durationMs);
  const destination = refusal ? 'refused-orders' : 'orders';
  return [
    { name: 'reserve stock', kind: SpanKind.INTERNAL, startMs: at(0.02), endMs: at(0.2) },
    { name: 'charge card', kind: SpanKind.CLIENT, startMs: at(0.2), endMs: at(0.88), error: refusal },
    {
      name: 'publish order',
      kind: SpanKind.PRODUCER,
      startMs: at(0.9),
      endMs: at(0.98),
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': destination },
    },
  ];
}

function record(part: Part, startedAt: number, parent: Context): void {
  const { name, kind, attributes, error } = part;
  const span = tracer.startSpan(name, { kind, attributes, startTime: startedAt + part.startMs }, parent);
  const endedAt = startedAt + part.endMs;
  if (error) {
    span.recordException(error, endedAt);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }
  span.end(endedAt);
}

/** Um pedido inteiro: um trace. @param startedAt Em milissegundos desde 1970. */
function placeOrder(order: Order, startedAt: number): void {
  const attributes = {
    'http.request.method': 'POST',
    'http.route': '/orders',
    'http.response.status_code': order.refusal ? 500 : 201,
    'order.number': order.number,
    'customer.id': order.customer,
    'shop.region': order.region,
  };
  const root = tracer.startSpan(
    'POST /orders',
    { kind: SpanKind.SERVER, attributes, startTime: startedAt },
    ROOT_CONTEXT,
  );
  const inside = trace.setSpan(context.active(), root);
  for (const part of partsOf(order)) record(part, startedAt, inside);
  if (order.refusal) root.setStatus({ code: SpanStatusCode.ERROR, message: order.refusal.message });
  root.end(startedAt + order.durationMs);
}

async function main(): Promise<void> {
  if (!Number.isInteger(ORDERS) || ORDERS < 1) {
    const received = JSON.stringify(process.env.SHOP_ORDERS);
    throw new Error(`SHOP_ORDERS tem de ser um número inteiro maior que zero, como 800. Veio ${received}.`);
  }
  // Todos chegaram no instante em que o programa começou.
  const startedAt = Math.ceil(performance.timeOrigin);
  for (let number = 1; number <= ORDERS; number++) {
    placeOrder(orderNumber(number), startedAt);
    // #region 1 De cem em cem pedidos, espere que a fila saia: quem produz não pode correr mais que quem entrega
    if (number % 100 === 0) await provider.forceFlush();
    // #endregion
  }
  console.log(`${ORDERS} pedidos feitos.`);
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // O que ainda está na fila tem de sair antes de o programa acabar.
  .finally(() => provider.shutdown());
