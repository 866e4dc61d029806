// Exercício 01e/5: o contexto que não atravessa uma fila.
//
// A loja recebe três pedidos e põe, para cada um, uma mensagem numa fila; mais tarde, as entregas tiram todas de uma vez e as
// processam juntas. Tudo já funciona, e tudo já tem span, mas ninguém diz de onde veio cada mensagem do lote.

import { context, type Link, propagation, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

function providerOf(service: string): NodeTracerProvider {
  return new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
}
const shopProvider = providerOf('loja');
const courierProvider = providerOf('entregas');
// O contexto e a propagação são do processo inteiro: basta um registrar.
shopProvider.register();
const shop = shopProvider.getTracer('loja');
const courier = courierProvider.getTracer('entregas');

interface Message {
  id: string;
  headers: Record<string, string>;
}

/** Uma fila só leva texto: nem função, nem contexto, nem span. */
const queue: string[] = [];

/** O que as convenções pedem dos dois lados de uma fila. */
function messaging(operation: 'send' | 'process') {
  return {
    'messaging.system': 'in_memory',
    'messaging.destination.name': 'pedidos',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}

function publish(id: string): void {
  const attributes = { ...messaging('send'), 'messaging.message.id': id };
  // #region 5 Diga que quem publica é um PRODUCER
  shop.startActiveSpan('send pedidos', { kind: SpanKind.PRODUCER, attributes }, (span) => {
    // #problema
    // shop.startActiveSpan('send pedidos', { attributes }, (span) => {
    // #endregion
    const message: Message = { id, headers: {} };
    // #region 5 Mande o contexto com a mensagem, nos cabeçalhos dela
    propagation.inject(context.active(), message.headers);
    // #endregion
    queue.push(JSON.stringify(message));
    span.end();
  });
}

/** Um link para o span que publicou cada mensagem; nenhum para a que veio sem contexto. */
function linksTo(batch: readonly Message[]): Link[] {
  return batch.flatMap(({ id, headers }) => {
    const sender = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers));
    return sender === undefined ? [] : [{ context: sender, attributes: { 'messaging.message.id': id } }];
  });
}

function processBatch(): void {
  const batch = queue.splice(0).map((text) => JSON.parse(text) as Message);
  const attributes = { ...messaging('process'), 'messaging.batch.message_count': batch.length };
  // #region 5 Diga que quem processa é um CONSUMER, e dê-lhe um link para cada mensagem do lote
  courier.startActiveSpan('process pedidos', { kind: SpanKind.CONSUMER, links: linksTo(batch), attributes }, (span) => {
    // #problema
    // courier.startActiveSpan('process pedidos', { attributes }, (span) => {
    // #endregion
    const { links } = span as Span & ReadableSpan;
    console.log(`Lote de ${batch.length}, com ${links.length} links: ${batch.map(({ id }) => id).join(', ')}`);
    span.end();
  });
}

for (const id of ['4071', '4072', '4073']) {
  shop.startActiveSpan('POST /pedidos', { kind: SpanKind.SERVER }, (span) => {
    publish(id);
    span.end();
  });
}
processBatch();

Promise.all([shopProvider.shutdown(), courierProvider.shutdown()]).catch((error: Error) =>
  console.error(`Os spans não foram entregues: ${error.message}`),
);
