// Exemplo 2: os mesmos dois spans, agora enviados a um backend (Jaeger, ou a Luneta) para vê-los na tela.
//
// Marca da idade: este é o caminho dos materiais originais, o agente do Jaeger por UDP. O pacote
// @opentelemetry/exporter-jaeger foi aposentado; o caminho de hoje é o OTLP, em example_otlp.ts. Os dois
// arquivos têm a mesma forma de propósito: compare-os lado a lado, a diferença entre eles é a lição.
//
// Rode com: npx tsx exemplos/example_exporter.ts

import { createSocket } from 'node:dgram';
import { trace } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

// O recurso (resource) diz QUEM produziu os spans. Sem service.name, o backend mostraria unknown_service.
// A última parte a entrar vence: o nome abaixo é o padrão, e OTEL_SERVICE_NAME ou OTEL_RESOURCE_ATTRIBUTES
// podem trocá-lo sem tocar no código. Essas variáveis só são lidas porque pedimos o envDetector.
const resource = defaultResource()
  .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'example_exporter' }))
  .merge(detectResources({ detectors: [envDetector] }));

// O exporter lê sozinho estas variáveis; repetimos a leitura apenas para dizer, no fim, aonde os spans foram.
const agentHost = process.env.OTEL_EXPORTER_JAEGER_AGENT_HOST || 'localhost';
const agentPort = Number(process.env.OTEL_EXPORTER_JAEGER_AGENT_PORT) || 6832;

// flushTimeout: ao encerrar, este exporter mantém um relógio ligado por 2 s (o padrão), mesmo sem nada a
// esperar. Quando o shutdown() chega nele os spans já saíram, então 50 ms bastam.
const exporter = new JaegerExporter({ flushTimeout: 50 });

// O Batch junta os spans e envia em lotes, de 5 em 5 segundos, fora do caminho do seu código: é o que se usa
// em produção. O Simple do exemplo anterior faria um envio por span.
const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();

const tracer = trace.getTracer('example_exporter');

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
    // Cai aqui um endereço que não existe, ou um span maior do que cabe em um pacote UDP (65 kB).
    const { message, code } = error as NodeJS.ErrnoException;
    console.error(
      `Os spans não foram enviados (${message || code}): ` +
        `confira as variáveis OTEL_EXPORTER_JAEGER_* e o tamanho dos spans.`,
    );
    return;
  }

  // Chegar até aqui NÃO quer dizer que os spans chegaram lá: o UDP não confirma nada. Quem confirma é o backend.
  if (await isLocalPortFree()) {
    console.error(
      `Parece que ninguém ouve a porta UDP ${agentPort} em ${agentHost}, e os spans se perderam: ` +
        `inicie um backend em outro terminal (npm run luneta) e rode de novo.`,
    );
    return;
  }
  const serviceName = String(resource.attributes[ATTR_SERVICE_NAME]);
  console.log(
    `Spans enviados. Confira se chegaram: http://localhost:16686/search?service=${encodeURIComponent(serviceName)}`,
  );
}

// Se o UDP não avisa que ninguém ouviu, dá para perguntar ao sistema operacional se a porta tem dono: quem
// consegue ocupá-la descobre que ela estava livre. Só vale para esta máquina; para as outras, só o backend sabe.
async function isLocalPortFree(): Promise<boolean> {
  if (process.env.OTEL_EXPORTER_JAEGER_ENDPOINT || !['localhost', '127.0.0.1'].includes(agentHost)) return false;
  // Os dois endereços, porque no Windows uma porta ocupada em um deles ainda pode ser ocupada no outro.
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    const isFree = await new Promise<boolean>((resolve) => {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false));
      socket.bind(agentPort, address, () => socket.close(() => resolve(true)));
    });
    if (!isFree) return false;
  }
  return true;
}

void main();
