// Exemplo 1: o menor tracing possível. Dois spans, um dentro do outro, impressos no terminal.
//
// Um span é o registro de um trabalho: nome, início, fim e alguns atributos. Um trace é a árvore de spans
// que nasce de um mesmo pedido. Aqui a árvore tem só dois: test_span_01 (a raiz) e test_span_02 (o filho).
//
// Rode com: npx tsx exemplos/example_tracing.ts

import { trace } from '@opentelemetry/api';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

// O OpenTelemetry separa quem mede de quem entrega, e por isso há três peças para montar:
//   provider  -> dono da configuração: é dele que saem os tracers;
//   processor -> decide QUANDO um span terminado segue adiante (o Simple entrega na hora, um por um);
//   exporter  -> decide PARA ONDE ele vai (aqui, o terminal).
// Trocar o destino, como faz o próximo exemplo, não muda uma linha do código que cria os spans.
const provider = new NodeTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
});

// Sem o register(), a API não conhece este provider: trace.getTracer() devolveria um tracer que não faz
// nada, e o programa rodaria sem erro e sem spans. É também o register() que liga o contexto, a memória
// de "qual é o span atual", e sem ele test_span_02 não saberia quem é o seu pai.
provider.register();

// O nome do tracer identifica quem escreveu a instrumentação; ele sai em instrumentationScope.
const tracer = trace.getTracer('example_tracing');

// startActiveSpan cria o span E o torna o span atual enquanto a função roda. Por isso o segundo nasce
// filho do primeiro sem que ninguém precise passá-lo adiante.
tracer.startActiveSpan('test_span_01', (parent) => {
  tracer.startActiveSpan('test_span_02', (child) => {
    console.log('SRE and DevOps work together!!!');

    // Quem abre, fecha: um span que nunca recebe end() nunca chega ao exporter.
    child.end();
  });
  parent.end();
});

// Repare na saída: test_span_02 aparece primeiro, porque um span só é entregue quando termina, e o filho
// termina antes do pai. Quem liga os dois é o parentSpanContext.spanId do filho, igual ao id do pai.
