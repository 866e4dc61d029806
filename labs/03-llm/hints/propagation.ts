/** As dicas dos passos 5.1 e 5.2: um trace do frontend ao modelo, e um serviço que só entende o B3. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const W3C = '`new W3CTraceContextPropagator(),`';
const BAGGAGE = '`new W3CBaggagePropagator(),`';
const B3 = '`new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),`';
const CHOICE =
  "`new CompositePropagator({ propagators: serviceName === 'moderation' ? OLD_PROPAGATORS : PROPAGATORS }),`";
const OLD = '`const OLD_PROPAGATORS = [new B3Propagator()];`';
const UNDICI = '`new UndiciInstrumentation(),`';
const HTTP = '`headersToSpanAttributes: { server: { requestHeaders: CONTEXT_HEADERS } },`';
const MODERATE = "`new URL('/check', MODERATION_URL), { method: 'POST', body: question, signal }`";

function noSpans(question: string): HintStages {
  return [
    question,
    'Um propagator que lança um erro ao escrever, ou ao ler, é apanhado e só deixa um aviso; um import que não existe, ou uma lista com a classe no lugar do objeto, derruba outras coisas. O provider e a saída dele continuam como antes?',
    'Em telemetry.ts, sem mudança nenhuma: `spanProcessors: [new QuietStatusProcessor(), new BatchSpanProcessor(new OTLPTraceExporter())],` e `tracerProvider.register({ propagator: null });`',
  ];
}

export const propagationHints = {
  '03/5.1': {
    ...programHints,
    no_telemetry: noSpans(
      'O frontend e o backend atenderam, e nenhum span chegou. O que a lista dos propagators tem dentro?',
    ),
    trace_services_differ: [
      'O frontend tem os seus traces e o backend, os dele: nenhum passa pelos dois. O que o frontend escreve no pedido, e o que o backend sabe ler?',
      'As instrumentações perguntam ao propagator global que cabeçalhos escrever e ler; com a lista vazia, nenhum. Quem leva o id do trace e o do span é o traceparent; o baggage leva outras coisas, e sozinho não liga nada. Um cabeçalho escrito à mão junta-se ao da instrumentação, e dois traceparent não se leem. E quem escreve, no fetch, é a UndiciInstrumentation.',
      `Em telemetry.ts, na lista PROPAGATORS: ${W3C} e ${BAGGAGE} Nas instrumentações, ${UNDICI} continua`,
    ],
    'span_missing:POST /ask': [
      'O pedido chegou ao backend, e o span "POST /ask" dele não. Quem daria o nome da rota?',
      'A instrumentação de http abre o span de quem atende, a de express diz que rota foi: cada uma troca a sua biblioteca na hora em que ela é carregada, e o que foi carregado antes de telemetry.ts fica como era.',
      "O primeiro import de backend.ts é `import './telemetry';`, e em telemetry.ts continuam " +
        HTTP +
        ' e `new ExpressInstrumentation(),`',
    ],
    'span_not_child:POST /ask': [
      'O atendimento do backend está no trace, e não é filho do pedido do frontend. De que span é o id que foi no cabeçalho?',
      'O traceparent diz dois números: o do trace e o do pai. Escrito à mão na rota, o pai é o span do atendimento, porque o da chamada só nasce dentro do fetch; e quem o abre é quem sabe escrevê-lo.',
      `Nada de cabeçalho em frontend.ts além de \`headers: { 'content-type': 'application/json' },\`: ${UNDICI} escreve o outro`,
    ],
    'span_other_trace:POST /ask': [
      'O backend começou um trace novo a cada pedido. Que cabeçalho lhe chegou? Se chegou, alguém o lê?',
      'O span de quem atende mostra, em http.request.header.traceparent, o que veio. Sem ele, quem pede não escreveu; com ele, quem atende não leu, ou leu dois e não soube escolher. A mesma lista serve aos dois lados.',
      `Os dois serviços usam a mesma: ${CHOICE}`,
    ],
    'kind_differs:POST /ask': [
      'O span "POST /ask" não diz que é o de quem atende. Foi a instrumentação que o abriu, ou foi você?',
      'Quem pede é CLIENT e quem atende é SERVER: juntos, fazem a seta do mapa. Um span à mão com o mesmo nome, sem kind, é INTERNAL, e fica no lugar do verdadeiro.',
      `Quem o abre é ${HTTP}`,
    ],
    'service_differs:POST /ask': [
      'O span de /ask chegou com o nome de outro serviço. Que programa atende esta rota?',
      'O frontend tem a sua, /api/ask, e passa o pedido adiante; /ask é do backend. O nome vem do recurso, e o recurso, do arquivo com que o processo começou.',
      'No recurso de telemetry.ts: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    'attribute_missing:POST /ask': [
      'O trace passa pelos dois serviços, e o backend não recebeu traceparent nenhum. Por que cabeçalho o contexto veio, então?',
      'O padrão é o do W3C, que navegadores, proxies e provedores conhecem; outro formato só liga quem já o combinou. E o cabeçalho recebido aparece no span porque a instrumentação de http foi configurada para o guardar: sem essa opção, o trace se liga e a conferência não vê como.',
      `Na lista, mesmo que haja outros: ${W3C} Na instrumentação, como estava: ${HTTP}`,
    ],
    'attribute_differs:POST /ask': [
      'O traceparent chegou ao backend, e o valor guardado não serve. Que valor é esse?',
      'O atributo é uma lista, com o cabeçalho como veio: versão, trace, span e se foi amostrado. Nada no programa precisa escrevê-lo.',
      `Quem o copia é ${HTTP}`,
    ],
    span_other_trace: [
      'O trace que começa em /api/ask não chega à chamada do modelo. Entre o backend atender e o modelo ser chamado, onde se perde o contexto?',
      'call_llm_api nasce filho do span ativo. Com root: true, ou dentro de ROOT_CONTEXT, começa um trace seu, e dali para baixo ninguém sabe que pergunta era. Se nem o backend está no trace do frontend, o problema vem antes.',
      `Em llm.ts, sem opção nenhuma: \`return tracer.startActiveSpan('call_llm_api', async (span) => {\`; entre os serviços: ${W3C}`,
    ],
  },
  '03/5.2': {
    ...programHints,
    no_telemetry: noSpans('Só se acrescentou um propagator, e os spans todos sumiram. Ele entrou na lista inteiro?'),
    trace_services_differ: [
      'Falta um serviço no trace: o moderation, que trabalha e assina noutro, ou um dos nossos, que antes estava lá. Que cabeçalhos saem do backend, e quais deles cada um lê?',
      'O moderation só lê os do Zipkin, o frontend e o backend precisam do do W3C: quem fala com os dois escreve os dois. O propagator global registra-se uma vez: uma segunda chamada a setGlobalPropagator é recusada, e sem barulho. Todos os nossos usam a mesma lista: um que leia só B3 e outro que escreva só W3C não se encontram. E cabeçalhos à mão, somados aos da instrumentação, chegam em dobro.',
      `Na lista PROPAGATORS, depois dos outros dois: ${B3} e quem escolhe entre ela e a antiga é ${CHOICE}`,
    ],
    'span_missing:POST /check': [
      'A pergunta foi atendida, e o moderation não deixou o span "POST /check". Ele foi consultado, e pela mesma porta?',
      'Desde o passo 4.4 a pergunta vai no corpo de um POST. Com GET, o span tem outro nome, e a pergunta volta à URL.',
      `Em backend.ts, como ficou: ${MODERATE}`,
    ],
    'span_not_child:POST /check': [
      'O moderation está no trace, e não é filho do pedido que lhe fizeram. Que span dizia o x-b3-spanid?',
      'Copiar para os cabeçalhos o span ativo na rota dá ao moderation um pai que não é a chamada: no trace, a ida pela rede some. O propagator é chamado depois que o span do pedido nasce, e escreve o id certo.',
      `Sem nada à mão em backend.ts; quem escreve é ${B3}`,
    ],
    'span_other_trace:POST /check': [
      'O moderation atendeu num trace só dele. Que cabeçalhos ele recebeu, e quais sabe ler?',
      'Abra o span POST /check e procure por http.request.header: se só há traceparent, ele o recebeu e não o entende. Não há como ensinar-lho, porque o código é de outros: quem pede é que tem de falar a língua dele.',
      `Os nossos passam a escrever também o B3: ${B3}`,
    ],
    'kind_differs:POST /check': [
      'O span do moderation não é o de quem atende. Quem o abriu?',
      'A instrumentação de http do moderation o abre como SERVER, e a do backend abre o da chamada como CLIENT; o resto é INTERNAL.',
      `A dele é a mesma dos outros: ${HTTP}`,
    ],
    'service_differs:POST /check': [
      'Quem assina POST /check não é o moderation. Que processo atendeu?',
      'Cada processo tira o nome do arquivo com que começou, e é por esse nome que se escolhe também a lista dos propagators.',
      'Um nome só para as duas coisas: `[ATTR_SERVICE_NAME]: serviceName,` no recurso, e ' + CHOICE,
    ],
    'attribute_missing:POST /check': [
      'O moderation entrou no trace sem receber um cabeçalho do Zipkin. Quem o ensinou a ler o outro?',
      'Ele é de outra equipe, e só entende o B3: se passou a ler o traceparent, foi a lista dele que mudou, e na vida real essa lista não é sua. O que muda é o lado de cá.',
      `A dele, como veio: ${OLD} A nossa, com mais um: ${B3}`,
    ],
    'attribute_differs:POST /check': [
      'O cabeçalho do Zipkin está no span, com um valor que não serve. O que lá está escrito?',
      'É o id do trace em hexadecimal (sozinho, em x-b3-traceid; com o do span e a amostragem, em b3). Quem o escreve é o propagator.',
      `Com ids e formato já certos: ${B3}`,
    ],
  },
} satisfies Record<string, Hints>;
