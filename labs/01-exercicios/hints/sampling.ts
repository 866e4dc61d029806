/** As dicas do exercício 3: que traces guardar. */
import { type Hints, programHints } from './program.ts';

const SHOP = '`loja: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),`';
const STOCK = '`estoque: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),`';

export const samplingHints: Hints = {
  ...programHints({
    broken: `os parênteses e a vírgula de ${SHOP}, e o import: \`import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';\``,
    end: '`void simulate({`, sem mais nada depois',
    once: '`void simulate({`',
  }),
  no_telemetry: [
    'Nenhum span chegou, de nenhum dos dois serviços. O que os samplers decidiram?',
    'Uma proporção de 0 não guarda nada; uma que não é um número, também não. E simulate precisa ser chamada: é ela que faz os pedidos.',
    `A proporção é um número de 0 a 1: ${SHOP}`,
  ],
  'span_missing:POST /pedidos': [
    'Nenhum pedido comum foi guardado pela loja. Quem decide o destino de um pedido que chega sem decisão nenhuma?',
    'É o sampler dado como root. Ele decide quando o span nasce: o status, e tudo que se descobre depois, ainda não existe. Não há como guardar só os que vão falhar.',
    `Na hora de nascer, só dá para sortear: ${SHOP}`,
  ],
  'span_missing:POST /pedidos/diagnostico': [
    'O pedido de diagnóstico chegou à loja já marcado para ser guardado, e ela não o guardou. A quem cabia a decisão?',
    'Quem começa o trace decide por todos, e a decisão viaja no traceparent: o último par de algarismos, 01, quer dizer "guarde". Um TraceIdRatioBasedSampler sozinho nem olha para ele.',
    `Com o sorteio só para quem não tem pai: ${SHOP}`,
  ],
  'span_missing:PUT /reservas': [
    'Nenhuma reserva comum foi guardada, e os pedidos, sim. O que o estoque faz com a decisão que recebe?',
    'Dentro de um ParentBasedSampler, root só vale para quem não tem pai. Para quem tem, o padrão é fazer o que o pai fez: não é preciso dizer mais nada.',
    `Sem outras opções: ${STOCK}`,
  ],
  'span_missing:PUT /reservas/diagnostico': [
    'A loja guardou o pedido de diagnóstico, e o estoque jogou fora a reserva dele: o trace ficou pela metade. De quem é a decisão?',
    'De quem começou o trace. Sortear com a mesma proporção não resolve: dois serviços só chegam ao mesmo resultado se o sorteio for o mesmo, e aqui nem houve sorteio, alguém pediu para guardar.',
    `No estoque, também: ${STOCK}`,
  ],
  span_unexpected: [
    'Um pedido da sonda foi guardado, e quem o mandou tinha dito que não era para guardar. Que sampler não o ouviu?',
    'O traceparent da sonda termina em 00. Um AlwaysOnSampler, ou um TraceIdRatioBasedSampler sem nada em volta, decide por conta própria; e as opções remoteParentNotSampled e localParentNotSampled existem justamente para desobedecer.',
    `Os dois obedecem, e só sorteiam sem pai: ${SHOP} e ${STOCK}`,
  ],
  span_not_root: [
    'Um pedido comum chegou sem cabeçalho nenhum, e o span dele tem um pai. Que span estava aberto?',
    'simulate já faz os pedidos fora de qualquer span: um span em volta dela seria o pai de todos.',
    'Sem nada em volta: `void simulate({`',
  ],
  span_not_child: [
    'A reserva tem um pai que não chegou: é uma órfã. Quem guardou uma metade e não a outra?',
    'A loja e o estoque estão decidindo cada um por si. Se o estoque guarda o que a loja não guardou, o pai da reserva nunca chega.',
    `O estoque segue a loja: ${STOCK}`,
  ],
  span_other_trace: [
    'A reserva virou um trace à parte. Ela ainda recebe o traceparent da loja?',
    'A propagação já vinha pronta em two-services.ts: inject na loja, extract no estoque. Este exercício não precisa mexer nela.',
    'Como veio: `propagation.inject(context.active(), outgoing);` e `context.with(propagation.extract(ROOT_CONTEXT, headers), () => {`',
  ],
  service_differs: [
    'Um span chegou com o serviço trocado. Você mexeu em two-services.ts?',
    'Cada serviço tem o seu provider e o seu recurso, e os dois já vinham prontos. Só os samplers mudam.',
    "Como veio: `const shop = service('loja', samplers.loja);` e `const stock = service('estoque', samplers.estoque);`",
  ],
  kind_differs: [
    'O span não diz que atende um pedido. Você mexeu em two-services.ts?',
    'Os dois serviços atendem a quem os chama: os spans deles são de kind SERVER, e já vinham assim.',
    'Como veio: `tracer.startActiveSpan(name, { kind: SpanKind.SERVER }, (span) => {`',
  ],
  stdout_missing: [
    'Os traces estão inteiros, e não é um em cada dez pedidos que se guarda. Que proporção a loja sorteia?',
    'A proporção vai de 0 a 1, e não de 0 a 100: 10, ou 1, guardam tudo. Guardar tudo funciona, e é o que custa caro; a conta que o programa imprime mostra quanto. E quem sorteia é a loja, que começa o trace: o número do estoque não muda nada.',
    `Dez por cento é 0.1: ${SHOP}`,
  ],
};
