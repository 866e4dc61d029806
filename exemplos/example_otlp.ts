// Exemplo 3: o mesmo programa do exemplo 2, pelo caminho de hoje: OTLP, o protocolo do próprio OpenTelemetry.
//
// Jaeger, Tempo, Collector, Luneta e quase todo backend comercial recebem OTLP. Aqui ele vai por HTTP, na
// porta 4318 (por gRPC seria a 4317). Abra example_exporter.ts ao lado: muda o exporter, e muda o que dá
// para saber no fim, porque o HTTP responde e o UDP não. O código que cria os spans é idêntico.
//
// Rode com: npx tsx exemplos/example_otlp.ts

import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

// O recurso (resource) diz QUEM produziu os spans. Sem service.name, o backend mostraria unknown_service.
// A última parte a entrar vence: o nome abaixo é o padrão, e OTEL_SERVICE_NAME ou OTEL_RESOURCE_ATTRIBUTES
// podem trocá-lo sem tocar no código. Essas variáveis só são lidas porque pedimos o envDetector.
const resource = defaultResource()
  .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'example_otlp' }))
  .merge(detectResources({ detectors: [envDetector] }));

// O exporter lê sozinho estas variáveis; repetimos a leitura apenas para dizer, no fim, aonde os spans foram.
const endpoint =
  process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || process.env.OTEL_EXPORTER_OTLP_ENDPOINT || 'http://localhost:4318';

// Prazo do envio, em ms. O padrão é 10 s, com novas tentativas enquanto houver prazo: ótimo para um servidor,
// demorado para quem esqueceu de ligar o backend. Menor que a primeira espera (0,8 s), ele dispensa a insistência.
process.env.OTEL_EXPORTER_OTLP_TIMEOUT ||= '750';
const exporter = new OTLPTraceExporter();

// O Batch junta os spans e envia em lotes, de 5 em 5 segundos, fora do caminho do seu código: é o que se usa
// em produção. O Simple do primeiro exemplo faria um envio por span.
const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();

const tracer = trace.getTracer('example_otlp');

async function main(): Promise<void> {
  tracer.startActiveSpan('test_span_01', (parent) => {
    tracer.startActiveSpan('test_span_02', (child) => {
      console.log('SRE and DevOps work together!!!');
      child.end();
    });
    parent.end();
  });

  // Por que shutdown()? Neste instante os dois spans ainda estão na fila do Batch, esperando a hora do lote.
  // O programa vai acabar antes dela, e a fila morre junto, sem aviso. shutdown() esvazia a fila e fecha o
  // exporter; o await segura o programa até isso terminar.
  try {
    await provider.shutdown();
  } catch (error) {
    // Telemetria com defeito não pode derrubar o programa: avisamos e seguimos, com código de saída 0.
    // Cai aqui tudo o que o HTTP sabe contar: ninguém atendeu, o prazo venceu, o backend recusou.
    const { message, code } = error as NodeJS.ErrnoException;
    console.error(
      `Os spans não chegaram a ${endpoint} (${message || code}): ` +
        `inicie um backend em outro terminal (npm run luneta) ou confira OTEL_EXPORTER_OTLP_ENDPOINT, e rode de novo.`,
    );
    return;
  }

  // Chegar até aqui quer dizer que o backend respondeu "recebi": esta é a vantagem do HTTP sobre o UDP.
  const serviceName = String(resource.attributes[ATTR_SERVICE_NAME]);
  console.log(`Spans entregues. Veja em: http://localhost:16686/search?service=${encodeURIComponent(serviceName)}`);
}

void main();
