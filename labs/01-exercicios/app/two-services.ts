// Os dois serviços do exercício 01e/3, num processo só: a loja recebe pedidos e, para cada um, chama o estoque. Não é
// preciso mexer aqui.
//
// Cada um tem o seu provider, como se rodasse noutra máquina; entre eles só passam cabeçalhos.

import { createHash, randomBytes } from 'node:crypto';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  RandomIdGenerator,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const REQUESTS = 200;
/** Um pedido em cada tantos falha. */
const FAILS_EVERY = 25;

type Headers = Record<string, string>;

/**
 * Os ids mudam a cada execução, mas o sorteio, não: o TraceIdRatioBasedSampler faz o xor das quatro partes do id, e as duas
 * iguais se anulam.
 */
class SteadyIds extends RandomIdGenerator {
  #drawn = 0;

  override generateTraceId = (): string => {
    const draw = createHash('md5').update(`trace ${this.#drawn++}`).digest('hex').slice(0, 8);
    const unique = randomBytes(4).toString('hex');
    return `${draw}${unique}${unique}00000000`;
  };
}

/** Um id cujo sorteio dá sempre este número: 00000000 é o primeiro a ser guardado; ffffffff, o último. */
function callerHeaders(draw: string, sampled: '00' | '01'): Headers {
  const unique = randomBytes(4).toString('hex');
  return { traceparent: `00-${draw}${unique}${unique}00000000-${randomBytes(8).toString('hex')}-${sampled}` };
}

function service(name: string, sampler: Sampler) {
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: name }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler,
    idGenerator: new SteadyIds(),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter()), new SimpleSpanProcessor(memory)],
  });
  return { name, provider, tracer: provider.getTracer(name), kept: () => memory.getFinishedSpans() };
}

/** Atende um pedido que veio com estes cabeçalhos, dentro de um span de kind SERVER. */
function serve(tracer: Tracer, name: string, headers: Headers, fails: boolean, work?: () => void): void {
  context.with(propagation.extract(ROOT_CONTEXT, headers), () => {
    tracer.startActiveSpan(name, { kind: SpanKind.SERVER }, (span) => {
      work?.();
      // Tarde demais para o sampler: ele decidiu quando o span nasceu, e ninguém sabia ainda do erro.
      if (fails) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  });
}

export interface Samplers {
  loja: Sampler;
  estoque: Sampler;
}

export async function simulate(samplers: Samplers): Promise<void> {
  const shop = service('loja', samplers.loja);
  const stock = service('estoque', samplers.estoque);
  // O contexto e a propagação são do processo inteiro: basta um registrar.
  shop.provider.register();

  const request = (suffix: string, headers: Headers, fails = false): void => {
    serve(shop.tracer, `POST /pedidos${suffix}`, headers, fails, () => {
      const outgoing: Headers = {};
      propagation.inject(context.active(), outgoing);
      serve(stock.tracer, `PUT /reservas${suffix}`, outgoing, fails);
    });
  };
  for (let n = 1; n <= REQUESTS; n++) request('', {}, n % FAILS_EVERY === 0);

  const sold = shop.kept();
  const reserved = stock.kept();
  const soldIds = new Set(sold.map((span) => span.spanContext().spanId));
  const orphans = reserved.filter((span) => !soldIds.has(span.parentSpanContext?.spanId ?? ''));
  const errors = sold.filter(({ status }) => status.code === SpanStatusCode.ERROR);
  console.log(`${REQUESTS} pedidos: a loja guardou ${sold.length}, e o estoque, ${reserved.length}`);
  console.log(`Reservas órfãs, sem o pedido no trace: ${orphans.length}`);
  console.log(`Erros com trace: ${errors.length} de ${REQUESTS / FAILS_EVERY}`);

  // Dois pedidos chegam com a decisão já tomada: o de diagnóstico é para guardar; o da sonda, que só pergunta se há alguém, não.
  request('/diagnostico', callerHeaders('ffffffff', '01'));
  request('/sonda', callerHeaders('00000000', '00'));

  const ended = await Promise.allSettled([shop.provider.shutdown(), stock.provider.shutdown()]);
  const failed = ended.find((result) => result.status === 'rejected');
  if (failed) console.error(`Os spans não foram entregues: ${(failed.reason as Error).message}`);
}
