/** As dicas do exercício 5: uma fila, e o lote que sai dela. */
import { type Hints, programHints } from './program.ts';

const PUBLISH = "`shop.startActiveSpan('send pedidos', { kind: SpanKind.PRODUCER, attributes }, (span) => {`";
const INJECT = '`propagation.inject(context.active(), message.headers);`';
const BATCH =
  "`courier.startActiveSpan('process pedidos', { kind: SpanKind.CONSUMER, links: linksTo(batch), attributes }, (span) => {`";

export const queueHints: Hints = {
  ...programHints({
    broken: `a chave e o parêntese de ${BATCH}, que fecham com \`});\``,
    end: '`Promise.all([shopProvider.shutdown(), courierProvider.shutdown()]).catch((error: Error) =>`',
    once: '`processBatch();`',
  }),
  no_telemetry: [
    'Nenhum span chegou, de nenhum dos dois serviços. Quem esvazia as filas dos lotes antes do fim?',
    'Os dois providers já vinham montados, e na última linha os dois shutdown(). O que mudou?',
    'No fim do arquivo: `Promise.all([shopProvider.shutdown(), courierProvider.shutdown()])`',
  ],
  service_differs: [
    'Um span chegou com o serviço trocado. Por qual dos dois tracers ele foi aberto?',
    'A loja publica com shop; as entregas processam com courier. São dois providers, cada um com o seu recurso.',
    `Quem processa: ${BATCH}`,
  ],
  span_missing: [
    'Falta um span que o programa já entregava antes de você começar. Ele ainda nasce com esse nome, e termina?',
    'São três send pedidos, um por mensagem, e um process pedidos só. Os dois terminam dentro da função deles.',
    `As aberturas: ${PUBLISH} e ${BATCH}; e, no fim de cada uma, \`span.end();\``,
  ],
  span_duplicated: [
    'Há mais de um span com o mesmo nome. Quantas vezes o trabalho foi feito?',
    'O lote é um trabalho só: um span para ele, e não um por mensagem. Quem diz quais mensagens havia nele são os links.',
    `Uma vez, fora de qualquer laço: ${BATCH}`,
  ],
  span_not_root: [
    'process pedidos tem um pai, e é o de uma das mensagens. E as outras?',
    'Um span tem um pai só, e um lote vem de muitos traces: o que tivesse por pai a primeira mensagem esconderia as outras, e o trace dela pareceria ter feito o trabalho de todas. Para muitos há os links.',
    `Sem pai, e com links: ${BATCH}`,
  ],
  span_not_child: [
    'send devia nascer do pedido que o causou, e o pai é outro. O que há no meio?',
    'Publicar acontece durante o pedido: o span dele é o atual quando publish roda. Se há outro aberto, é dele que send nasce.',
    `Direto em publish: ${PUBLISH}`,
  ],
  span_other_trace: [
    'send começou um trace só dele. Quem era o span atual quando publish foi chamada?',
    'O do pedido, e startActiveSpan nasce dele sozinho. Um { root: true }, ou uma chamada fora do pedido, o perde.',
    `Sem root: ${PUBLISH}`,
  ],
  'kind_differs:process pedidos': [
    'O kind de process pedidos não diz que ele processa mensagens de uma fila. O que ele é?',
    'SERVER é quem responde a alguém que espera. De uma fila ninguém espera: quem tira dela é um CONSUMER.',
    `Nas opções do span: ${BATCH}`,
  ],
  kind_differs: [
    'O kind de send não diz que ele põe uma mensagem numa fila. O que ele é?',
    'CLIENT é quem chama e espera a resposta. Quem publica vai embora sem esperar: é um PRODUCER.',
    `Nas opções do span: ${PUBLISH}`,
  ],
  stdout_missing: [
    'O lote tem três mensagens, e o programa não contou três links. De quais ele sabe a origem?',
    'Cada mensagem veio de um pedido, e cada pedido tem o seu trace. linksTo faz um link para cada mensagem que recebe, se ela veio com o contexto; dê-lhe o lote inteiro.',
    `Com todas: ${BATCH}`,
  ],
  link_missing: [
    'process pedidos não tem link para quem mandou as mensagens. O que chega a linksTo, e o que há nos cabeçalhos?',
    'São duas metades. Quem publica escreve o contexto nos cabeçalhos, de dentro do span send: fora dele, o que se escreve é outro span, ou nenhum. Quem processa dá ao span um link por mensagem, de todas. Um atributo com o trace id não leva ninguém a lugar nenhum.',
    `Em publish, ${INJECT}; em processBatch, ${BATCH}`,
  ],
};
