/** As dicas da parte 4: um trace por quatro serviços, o que vai com ele, e o que não devia ir. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const INSTRUMENTATIONS =
  '`instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new UndiciInstrumentation()],`';
const COPY_CHANNEL = "`new BaggageSpanProcessor((key) => key === 'app.channel'),`";
const SET_BAGGAGE = '`context.with(propagation.setBaggage(context.active(), baggage), next);`';
const CREATE_BAGGAGE = "`const baggage = propagation.createBaggage({ 'app.channel': { value: channel } });`";
const OUTSIDE = '`const outside = propagation.deleteBaggage(context.active());`';
const CALL_OUTSIDE =
  '`const { status, body, resends } = await context.with(outside, () => callJson<OpenNotify>(url));`';
const REDACT = "`return text.replaceAll(/[\\p{L}\\d_.+%-]+(?:@|%40)[\\w-]+(?:\\.[\\w-]+)+/giu, '[e-mail]');`";
const COUNT_FOUND = "`lookups.add(1, { 'geo.place.found': place !== undefined });`";

const NO_SPANS: HintStages = [
  'Os serviços responderam, e nenhum span chegou. Antes deste passo chegavam: o que mudou em telemetry.ts?',
  'Do passo 3.1 ficam três coisas: o provider com os seus processors, o register() e a entrada na lista de providers, por onde a fila se esvazia no fim. Um processor que lança um erro também pode calar os que vêm depois dele.',
  'O exporter fica por último na lista, `new BatchSpanProcessor(new OTLPTraceExporter()),`; depois dela, `tracerProvider.register();` e `providers.push(tracerProvider);`',
];

const NO_LOGS: HintStages = [
  'Os serviços responderam, e nenhum log chegou. Antes deste passo chegavam: o que mudou em telemetry.ts, ou em redact.ts?',
  'Um processor de logs recebe o registro em onEmit, e não precisa passá-lo adiante: o SDK chama todos os da lista. Se quem exporta saiu dela, ou se um dos de antes lança um erro, nada sai.',
  'O último da lista continua sendo `new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() }),`, e depois dela vem `logs.setGlobalLoggerProvider(loggerProvider);`',
];

/** Sem a rota, ou sem o lado de quem atende. */
const SERVER_SPAN: HintStages = [
  'O pedido chegou ao serviço, e o span com a rota dele não. Há um GET sem rota, ou só os spans de dentro?',
  'A instrumentação de http abre o span de quem atende; a de express sabe que rota foi, e completa o nome. Cada uma troca as funções da biblioteca na hora em que ela é carregada: um serviço em que outro import vem acima de ./telemetry pode carregá-la antes.',
  `Em telemetry.ts, as três: ${INSTRUMENTATIONS}. Em cada serviço, acima de todos os outros imports: \`import './telemetry';\``,
];

const PLACES_NOT_CHILD: HintStages = [
  'O atendimento do geolocator-service devia nascer do span da chamada, e não nasceu. Que id de span foi no cabeçalho?',
  'O traceparent leva o id do trace e o do span que está ativo na hora do envio. Para que seja o da chamada, quem o escreve é quem abre esse span. Um cabeçalho a mais, escrito à mão, põe outro pai no lugar, ou estraga os dois.',
  `Deixe que a UndiciInstrumentation abra o span e escreva o cabeçalho: ${INSTRUMENTATIONS}`,
];

export const propagationHints = {
  '02/4.1': {
    ...programHints,
    no_telemetry: NO_SPANS,
    trace_services_differ: [
      'Os spans existem, e nenhum trace passa pelos quatro serviços. Em que fronteira ele se parte: o que um lado mandou, e o que o outro leu?',
      'São duas metades. Quem pede escreve o traceparent: o fetch do Node é da UndiciInstrumentation (a de http não o vê). Quem atende o lê: é da HttpInstrumentation, que só troca o http que ainda não foi carregado: se é um serviço só que falta, veja a ordem dos imports dele. E o propagador é o do register(), se ninguém o trocou. Copiar o id do trace, num cabeçalho seu ou num atributo, não liga nada.',
      `As três, em telemetry.ts: ${INSTRUMENTATIONS}; e em cada serviço, antes de tudo: \`import './telemetry';\``,
    ],
    'span_missing:GET /places/:name': SERVER_SPAN,
    'span_missing:GET': [
      'Os atendimentos chegaram, e o span de quem pediu não. Quem abriria um span em volta do fetch?',
      'O fetch do Node não passa pelo módulo http: a HttpInstrumentation não sabe dele. Quem o vê é a do undici, a biblioteca que está por dentro. O nome do span é só o método: o endereço muda a cada pedido, e vai em url.full.',
      `A terceira da lista: ${INSTRUMENTATIONS}`,
    ],
    span_not_child: PLACES_NOT_CHILD,
    span_other_trace: PLACES_NOT_CHILD,
    kind_differs: [
      'O kind diz de que lado da chamada se está, e um dos spans diz outra coisa. Quem o abriu?',
      'Quem pede é CLIENT; quem atende é SERVER. As instrumentações acertam os dois; um span seu, sem kind, é INTERNAL, e no mapa de serviços não vira seta.',
      `Deixe os dois por conta delas: ${INSTRUMENTATIONS}`,
    ],
    service_differs: [
      'O span chegou com o nome de outro serviço. De quem é o processo em que ele nasceu?',
      'O nome está no recurso, que é um por processo, e telemetry.ts o tira do arquivo com que o Node começou. Todo provider recebe o mesmo recurso.',
      'No recurso: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    'status_differs:GET /places/:name': [
      'O geolocator-service respondeu 404, e o status do span dele não é UNSET. Ele errou?',
      'Para quem atende, um 404 é uma resposta certa a uma pergunta sem resposta. Só de 500 em diante o SERVER é ERROR. A instrumentação já faz assim: quem mudou o status foi uma linha sua.',
      "A rota só responde, sem tocar no status do span: `response.status(404).json({ error: 'place_not_found',`",
    ],
    'status_differs:GET': [
      'O span do gateway que recebeu um 404 não diz que falhou. Quem pediu conseguiu o que queria?',
      'Para quem pede, de 400 em diante é um erro: CLIENT é ERROR. A UndiciInstrumentation o marca sozinha; num span aberto à mão, é preciso um setStatus.',
      `A que faz isso é a terceira: ${INSTRUMENTATIONS}`,
    ],
    attribute_missing: [
      'O span está lá, e não diz com que código a resposta veio. Quem sabe o código, e quando?',
      'Quem atende o sabe ao responder, e quem pede, ao receber: as instrumentações de http e do undici põem http.response.status_code na hora certa. Num span aberto à mão, ele se põe depois do await, antes do end().',
      `As duas estão nesta lista: ${INSTRUMENTATIONS}`,
    ],
    attribute_differs: [
      'Há o código da resposta, e nenhum é o 404 do lugar que não existe. O pedido de Macondo chegou ao geolocator-service?',
      'http.response.status_code é um número, o da resposta que veio. Se o 404 virou outra coisa no caminho, quem o trocou foi uma rota; se virou texto, um span aberto à mão.',
      "Quem responde é o geolocator.ts: `response.status(404).json({ error: 'place_not_found',`",
    ],
  },
  '02/4.2': {
    ...programHints,
    no_telemetry: NO_SPANS,
    span_missing: [
      'Falta um dos spans em que o canal devia aparecer. O que mudou desde o passo anterior?',
      'O middleware do baggage não substitui nada: as instrumentações continuam, e quem pede o próximo é o next, chamado uma vez, dentro do contexto novo.',
      `A última linha do middleware: ${SET_BAGGAGE}; em telemetry.ts continuam as três: ${INSTRUMENTATIONS}`,
    ],
    service_differs: [
      'O span chegou com o nome de outro serviço. De quem é o processo em que ele nasceu?',
      'O baggage leva o canal, e só ele. O nome do serviço é do recurso, um por processo.',
      'No recurso: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    attribute_missing: [
      'O span não tem app.channel. São duas coisas: o canal viajar, e alguém o copiar para o span. Qual delas falta? O cabeçalho baggage está saindo?',
      'Contexto e baggage não mudam: setBaggage devolve um contexto novo, que só vale dentro do context.with em que se segue adiante (next). E baggage não é atributo: quem copia, em cada serviço, é um processor, pela chave exata.',
      `Em frontend.ts: ${CREATE_BAGGAGE} e ${SET_BAGGAGE}; em telemetry.ts, no provider dos spans: ${COPY_CHANNEL}`,
    ],
    attribute_differs: [
      'app.channel chegou, e não com o canal do visitante. De onde você o tira?',
      'O visitante diz o canal na pergunta: /api/iss?place=Darmstadt&channel=aula. O que vem depois do ? está em request.query. E cada entrada do baggage é um objeto com value dentro: um texto solto viaja como "undefined".',
      `\`const channel = String(request.query.channel ?? 'site');\`, e depois ${CREATE_BAGGAGE}`,
    ],
  },
  '02/4.3': {
    ...programHints,
    no_telemetry: NO_SPANS,
    span_missing: [
      'Falta o span do pedido à API, ou o de quem a atende. Ela ainda é perguntada?',
      'O que se tira é o baggage, e não o pedido: askApi continua chamando callJson, dentro do span de getting-iss-coordinates.',
      `A chamada é esta: ${CALL_OUTSIDE}, e quem abre o span é \`const getCoordinates = traced('getting-iss-coordinates', askApi);\``,
    ],
    service_differs: [
      'O span do pedido à API chegou com o nome de outro serviço. Que programa o atendeu?',
      'Quem atende /iss-now.json é a station-api, outro processo, com outro nome. Ela também importa telemetry.ts, só aqui no lab: a de verdade não nos contaria nada.',
      'No recurso, o nome vem do arquivo: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    span_not_child: [
      'O atendimento da API não é filho da nossa chamada. O que mais ficou de fora, junto com o baggage?',
      'deleteBaggage tira do contexto só o baggage; o span ativo continua nele. deleteSpan leva o span, e ROOT_CONTEXT, os dois.',
      `Parta do contexto de agora: ${OUTSIDE}`,
    ],
    span_other_trace: [
      'O pedido à API começou um trace novo. O que mais ficou de fora, junto com o baggage?',
      'O contexto leva o span ativo e o baggage, cada um na sua chave. deleteBaggage tira um; deleteSpan e ROOT_CONTEXT levam o span embora, e a chamada fica sem pai. O traceparent pode ir: são números ao acaso, e não dizem nada de ninguém.',
      `Parta do contexto de agora, e tire só o baggage: ${OUTSIDE}`,
    ],
    value_unexpected: [
      'A API, que é de outros, recebeu o nosso baggage. Quem decide a quem ele vai?',
      'Ninguém: o propagador o escreve em todo pedido que sai, para quem for. Antes de sair de casa, faça um contexto sem ele, e chame dentro desse contexto: deleteBaggage devolve um novo, e não muda o atual.',
      `${OUTSIDE}, e dentro dele a chamada: ${CALL_OUTSIDE}`,
    ],
    attribute_missing: [
      'Agora falta app.channel nos nossos próprios spans. O baggage foi tirado cedo demais, ou de gente demais?',
      'O processor copia o canal na hora em que o span nasce. Tire o baggage depois disso, só em volta da chamada à API: dentro de askApi, o span getting-iss-coordinates já nasceu. Trocar o propagador, ou não criar o baggage, o tira de todos.',
      `Dentro de askApi: ${OUTSIDE} e ${CALL_OUTSIDE}`,
    ],
    attribute_differs: [
      'app.channel chegou com outro valor. Quem mexeu no baggage, além de o tirar?',
      'Este passo não muda o que o baggage diz: só até onde ele vai. O canal é o que o frontend leu da pergunta.',
      `Em frontend.ts, como estava: ${CREATE_BAGGAGE}`,
    ],
  },
  '02/4.4': {
    ...programHints,
    no_telemetry: NO_SPANS,
    'no_telemetry:logs': NO_LOGS,
    value_unexpected: [
      'O e-mail de alguém saiu do processo. O que foi visto diz onde: num span, num log, ou no endereço de um pedido?',
      'O mesmo dado sai por caminhos diferentes: o log que você escreveu, e a pergunta do endereço (url.query), que a instrumentação copia sem olhar, com a arroba escrita %40. Os dois sinais precisam de um processor, e redact() tem de conhecer as duas escritas.',
      `Em redact.ts: ${REDACT}. Em telemetry.ts, antes de quem exporta: \`new RedactingLogRecordProcessor(),\` nos logs e \`new RedactingSpanProcessor(),\` nos spans`,
    ],
    log_missing: [
      'O log do aviso pedido sumiu. Ele precisava sumir?',
      'Que alguém pediu um aviso é o que se quer saber; quem foi, não. Tire o dado, e deixe o registro.',
      'Em frontend.ts, o registro continua a ser escrito dentro de `if (email) {`',
    ],
    log_service_differs: [
      'O log do aviso chegou com o nome de outro serviço. Que programa o escreveu?',
      'Quem lê o e-mail é o frontend, e o nome dele está no recurso, um por processo.',
      'No recurso: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    log_not_in_trace: [
      'O log do aviso não sabe em que trace foi escrito. Quem lhe dá o trace_id?',
      'O registro recebe o contexto ativo na hora do emit(). Um registro refeito do zero por um processor o perde: mude o que veio, em vez de criar outro.',
      'Mude o próprio registro: `record.setBody(redact(record.body));`',
    ],
    log_other_trace: [
      'O log do aviso foi escrito noutro span. Onde está o emit() dele?',
      'Ele fica na rota /api/iss do frontend, dentro do span que a instrumentação do Express já abriu.',
      "Dentro desta rota: `app.get('/api/iss', async (request, response) => {`",
    ],
    span_missing: [
      'O span do pedido de quem deixou o e-mail não chegou. Ele precisava sumir?',
      'Um processor que lança um erro, ou que não deixa o span passar, tira da vista o pedido inteiro. Troque só o valor.',
      `O texto muda, o span fica: ${REDACT}`,
    ],
    service_differs: [
      'O span do pedido chegou com o nome de outro serviço. De quem é o processo em que ele nasceu?',
      'Quem atende /api/iss é o frontend, e o nome dele está no recurso, um por processo.',
      'No recurso: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    attribute_missing: [
      'O span já não diz o que foi perguntado. O atributo inteiro era o problema, ou só uma parte dele?',
      'url.query tem o lugar e o e-mail. O lugar é o que explica um erro ou uma demora; sem ele, ninguém investiga. Troque o trecho, e não o atributo.',
      `Só o e-mail: ${REDACT}`,
    ],
    attribute_differs: [
      'url.query está lá, e o lugar procurado sumiu dele. O que mais a sua troca leva?',
      'Uma expressão que aceita qualquer coisa antes da arroba (.* ou \\S*) leva a pergunta toda. Um e-mail é feito de letras, números e poucos sinais; = e & não são dele.',
      `Só os sinais que cabem num e-mail: ${REDACT}`,
    ],
  },
  '02/4.5': {
    ...programHints,
    'no_telemetry:metrics': [
      'Nenhuma métrica chegou. Antes deste passo chegavam: o que mudou?',
      'Uma View com drop, ou um erro dentro do reader, cala tudo. E quem entrega a última leitura é o shutdown do provider das métricas.',
      'Em telemetry.ts: `metrics.setGlobalMeterProvider(meterProvider);` e `const providers: { shutdown(): Promise<void> }[] = [meterProvider];`',
    ],
    'no_telemetry:logs': [
      'Nenhum log chegou. O nome do lugar sai da métrica, e é no log que ele fica. O que mudou?',
      'Este passo não mexe nos logs: o registro de cada lugar continua sendo escrito, achado ou não.',
      "Em geolocator.ts, o nome fica aqui: `attributes: { 'geo.place.query': name },`",
    ],
    metric_missing: [
      'geolocator.lookups não chegou com esse nome. O valor que variava foi parar no nome da métrica?',
      'Uma métrica por valor é a mesma cardinalidade com outro nome, e nem somar se consegue. O nome é um só; o que distingue é um atributo, de poucos valores.',
      `Um counter, um atributo: ${COUNT_FOUND}`,
    ],
    metric_type_differs: [
      'geolocator.lookups já não é um Counter. O número de procuras pode diminuir?',
      'O que só cresce é um Counter, e dele se tira a taxa. Um UpDownCounter conta o que entra e sai, como pedidos em curso; um Gauge, o que se lê num instante.',
      'Como estava: `createCounter(`',
    ],
    metric_service_differs: [
      'A métrica chegou com o nome de outro serviço. De quem é o processo que conta?',
      'O nome do serviço é do recurso, um por processo, e não do meter.',
      'No recurso: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    metric_attribute_missing: [
      'A métrica não diz se o lugar foi achado. O que você quer perguntar a ela?',
      '"Quantos não achamos?" se responde com dois valores: achado, ou não. Sem atributo nenhum, só resta o total; com o nome do lugar, cada nome é uma série, e a pergunta continua sem resposta.',
      `O que distingue, e não quem é: ${COUNT_FOUND}`,
    ],
    metric_attribute_differs: [
      'geo.place.found chegou com um valor que não é verdadeiro nem falso. O que você pôs nele?',
      'O atributo é a resposta a uma pergunta de sim ou não: há um lugar, ou ele é undefined.',
      `A comparação já é a resposta: ${COUNT_FOUND}`,
    ],
    metric_series_exceeded: [
      'A métrica tem mais séries do que respostas possíveis. Que atributo varia com cada visitante?',
      'Cada combinação de valores é uma série, guardada à parte para sempre. Acrescentar geo.place.found não basta: o nome (ou o país, ou o id) precisa sair. Quem quiser saber o lugar pergunta ao log, ou ao span, que não cobram por valor diferente.',
      `Um atributo só, de dois valores: ${COUNT_FOUND}`,
    ],
    'log_missing:lugar desconhecido': [
      'O log do lugar desconhecido sumiu. Para onde vai o nome que saiu da métrica?',
      'A métrica diz quantos; o log diz quais. Um não dispensa o outro.',
      "Em geolocator.ts: `body: 'lugar desconhecido',`",
    ],
    'log_attribute_missing:lugar desconhecido:geo.place.query': [
      'O log já não diz que lugar foi pedido. Ali ele também era um problema?',
      'Um atributo de log não faz série: pode ter quantos valores for. É nele que se pergunta que lugar as pessoas procuram e não acham.',
      "No registro de WARN: `attributes: { 'geo.place.query': name },`",
    ],
    'log_attribute_differs:lugar desconhecido:geo.place.query': [
      'O log traz outro lugar, e não o que foi pedido. Que variável você pôs nele?',
      'O que a pessoa escreveu está em request.params, e chega inteiro, com acentos.',
      "No registro de WARN: `attributes: { 'geo.place.query': name },`",
    ],
  },
} satisfies Record<string, Hints>;
